"use strict";
// The page: listens to /api/events, shows what it hears, and comes back by itself. Texts from the
// system are set as text, never as HTML.

const byId = (id) => document.getElementById(id);
const MOST_ROWS = 100;

const state = {
  status: null, heard: 0, lastId: "", source: null, commands: false, connected: false, refused: false,
  fills: [], incidents: [], notes: [], plotBoxes: new Map(), plotsMade: 0, plotsLeftOut: false, symbol: "", charts: {}, due: false, orders: [], chartsAt: 0, ordersAt: 0, ended: null,
};

// ---- small things --------------------------------------------------------------------------------

function make(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = text;
  if (className) node.className = className;
  return node;
}

const newYork = new Intl.DateTimeFormat("en-GB", {
  timeZone: "America/New_York", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});
const clockOf = (time) => (time ? newYork.format(new Date(time)) : "–");

function money(text) {
  if (text === null || text === undefined || text === "") return "–";
  const value = Number(text);
  const shown = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (value < 0 ? "−$" : "$") + shown;
}
function gain(text) {
  if (text === null || text === undefined) return "–";
  return (Number(text) > 0 ? "+" : "") + money(text);
}
const shortPrice = (text) => (text === null || text === undefined ? "–" : String(+Number(text).toFixed(4)));
const tone = (text) => (Number(text) > 0 ? "gain" : Number(text) < 0 ? "loss" : "");

function age(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 10) return seconds.toFixed(1) + " s";
  if (seconds < 100) return Math.round(seconds) + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  return (seconds / 3600).toFixed(1) + " h";
}
function countdown(milliseconds) {
  const left = Math.max(0, Math.round(milliseconds / 1000));
  const two = (n) => String(n).padStart(2, "0");
  if (left >= 172800) return Math.floor(left / 86400) + " days";
  return Math.floor(left / 3600) + ":" + two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
}
const micros = (us) => (us < 1000 ? Math.round(us) + " µs" : us < 1e6 ? +(us / 1000).toPrecision(3) + " ms" : +(us / 1e6).toPrecision(3) + " s");
const holding = (position) => {
  const held = Object.entries(position || {}).filter(([, quantity]) => Number(quantity) !== 0);
  return held.length ? held.map(([symbol, quantity]) => quantity + " " + symbol).join(", ") : "flat";
};
const PHASES = { PreOpen: "Pre-open", AfterHours: "After hours" };
const phaseName = (phase) => PHASES[phase] || phase || "–";

function fillTable(id, rows, nothing) {
  const body = byId(id).tBodies[0];
  if (!rows.length) {
    const cell = make("td", nothing, "none");
    cell.colSpan = byId(id).tHead.rows[0].cells.length;
    const row = make("tr");
    row.append(cell);
    return body.replaceChildren(row);
  }
  body.replaceChildren(...rows.map((cells) => {
    const row = make("tr");
    for (const cell of cells) row.append(cell instanceof Node ? cell : make("td", cell));
    return row;
  }));
}
const number = (text, className) => make("td", text, "n " + (className || ""));

async function ask(path) {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
  return answer.json();
}
async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", credentials: "same-origin", cache: "no-store",
    headers: { "Content-Type": "application/json", "X-Hft-Dashboard": "1" }, body: JSON.stringify(body),
  });
  return { ok: answer.ok, status: answer.status, told: await answer.json() };
}

// ---- the verdict and the vital signs -------------------------------------------------------------

function verdictOf(status) {
  const day = status.dashboard || {};
  if (state.ended && !state.connected)
    return ["warn", "■", "Ended", (state.ended.sentence || "The run has ended in order") + ". This page comes back when it starts again."];
  if (!state.connected)
    return ["warn", "↻", "Not reachable", "The system does not answer: it restarts or has ended. This page tries again by itself; what it shows is as last heard."];
  if (day.ended) return [day.ended.exit_code ? "bad" : "warn", day.ended.exit_code ? "✕" : "■", "Ended", day.ended.sentence || "The run has ended in order."];
  if (day.status_age > 5) return ["bad", "✕", "No answer", "The supervisor has not answered for " + age(day.status_age) + "."];
  if (status.halted) return ["bad", "✕", "Halted", status.halt_reason || "Trading is halted."];
  if (status.unanswered && status.unanswered.length) return ["bad", "✕", "No answer", "These do not answer: " + status.unanswered.join(", ") + "."];
  if (status.ready) {
    const doubtful = status.orders_unknown > 0;
    if (doubtful) return ["warn", "!", "Ready, in doubt", status.orders_unknown + " orders may or may not exist: the broker is asked."];
    return ["good", "✓", "Ready", "The books agree with the broker and the data stream is live."];
  }
  if (day.waiting || status.phase === "Closed") return ["warn", "◷", "Waiting", "The market is closed: nothing runs until the next session."];
  return ["warn", "…", "Not ready", (status.feed && status.feed.detail) || "It connects and reconciles its books before it trades."];
}

function vital(name, level, value, hint) {
  const words = { good: "✓ good", warn: "! look", bad: "✕ bad", none: "" };
  const item = make("li", null, "vital " + level);
  const head = make("div", name, "name");
  head.append(make("b", words[level]));
  item.append(head, make("div", value, "value"), make("div", hint, "hint"));
  return item;
}

function vitalsOf(status) {
  const day = status.dashboard || {}, feed = status.feed || {}, requests = status.requests || {};
  const trades = status.phase === "Regular" || status.phase === "Closing";
  const live = String(feed.state).toLowerCase() === "live";
  const silent = day.feed_silent;
  const feedLevel = !trades ? (live ? "good" : "none") : !live ? "bad" : silent > 30 ? "bad" : silent > 5 ? "warn" : "good";
  const books = day.books_age;
  const doubt = status.orders_unknown;
  const used = requests.used, limit = requests.limit;
  const share = limit ? used / limit : 0;
  const latency = status.latency_us || {};
  return [
    vital("Market data", feedLevel, live ? age(silent) : String(feed.state || "down"), live ? "since the newest frame" : feed.detail || "not live"),
    vital("Order stream", !trades ? (day.stream_up ? "good" : "none") : day.stream_up ? "good" : "bad", day.stream_up ? "up" : "down",
      day.stream_age === null || day.stream_age === undefined ? "nothing heard yet" : "heard " + age(day.stream_age) + " ago"),
    vital("Books agreed", books === null || books === undefined ? (trades ? "bad" : "none") : books > (day.venue === "simulated" ? 2400 : 300) ? "warn" : "good",
      age(books), books === null || books === undefined ? "not yet" : "ago, with the broker"),
    vital("In doubt", doubt > 0 ? "bad" : doubt === 0 ? "good" : "none", doubt === null || doubt === undefined ? "?" : String(doubt),
      (status.orders_open ?? "?") + " orders open"),
    vital("Requests", limit === null || limit === undefined ? "none" : share > .9 ? "bad" : share > .7 ? "warn" : "good",
      (used ?? "?") + (limit ? " / " + limit : ""), "in the last minute"),
    vital("Tick to order", "none", latency.p50 ? micros(latency.p50) : "–", latency.p99 ? "p99 " + micros(latency.p99) : "no order yet"),
  ];
}

function showVerdict() {
  const status = state.status || {};
  const [level, sign, word, reason] = verdictOf(status);
  const box = byId("verdict");
  box.className = "verdict card " + level;
  if (byId("state").textContent !== word) byId("state").textContent = word;
  if (byId("reason").textContent !== reason) byId("reason").textContent = reason;
  byId("sign").textContent = sign;
  document.title = (level === "good" ? "✓ " : level === "bad" ? "✕ " : "") + word + " – hft";
  byId("link").textContent = !state.connected ? "○ not connected" : Date.now() - state.heard > 5000 ? "◌ no word for " + age((Date.now() - state.heard) / 1000) : "● live";
}

function showStatus() {
  const status = state.status;
  if (!status) return;
  const day = status.dashboard || {};
  byId("who").textContent = [day.venue, day.account, status.date].filter(Boolean).join(" · ");
  byId("phase").textContent = phaseName(status.phase);
  byId("clock").textContent = clockOf(status.now && Date.parse(status.now));
  byId("next-name").textContent = status.next_change ? phaseName(status.next_phase) + " in" : "Next";
  byId("next").textContent = status.next_change && status.now ? countdown(Date.parse(status.next_change) - Date.parse(status.now)) : "–";
  byId("vitals").replaceChildren(...vitalsOf(status));
  for (const [id, text] of [["profit", gain(day.profit)], ["equity", money(day.equity)], ["drawdown", money(day.drawdown ? -Number(day.drawdown) : day.drawdown)]])
    byId(id).textContent = text;
  byId("profit").className = tone(day.profit);
  showModels(status);
  showPositions(day.positions || []);
  showLatency(status);
  showRefusals(status.refusals || {});
  showSymbols(day.symbols || []);
}

const STATES = { running: "good", starting: "warn", "warming up": "warn", warming_up: "warn", failed: "bad", quarantined: "bad", stopped: "warn", shadow: "warn" };
function showModels(status) {
  const more = (status.dashboard || {}).models || {};
  fillTable("models", Object.entries(status.models || {}).map(([id, model]) => {
    const own = more[id] || {};
    const name = make("td", id);
    const words = [model.name, ...Object.entries(model.parameters || {}).map(([key, value]) => key + "=" + value)].join(" ");
    name.append(make("small", words));
    const st = make("td");
    st.append(make("span", model.state, "pill " + (STATES[model.state] || "")));
    if (model.restarts) st.append(make("small", model.restarts + " restarts"));
    if (model.last_fault) st.append(make("small", model.last_fault));
    const paper = make("td", own.paper ? gain(own.paper.profit) : "–");
    if (own.paper) paper.append(make("small", own.paper.name + ", " + own.paper.decisions + " decisions, against " + gain(own.profit)));
    return [name, st, holding(model.position), number(model.signals ?? "?"), number(model.orders ?? "?"), number(model.fills ?? "?"),
      number(model.refused ?? "?"), number(own.profit === undefined ? "?" : gain(own.profit), tone(own.profit)), paper];
  }), "No model runs.");
}

function showPositions(positions) {
  fillTable("positions", positions.map((held) => [held.symbol, number(held.quantity), number(shortPrice(held.average_price)),
    number(held.mark ? shortPrice(held.mark) : "–"), number(gain(held.unrealized), tone(held.unrealized))]), "Flat: nothing is held.");
}

function barRow(name, count, most) {
  const row = make("div", null, "bar-row");
  const track = make("div", null, "track"), fill = make("div", null, "fill");
  fill.style.width = (most ? 100 * count / most : 0) + "%";
  track.append(fill);
  row.append(make("span", name), track, make("span", String(count), "count"));
  return row;
}

// Where the time goes, in the order in which it does.
const STAGES = [["wait", "In the socket"], ["decode", "Decoded"], ["model", "Decided"], ["gate", "Checked and kept"], ["write", "Written"], ["answer", "Answered"]];

/// Half of them took no longer than this edge.
function halfOf(counts) {
  if (!counts || !counts.count) return "";
  let seen = 0;
  for (const [edge, count] of counts.bars) {
    seen += count;
    if (2 * seen >= counts.count) return edge === null ? "longer" : "≤ " + micros(edge);
  }
  return "";
}

function showLatency(status) {
  const order = ((status.dashboard || {}).latency || {}).order;
  const told = status.latency_us || {};
  byId("latency").textContent = told.p50 ? "p50 " + micros(told.p50) + ", p99 " + micros(told.p99) + ", most " + micros(told.max) : "";
  if (!order || !order.count) return byId("latency-bars").replaceChildren(make("p", "No order was sent yet.", "soft"));
  byId("stages-box").hidden = false;
  byId("stages").replaceChildren(...STAGES.flatMap(([name, what]) => {
    const half = halfOf(((status.dashboard || {}).latency || {})[name]);
    if (!half) return [];
    const step = make("div");
    step.append(make("dt", what), make("dd", half));
    return [step];
  }));
  const bars = order.bars;
  let first = bars.findIndex((bar) => bar[1] > 0), last = bars.length - 1;
  while (last > first && bars[last][1] === 0) last--;
  const most = Math.max(...bars.map((bar) => bar[1]));
  byId("latency-bars").replaceChildren(...bars.slice(first, last + 1).map(([edge, count]) =>
    barRow(edge === null ? "longer" : "up to " + micros(edge), count, most)));
}

function showRefusals(refusals) {
  const all = Object.entries(refusals).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  if (!all.length) return byId("refusals").replaceChildren(make("p", "No signal was refused.", "soft"));
  byId("refusals").replaceChildren(...all.map(([name, count]) => barRow(name, count, all[0][1])));
}

function showSymbols(symbols) {
  const box = byId("symbol");
  const known = [...box.options].map((option) => option.value).join();
  if (known === symbols.join()) return;
  box.replaceChildren(...symbols.map((symbol) => make("option", symbol)));
  if (!symbols.includes(state.symbol)) state.symbol = symbols[0] || "";
  box.value = state.symbol;
}

function showFills() {
  fillTable("fills", state.fills.map((fill) => [clockOf(fill.time), fill.model, make("td", fill.side === "buy" || fill.side === "Buy" ? "▲ bought" : "▼ sold", "tight"),
    number(fill.quantity), fill.symbol, number(fill.price), number(fill.position)]), "No fill yet.");
}

const STORY = { incident: ["bad", "✕", "incident"], anomaly: ["warn", "!", "anomaly"], news: ["", "·", "news"], phase: ["", "◷", "phase"], ready: ["good", "✓", "ready"] };
function showIncidents() {
  const list = byId("incidents");
  if (!state.incidents.length) return list.replaceChildren(make("li", "Nothing yet."));
  list.replaceChildren(...state.incidents.map((fact) => {
    let [level, sign, name] = STORY[fact.kind] || ["", "·", fact.kind];
    if (fact.kind === "ready" && !fact.ready) [level, sign, name] = ["warn", "!", "not ready"];
    const item = make("li", null, level), mark = make("i", sign);
    mark.title = name;
    item.append(make("time", clockOf(fact.time)), mark, make("span", fact.sentence));
    return item;
  }));
}

function showNotes() {
  const day = (state.status || {}).dashboard || {}, left = day.notes_dropped || 0;
  byId("notes-box").hidden = !state.notes.length && !state.plotBoxes.size;
  byId("notes").hidden = !state.notes.length;
  byId("notes-left").textContent = left ? left + " more are not kept today" : state.plotsLeftOut ? "Some lines are left out." : "";
  byId("notes").replaceChildren(...state.notes.map((note) => {
    const item = make("li");
    item.append(make("time", clockOf(note.time)), make("b", note.model), make("span", note.sentence));
    return item;
  }));
}

async function showOrders() {
  try {
    state.orders = await ask("/api/orders");
  } catch { return; }
  const all = Array.isArray(state.orders) ? state.orders : state.orders.orders || [];
  const ended = new Set(["filled", "canceled", "expired", "replaced", "rejected"]);
  const now = state.status && state.status.now ? Date.parse(state.status.now) : Date.now();
  fillTable("orders", all.filter((order) => !ended.has(String(order.state || order.status).toLowerCase())).slice(0, MOST_ROWS).map((order) => {
    const since = order.sent || order.updated; // what an earlier run sent: since the newest word of it
    const old = since ? Math.max(0, (now - Date.parse(since)) / 1000) : null;
    return [order.model || "(not ours)", [order.side, order.quantity, order.symbol, order.type, order.limit_price].filter((x) => x !== null && x !== undefined && x !== "").join(" "),
      order.state || order.status, number(order.filled ?? "0"), number(age(old))];
  }), "Nothing works at the broker.");
}

// ---- charts: decimated by the server -------------------------------------------------------------

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const lineColour = (index) => colour("--line-" + (index % 5 + 1));

/// Lines of times of their own as rows over all times.
function rowsOf(lines) {
  const rows = new Map();
  lines.forEach((points, column) => {
    for (const [time, value] of points) {
      if (!rows.has(time)) rows.set(time, new Array(lines.length).fill(null));
      rows.get(time)[column] = value;
    }
  });
  return [...rows.entries()].sort((a, b) => a[0] - b[0]).map(([time, values]) => [new Date(time), ...values]);
}

function draw(id, rows, labels, options) {
  const box = byId(id);
  if (rows.length < 2) {
    if (state.charts[id]) { state.charts[id].destroy(); delete state.charts[id]; }
    box.classList.add("empty");
    box.textContent = "Nothing to draw yet.";
    return;
  }
  if (box.classList.contains("empty")) { box.classList.remove("empty"); box.textContent = ""; }
  const shown = {
    labels, file: rows, axisLineColor: colour("--line"), gridLineColor: colour("--grid"), connectSeparatedPoints: true,
    legend: "never", strokeWidth: 1.6, highlightCircleSize: 3, rightGap: 8, yRangePad: 8, labelsKMB: false, animatedZooms: false,
    axes: { x: { axisLabelFormatter: (date) => newYork.format(date).slice(0, 5) }, y: { axisLabelWidth: 62 } }, ...options,
  };
  if (state.charts[id] && state.charts[id].getLabels().join() === labels.join()) return state.charts[id].updateOptions(shown);
  if (state.charts[id]) state.charts[id].destroy();
  state.charts[id] = new Dygraph(box, rows, shown);
}

const widthOf = (id) => Math.max(100, Math.min(1500, byId(id).clientWidth - 70));

/// Lines as a legend of their names, of what runs in shadow dashed.
function legendOf(labels) {
  return labels.map((name, index) => {
    const item = make("li", null, "s" + (index % 5 + 1) + (name.endsWith(" in shadow") ? " dashed" : ""));
    item.append(make("i"), name);
    return item;
  });
}

/// A chart for each name that models plot, with a line a model; made when the name is first seen.
function plotBox(name) {
  if (state.plotBoxes.has(name)) return state.plotBoxes.get(name);
  const box = make("div"), chart = make("div", null, "chart"), legend = make("ul", null, "legend");
  chart.id = "plot-" + state.plotsMade++;
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", name + " over the day, as the models plot it");
  box.append(make("h3", name), chart, legend);
  byId("plots").append(box);
  byId("notes-box").hidden = false; // so that it has a width to draw in
  const made = { box, chart: chart.id, legend };
  state.plotBoxes.set(name, made);
  return made;
}

async function drawPlots() {
  const names = ((state.status || {}).dashboard || {}).plots || [];
  for (const [name, gone] of state.plotBoxes) {
    if (names.includes(name)) continue;
    if (state.charts[gone.chart]) state.charts[gone.chart].destroy();
    delete state.charts[gone.chart];
    gone.box.remove();
    state.plotBoxes.delete(name);
  }
  if (!names.length) return;
  try {
    const boxes = names.map(plotBox);
    const told = await ask("/api/plots?width=" + widthOf(boxes[0].chart));
    state.plotsLeftOut = told.left_out;
    for (const [name, lines] of Object.entries(told.plots)) {
      const { chart, legend } = plotBox(name), models = Object.keys(lines);
      draw(chart, rowsOf(Object.values(lines)), ["time", ...models], { colors: models.map((_, index) => lineColour(index)) });
      legend.replaceChildren(...legendOf(models));
    }
  } catch { /* the next turn tries again */ }
}

async function drawCharts() {
  if (state.connected && !byId("now").hidden) {
    drawPlots();
    try {
      const told = await ask("/api/chart?width=" + widthOf("profit-chart"));
      const names = Object.keys(told.models);
      const alone = names.length <= 1;
      const papers = Object.keys(told.paper);
      const lines = [told.account, ...(alone ? [] : names.map((name) => told.models[name])), ...papers.map((name) => told.paper[name])];
      const labels = ["account", ...(alone ? [] : names), ...papers.map((name) => name + " in shadow")];
      const colours = labels.map((_, index) => lineColour(index));
      const series = {};
      papers.forEach((name) => { series[name + " in shadow"] = { strokePattern: [6, 4] }; });
      draw("profit-chart", rowsOf(lines), ["time", ...labels], { colors: colours, series });
      byId("profit-legend").replaceChildren(...legendOf(labels));
      if (!state.symbol) return draw("price-chart", [], [], {});
      const price = await ask("/api/chart?symbol=" + encodeURIComponent(state.symbol) + "&width=" + widthOf("price-chart"));
      const side = (which) => price.fills.filter((fill) => fill[2].toLowerCase() === which).map((fill) => [fill[0], fill[1]]);
      const mark = (up) => (g, series2, context, x, y, ink, size) => {
        context.fillStyle = ink;
        context.beginPath();
        context.moveTo(x, y + (up ? -size : size));
        context.lineTo(x - size, y + (up ? size : -size) * .8);
        context.lineTo(x + size, y + (up ? size : -size) * .8);
        context.fill();
      };
      const only = { strokeWidth: 0, drawPoints: true, pointSize: 5 };
      draw("price-chart", rowsOf([price.price, side("buy"), side("sell")]), ["time", "price", "bought", "sold"], {
        colors: [lineColour(0), colour("--good"), colour("--bad")],
        series: { bought: { ...only, drawPointCallback: mark(true) }, sold: { ...only, drawPointCallback: mark(false) } },
      });
    } catch { /* the next turn tries again */ }
  }
}

// ---- what comes in -------------------------------------------------------------------------------

function render() {
  state.due = false;
  showStatus();
  showFills();
  showIncidents();
  showNotes();
  showVerdict();
}
function renderSoon() {
  if (state.due) return;
  state.due = true;
  requestAnimationFrame(render);
}

function take(fact) {
  if (fact.kind === "fill") state.fills.unshift(fact);
  if (fact.kind in STORY) state.incidents.unshift(fact);
  if (fact.kind === "note") state.notes.unshift(fact);
  if (fact.kind === "ended") state.ended = fact;
  if (state.fills.length > MOST_ROWS) state.fills.length = MOST_ROWS;
  if (state.incidents.length > MOST_ROWS) state.incidents.length = MOST_ROWS;
  if (state.notes.length > MOST_ROWS) state.notes.length = MOST_ROWS;
}

function on(source, name, heed) {
  source.addEventListener(name, (event) => {
    state.connected = true;
    state.heard = Date.now();
    if (event.lastEventId) state.lastId = event.lastEventId;
    heed(JSON.parse(event.data));
    renderSoon();
  });
}

function connect() {
  if (state.source || document.hidden || state.refused) return;
  const source = new EventSource("/api/events" + (state.lastId ? "?after=" + encodeURIComponent(state.lastId) : ""));
  state.source = source;
  on(source, "hello", (told) => {
    state.commands = told.commands;
    state.ended = null;
    byId("controls").hidden = !told.commands;
    byId("key").hidden = true;
    setTimeout(() => { drawCharts(); showOrders(); }, 300);
  });
  on(source, "begin", (told) => {
    state.fills = told.fills.slice(0, MOST_ROWS);
    state.incidents = told.incidents.slice(0, MOST_ROWS);
    state.notes = told.notes.slice(0, MOST_ROWS);
  });
  on(source, "facts", (facts) => facts.forEach(take));
  on(source, "status", (status) => { state.status = status; });
  source.onerror = () => {
    state.connected = false;
    disconnect();
    renderSoon();
    whyNot();
  };
}

function disconnect() {
  if (state.source) state.source.close();
  state.source = null;
}

/// Without the token there is nothing to try again; a system that is away comes back.
async function whyNot() {
  try {
    await ask("/api/day");
  } catch (error) {
    if (error.status === 401) return askForKey();
  }
  setTimeout(connect, 1500);
}

function askForKey() {
  state.refused = true;
  byId("key").hidden = false;
  byId("state").textContent = "No token";
  byId("reason").textContent = "This page is for who has the token.";
  byId("link").textContent = "○ not connected";
}

async function giveToken(token) {
  const { ok } = await post("/api/session", { token });
  if (!ok) return false;
  state.refused = false;
  connect();
  return true;
}

// ---- commands ------------------------------------------------------------------------------------

const COMMANDS = [
  { verb: "halt", name: "Halt", what: "No new orders of anybody until resume. Working orders and positions stay.", fields: [["reason", "Why", false]] },
  { verb: "resume", name: "Resume", what: "Trades again after a halt, once the books agree.", fields: [] },
  { verb: "spawn", name: "Spawn", what: "Starts one more model under an id of its own.", fields: [["model", "Model: [ID=]NAME[:key=value,…]", true], ["shadow", "In shadow: decides on paper only", "check"]] },
  { verb: "swap", name: "Swap", what: "Another model takes the place of this one; it keeps the id, the position and the orders.", fields: [["id", "Instance", "id"], ["model", "New model: NAME[:key=value,…]", true], ["shadow", "In shadow until promoted", "check"]] },
  { verb: "promote", name: "Promote", what: "What runs in shadow under this id trades from now on, in place of the model that trades now.", fields: [["id", "Instance", "id"]] },
  { verb: "stop", name: "Stop", what: "Stops a model: its orders are canceled, its position is kept unless you say otherwise.", fields: [["id", "Instance", "id"], ["flatten", "Close its position too", "check"]], danger: true },
  { verb: "flatten", name: "Flatten", what: "Halts trading, cancels every order and closes every position, at market.", fields: [], danger: true },
];

function askCommand(command) {
  const dialog = byId("ask"), fields = byId("ask-fields"), word = byId("ask-word"), go = byId("ask-go");
  byId("ask-title").textContent = command.name;
  byId("ask-what").textContent = command.what;
  byId("ask-expected").textContent = command.verb;
  fields.replaceChildren();
  const inputs = command.fields.map(([name, label, kind]) => {
    const row = make("p", null, kind === "check" ? "check" : ""), input = make(kind === "id" ? "select" : "input"), text = make("label", label);
    input.id = "ask-" + name;
    text.htmlFor = input.id;
    if (kind === "check") input.type = "checkbox";
    if (kind === "id") for (const id of Object.keys((state.status || {}).models || {})) input.append(make("option", id));
    if (kind === true) input.required = true;
    if (kind === "check") row.append(input, text); else row.append(text, input);
    fields.append(row);
    return [name, input, kind];
  });
  word.value = "";
  go.disabled = true;
  const look = () => { go.disabled = word.value.trim() !== command.verb || inputs.some(([, input, kind]) => kind === true && !input.value.trim()); };
  word.oninput = look;
  for (const [, input] of inputs) input.oninput = look;
  byId("ask-leave").onclick = () => dialog.close("");
  dialog.onclose = async () => {
    const values = Object.fromEntries(inputs.map(([name, input, kind]) => [name, kind === "check" ? (input.checked ? "yes" : "") : input.value.trim()]).filter(([, value]) => value !== ""));
    if (dialog.returnValue !== "go") return;
    byId("done").textContent = command.name + ": asked …";
    try {
      const { told } = await post("/api/control", { verb: command.verb, arguments: values });
      byId("done").textContent = command.name + ": " + (told.done ? "" : "refused: ") + told.text;
    } catch {
      byId("done").textContent = command.name + ": the system did not answer.";
    }
  };
  dialog.returnValue = "";
  dialog.showModal();
}

// ---- past sessions -------------------------------------------------------------------------------

function reportOf(session) {
  const cell = make("td");
  if (!session.report) {
    cell.append(make("code", "hft report " + session.account + "/" + session.date), make("small", "writes it"));
    return cell;
  }
  const anchor = make("a", "open");
  anchor.href = "/report?account=" + encodeURIComponent(session.account) + "&date=" + encodeURIComponent(session.date);
  anchor.target = "_blank";
  anchor.rel = "noopener";
  anchor.setAttribute("aria-label", "report of " + session.date);
  cell.append(anchor);
  return cell;
}

async function showPast() {
  try {
    const sessions = (await ask("/api/sessions")).reverse();
    fillTable("sessions", sessions.slice(0, 300).map((session) => {
      const models = Object.values(session.models || {});
      const sum = (key) => models.reduce((total, model) => total + Number(model[key] || 0), 0);
      const profit = sum("realized_pnl") + sum("unrealized_pnl");
      return [session.date, session.account, Object.keys(session.models || {}).join(", "), number(sum("orders")), number(sum("fills")), number(sum("refused")),
        number(gain(profit), tone(profit)), reportOf(session)];
    }), "No session was traded yet.");
  } catch {
    fillTable("sessions", [], "They cannot be read now.");
  }
}

function showScreen(past) {
  byId("now").hidden = past;
  byId("past").hidden = !past;
  byId("tab-now").setAttribute("aria-pressed", String(!past));
  byId("tab-past").setAttribute("aria-pressed", String(past));
  if (past) showPast(); else drawCharts();
}

// ---- begin ---------------------------------------------------------------------------------------

const wantsDark = window.matchMedia("(prefers-color-scheme: dark)");
function setTheme(chosen) {
  document.documentElement.dataset.theme = chosen || (wantsDark.matches ? "dark" : "light");
  drawCharts();
}

async function begin() {
  // Its legend writes style attributes, which our policy forbids; we have one of our own.
  Dygraph.PLUGINS = Dygraph.PLUGINS.filter((plugin) => plugin !== Dygraph.Plugins.Legend);
  byId("theme").onclick = () => {
    const chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", chosen);
    setTheme(chosen);
  };
  wantsDark.onchange = () => setTheme(localStorage.getItem("theme"));
  byId("tab-now").onclick = () => showScreen(false);
  byId("tab-past").onclick = () => showScreen(true);
  byId("past-again").onclick = showPast;
  byId("symbol").onchange = () => { state.symbol = byId("symbol").value; drawCharts(); };
  byId("buttons").append(...COMMANDS.map((command) => {
    const button = make("button", command.name + " …", "plain" + (command.danger ? " danger" : ""));
    button.type = "button";
    button.id = "do-" + command.verb;
    button.onclick = () => askCommand(command);
    return button;
  }));
  byId("key-form").onsubmit = async (event) => {
    event.preventDefault();
    if (!await giveToken(byId("key-text").value.trim())) byId("key-error").textContent = "This is not the token.";
    byId("key-text").value = "";
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) disconnect(); else connect(); });
  setTheme(localStorage.getItem("theme"));
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) {
    history.replaceState(null, "", location.pathname);
    try { if (!await giveToken(token)) askForKey(); } catch { setTimeout(connect, 1500); }
  } else {
    connect();
  }
  setInterval(() => { showVerdict(); if (state.connected && !document.hidden) { drawCharts(); showOrders(); } }, 2000);
}
begin();
