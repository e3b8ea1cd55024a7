// The 4.x client against a venue: node client4.mjs http://127.0.0.1:PORT
import { Alpaca } from "alpaca4";
import { Inbox, check, kinds, print, symbol } from "./support.mjs";

const url = process.argv[2];
const here = (target) => {
  const old = new URL(typeof target === "string" ? target : target.url);
  return `${url}${old.pathname}${old.search}`;
};
const alpaca = new Alpaca({
  keyId: "witness-four",
  secret: "secret",
  rateLimit: false,
  fetchApi: (target, init) => fetch(here(target), init),
});

const account = await alpaca.trading.account.getAccount();
check(account.status === "ACTIVE" && Number(account.cash) > 0, "the account is active and has cash");
check((await alpaca.trading.clock.legacyClock()).isOpen === true, "the market is open");
const days = await alpaca.trading.calendar.legacyCalendar({
  start: new Date("2024-03-04"), end: new Date("2024-03-08"),
});
check(days.length === 5, "a week has five sessions");

const inbox = new Inbox();
const socket = url.replace("http", "ws");
const stream = alpaca.marketData.stockStream({ url: `${socket}/v2/iex` });
stream.onTrade((x) => inbox.put({ T: "t", x }));
stream.onQuote((x) => inbox.put({ T: "q", x }));
stream.onBar((x) => inbox.put({ T: "b", x }));
stream.onUpdatedBar((x) => inbox.put({ T: "u", x }));
stream.onDailyBar((x) => inbox.put({ T: "d", x }));
stream.onStatus((x) => inbox.put({ T: "s", x }));
stream.onCorrection((x) => inbox.put({ T: "c", x }));
stream.onCancelError((x) => inbox.put({ T: "x", x }));
stream.onLuld((x) => inbox.put({ T: "l", x }));
stream.onError((error) => console.error(`data stream: ${error}`));
await new Promise((connected) => {
  stream.onConnect(connected);
  stream.connect();
});
stream.subscribeForTrades([symbol]);
stream.subscribeForQuotes([symbol]);
stream.subscribeForBars([symbol]);
stream.subscribeForUpdatedBars([symbol]);
stream.subscribeForDailyBars([symbol]);
stream.subscribeForStatuses(["BAC"]);
stream.subscribeForLulds([symbol]);
await new Promise((done) => setTimeout(done, 300)); // 4.x does not tell of the acknowledgment
for (const [kind, message] of Object.entries(kinds)) {
  await print(url, message);
  const event = await inbox.next(`a ${kind}`, (x) => x.T === kind);
  check(event.x.symbol === message.S, `a ${kind} names ${message.S}`);
}
const trade = (await inbox.next("the trade", (x) => x.T === "t")).x;
check(trade.price === 190.25 && trade.size === 17, "the trade has its price and size");

const updates = new Inbox();
const orders = alpaca.trading.stream({ url: `${socket}/stream` });
orders.onTradeUpdate((x) => updates.put(x));
await new Promise((connected) => {
  orders.onConnect(connected);
  orders.connect();
});
orders.subscribeTradeUpdates();
await new Promise((done) => setTimeout(done, 300));

const market = await alpaca.trading.orders.market({
  symbol, qty: 5, side: "buy", clientOrderId: "four-market",
});
await updates.next("a fill", (x) => x.event === "fill" && x.order.id === market.id);
const position = await alpaca.trading.positions.getOpenPosition({ symbolOrAssetId: symbol });
check(position.qty === "5", "the position is there");
const limit = await alpaca.trading.orders.limit({ symbol, qty: 1, side: "buy", limitPrice: 150.5 });
await updates.next("new", (x) => x.event === "new" && x.order.id === limit.id);
const successor = await alpaca.trading.orders.patchOrderByOrderId({
  orderId: limit.id, patchOrderRequest: { limitPrice: "151.25" },
});
await updates.next("replaced", (x) => x.event === "replaced" && x.order.id === limit.id);
await alpaca.trading.orders.deleteOrderByOrderID({ orderId: successor.id });
await updates.next("canceled", (x) => x.event === "canceled" && x.order.id === successor.id);
const bracket = await alpaca.trading.orders.bracket({
  symbol, qty: 1, side: "buy", limitPrice: 180,
  takeProfit: { limitPrice: 200 }, stopLoss: { stopPrice: 170 },
});
check(bracket.legs.length === 2, "a bracket has two legs");
await alpaca.trading.orders.deleteAllOrders();
await alpaca.trading.positions.deleteOpenPosition({ symbolOrAssetId: symbol });
await updates.next("the closing fill", (x) => x.event === "fill" && x.order.side === "sell");

const bars = await alpaca.marketData.getStockBarsFor("SPY", {
  timeframe: "1Day", start: new Date("2024-02-26T00:00:00Z"), end: new Date("2024-03-04T23:00:00Z"),
});
check(bars.length === 6, `six days have six bars, not ${bars.length}`);

stream.disconnect();
orders.disconnect();
console.log("client 4.0.2: account, clock, calendar, orders, positions, history and both streams agree");
process.exit(0);
