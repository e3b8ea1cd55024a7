"""What a model in Python is shown and may ask for: for editors and type checkers. See docs/reference.md.

Prices are dollars and sizes shares, as floats; times are whole nanoseconds since 1970 UTC.
"""
from typing import Any, Iterator, Literal, Optional, Sequence, Union

Number = Union[int, float, str, Any]  # also Decimal and Fraction
Side = Literal["buy", "sell"]
TimeInForce = Literal["day", "gtc", "opg", "cls", "ioc", "fok"]
Column = Any  # a numpy array that is only to be read; a list where numpy is not installed

class Interrupted(BaseException): ...

class Trade:
    symbol: str
    price: float
    size: float
    time: int
    exchange: str
    tape: str
    conditions: list[str]
    updates_last: bool

class Quote:
    symbol: str
    bid: float
    ask: float
    bid_size: float
    ask_size: float
    time: int

class Bar:
    symbol: str
    size: str
    open: float
    high: float
    low: float
    close: float
    vwap: float
    volume: float
    trade_count: int
    start: int
    end: int

class BarSet:
    size: str
    end: int
    def __len__(self) -> int: ...
    def __contains__(self, symbol: str) -> bool: ...
    def __getitem__(self, symbol: str) -> Bar: ...
    def __iter__(self) -> Iterator[Bar]: ...

class Bars:
    full: bool
    open: Column
    high: Column
    low: Column
    close: Column
    vwap: Column
    volume: Column
    end: Column
    def __len__(self) -> int: ...

class Trades:
    full: bool
    price: Column
    volume: Column
    time: Column
    def __len__(self) -> int: ...

class Fill:
    symbol: str
    side: str
    quantity: float
    price: float
    leaves: float
    position: float
    reference: int
    leg: Optional[str]
    time: int

class OrderClosed:
    symbol: str
    state: str
    filled: float
    reference: int
    leg: Optional[str]

class OrderRefused:
    symbol: str
    reason: str
    sentence: str
    reference: int

class CorporateAction:
    kind: str
    symbol: str
    new_symbol: str
    before: float
    after: float
    old_shares: float
    new_shares: float
    cash: float
    time: int

class TradingStatus:
    symbol: str
    code: str
    message: str
    reason_code: str
    reason: str
    halts: bool
    resumes: bool
    time: int

class SessionChanged:
    phase: str
    date: str
    open: int
    close: int
    early_close: bool
    time: int

class Account:
    cash: float
    equity: float
    buying_power: float

class Asset:
    symbol: str
    tradable: bool
    shortable: bool
    easy_to_borrow: bool
    fractionable: bool

class OpenOrder:
    reference: int
    symbol: str
    side: str
    leaves: float
    type: str
    limit_price: float
    stop_price: float
    leg: Optional[str]

class Context:
    now: int
    time_of_day: float
    date: str
    open: int
    close: int
    early_close: bool
    is_open: bool
    minutes_since_open: float
    minutes_to_close: float
    positions: dict[str, float]
    fills_today: list[Fill]
    account: Optional[Account]
    def position(self, symbol: str) -> float: ...
    def average_price(self, symbol: str) -> float: ...
    def unrealized(self, symbol: str) -> float: ...
    def open_orders(self, symbol: Optional[str] = None) -> list[OpenOrder]: ...
    def asset(self, symbol: str) -> Optional[Asset]: ...
    def last_trade(self, symbol: str) -> Optional[Trade]: ...
    def last_quote(self, symbol: str) -> Optional[Quote]: ...
    def last_price(self, symbol: str) -> Optional[float]: ...
    def bars(self, symbol: str, size: Optional[str] = None) -> Bars: ...
    def trades(self, symbol: str) -> Trades: ...

class Signals:
    def buy(self, symbol: str, quantity: Optional[Number] = None, **order: Any) -> None: ...
    def sell(self, symbol: str, quantity: Optional[Number] = None, **order: Any) -> None: ...
    def limit(self, symbol: str, side: Side, quantity: Number, price: Number, reference: int = 0, **order: Any) -> None: ...
    def order(self, symbol: str, side: Side, quantity: Optional[Number] = None, type: str = "market", **order: Any) -> None: ...
    def oco(self, symbol: str, side: Side, quantity: Number, **order: Any) -> None: ...
    def replace(self, reference: int, symbol: str, side: Side, quantity: Number, price: Optional[Number] = None, stop: Optional[Number] = None) -> None: ...
    def cancel(self, reference: int, symbol: str) -> None: ...
    def cancel_all(self, symbol: Optional[str] = None) -> None: ...
    def close(self, symbol: str, reference: int = 0) -> None: ...
    def note(self, text: str) -> None: ...
    def plot(self, name: str, value: float) -> None: ...

def round_to_tick(price: Number, side: Side) -> float: ...
def tick_size(price: Number) -> float: ...

class _Indicator:
    value: float
    ready: bool
    def clear(self) -> None: ...
    def save(self) -> str: ...
    def restore(self, saved: str) -> None: ...

class Sma(_Indicator):
    def __init__(self, period: int) -> None: ...
    def add(self, value: float) -> None: ...

class Ema(_Indicator):
    def __init__(self, period: int) -> None: ...
    def add(self, value: float) -> None: ...

class Wma(_Indicator):
    def __init__(self, period: int) -> None: ...
    def add(self, value: float) -> None: ...

class Rsi(_Indicator):
    def __init__(self, period: int = 14) -> None: ...
    def add(self, value: float) -> None: ...

class Macd(_Indicator):
    signal: float
    histogram: float
    def __init__(self, fast: int = 12, slow: int = 26, signal: int = 9) -> None: ...
    def add(self, value: float) -> None: ...

class Atr(_Indicator):
    def __init__(self, period: int = 14) -> None: ...
    def add(self, high: float, low: float, close: float) -> None: ...

class Bollinger(_Indicator):
    upper: float
    lower: float
    def __init__(self, period: int = 20, deviations: float = 2.0) -> None: ...
    def add(self, value: float) -> None: ...

class Keltner(_Indicator):
    upper: float
    lower: float
    def __init__(self, period: int = 20, ranges: float = 2.0) -> None: ...
    def add(self, high: float, low: float, close: float) -> None: ...

class Donchian(_Indicator):
    upper: float
    lower: float
    def __init__(self, period: int = 20) -> None: ...
    def add(self, high: float, low: float) -> None: ...

class Stochastic(_Indicator):
    signal: float
    def __init__(self, period: int = 14, smooth: int = 3, signal: int = 3) -> None: ...
    def add(self, high: float, low: float, close: float) -> None: ...

class Adx(_Indicator):
    plus: float
    minus: float
    def __init__(self, period: int = 14) -> None: ...
    def add(self, high: float, low: float, close: float) -> None: ...

class Obv(_Indicator):
    def __init__(self) -> None: ...
    def add(self, close: float, volume: float) -> None: ...

class SessionVwap(_Indicator):
    upper: float
    lower: float
    deviation: float
    volume: float
    def __init__(self, deviations: float = 2.0) -> None: ...
    def add(self, price: float, volume: float, session: int = 0) -> None: ...

class ZScore(_Indicator):
    mean: float
    deviation: float
    def __init__(self, period: int) -> None: ...
    def add(self, value: float) -> None: ...

class RollingCorrelation(_Indicator):
    beta: float
    def __init__(self, period: int) -> None: ...
    def add(self, x: float, y: float) -> None: ...

class LinearRegression(_Indicator):
    slope: float
    intercept: float
    def __init__(self, period: int) -> None: ...
    def add(self, value: float) -> None: ...

class Quantile(_Indicator):
    def __init__(self, quantile: float) -> None: ...
    def add(self, value: float) -> None: ...

class Drawdown(_Indicator):
    largest: float
    peak: float
    def __init__(self) -> None: ...
    def add(self, value: float) -> None: ...

class RealizedVolatility(_Indicator):
    def __init__(self, period: int, a_year: float = 252.0) -> None: ...
    def add(self, value: float) -> None: ...

class Kalman(_Indicator):
    variance: float
    gain: float
    def __init__(self, process: float = 1e-3, measurement: float = 1.0) -> None: ...
    def add(self, value: float) -> None: ...
