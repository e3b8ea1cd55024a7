// The 3.x client against a venue: node client3.mjs http://127.0.0.1:PORT
import Alpaca from "alpaca3";
import { Inbox, check, kinds, print, symbol } from "./support.mjs";

const url = process.argv[2];
const keyId = "witness-three";
const alpaca = new Alpaca({ keyId, secretKey: "secret", baseUrl: url, dataBaseUrl: url, feed: "iex" });

const account = await alpaca.getAccount();
check(account.status === "ACTIVE" && Number(account.cash) > 0, "the account is active and has cash");
const clock = await alpaca.getClock();
check(clock.is_open === true, "the market is open");
const days = await alpaca.getCalendar({ start: "2024-03-04", end: "2024-03-08" });
check(days.length === 5 && days[0].open === "09:30", "a week has five sessions");
check((await alpaca.getAsset(symbol)).tradable, "the asset is tradable");

// Market data by stream.
const inbox = new Inbox();
const stream = alpaca.data_stream_v2;
stream.session.url = `${url.replace("http", "ws")}/v2/iex`; // 3.x insists on TLS otherwise
stream.onStockTrade((x) => inbox.put({ T: "t", x }));
stream.onStockQuote((x) => inbox.put({ T: "q", x }));
stream.onStockBar((x) => inbox.put({ T: "b", x }));
stream.onStockUpdatedBar((x) => inbox.put({ T: "u", x }));
stream.onStockDailyBar((x) => inbox.put({ T: "d", x }));
stream.onStatuses((x) => inbox.put({ T: "s", x }));
stream.onCorrections((x) => inbox.put({ T: "c", x }));
stream.onCancelErrors((x) => inbox.put({ T: "x", x }));
stream.onLulds((x) => inbox.put({ T: "l", x }));
stream.onError((error) => console.error(`data stream: ${error}`));
stream.onConnect(() => {
  stream.subscribeForTrades([symbol]);
  stream.subscribeForQuotes([symbol]);
  stream.subscribeForBars([symbol]);
  stream.subscribeForUpdatedBars([symbol]);
  stream.subscribeForDailyBars([symbol]);
  stream.subscribeForStatuses(["BAC"]);
  stream.subscribeForLulds([symbol]);
});
stream.connect();
for (let i = 0; !stream.getSubscriptions().lulds?.includes(symbol); ++i) {
  check(i < 200, "the subscription is acknowledged");
  await new Promise((done) => setTimeout(done, 25));
}
for (const [kind, message] of Object.entries(kinds)) {
  await print(url, message);
  const event = await inbox.next(`a ${kind}`, (x) => x.T === kind && (x.x.Symbol ?? x.x.S));
  check((event.x.Symbol ?? event.x.S) === message.S, `a ${kind} names ${message.S}`);
}
const trade = (await inbox.next("the trade", (x) => x.T === "t")).x;
check(trade.Price === 190.25 && trade.Size === 17, "the trade has its price and size");

// Orders and their updates.
const updates = new Inbox();
const orders = alpaca.trade_ws;
orders.onOrderUpdate((x) => updates.put(x));
const listening = new Promise((done) => orders.onStateChange((state) => state === "connected" && done()));
orders.onConnect(() => orders.subscribe(["trade_updates"]));
orders.connect();
await listening;
await new Promise((done) => setTimeout(done, 300)); // 3.x does not tell of the acknowledgment

const market = await alpaca.createOrder({
  symbol, qty: 5, side: "buy", type: "market", time_in_force: "day", client_order_id: "three-market",
});
const fill = await updates.next("a fill", (x) => x.event === "fill" && x.order.id === market.id);
check(fill.order.filled_qty === "5", "the market order is filled");
const position = await alpaca.getPosition(symbol);
check(position.qty === "5" && position.side === "long", "the position is there");

const limit = await alpaca.createOrder({
  symbol, qty: "1", side: "buy", type: "limit", limit_price: "150.5", time_in_force: "gtc",
});
await updates.next("new", (x) => x.event === "new" && x.order.id === limit.id);
const successor = await alpaca.replaceOrder(limit.id, { limit_price: "151.25" });
await updates.next("replaced", (x) => x.event === "replaced" && x.order.id === limit.id);
check(successor.replaces === limit.id, "the successor names its predecessor");
await alpaca.cancelOrder(successor.id);
await updates.next("canceled", (x) => x.event === "canceled" && x.order.id === successor.id);

const bracket = await alpaca.createOrder({
  symbol, qty: 1, side: "buy", type: "limit", limit_price: 180, time_in_force: "day",
  order_class: "bracket", take_profit: { limit_price: 200 }, stop_loss: { stop_price: 170 },
});
check(bracket.legs.length === 2, "a bracket has two legs");
await alpaca.cancelAllOrders();
const open = await alpaca.getOrders({ status: "open" });
check(open.every((order) => order.status === "pending_cancel") || open.length === 0, "all is canceled");
check((await alpaca.getOrderByClientId("three-market")).id === market.id, "an order is found by our id");
try {
  await alpaca.createOrder({
    symbol, qty: 5, side: "buy", type: "market", time_in_force: "day", client_order_id: "three-market",
  });
  check(false, "a repeated client order id is refused");
} catch (error) {
  check(error.response?.status === 422, "a repeated client order id is a 422");
}
await alpaca.closePosition(symbol);
await updates.next("the closing fill", (x) => x.event === "fill" && x.order.side === "sell");
check((await alpaca.getPositions()).length === 0, "the position is closed");
check((await alpaca.getAccountActivities({ activityTypes: "FILL" })).length >= 2, "fills are activities");

// History.
let bars = 0;
for await (const bar of alpaca.getBarsV2("SPY", { start: "2024-02-26", end: "2024-03-04", timeframe: "1Day" }))
  bars += bar.ClosePrice > 0 ? 1 : 0;
check(bars === 6, `six days have six bars, not ${bars}`);
let trades = 0;
for await (const old of alpaca.getTradesV2(symbol, { start: "2024-03-05", limit: 10 }))
  trades += old.Price === 190.25 ? 1 : 0;
check(trades >= 1, "the printed trade is in the history");

stream.disconnect();
orders.disconnect();
console.log("client 3.1.3: account, clock, calendar, orders, positions, history and both streams agree");
process.exit(0);
