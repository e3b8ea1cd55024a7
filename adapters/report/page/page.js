"use strict";
// Builds the page from the data inside it. Every text goes in as text, never as markup.
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = document.getElementById("page");

  function make(name, className, text) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined && text !== null && text !== "") element.textContent = text;
    return element;
  }
  function add(parent, ...children) {
    for (const child of children) if (child) parent.appendChild(child);
    return parent;
  }
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(); }

  // Numbers as people read them.
  const grouped = (value, least, most) => value.toLocaleString("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
  const two = (value) => String(value).padStart(2, "0");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  function day(ms) { return new Date(ms).toISOString().slice(0, 10); }
  function moment(ms) {
    const time = new Date(ms);
    const text = time.toISOString();
    return text.slice(0, 10) + (ms % 86400000 ? " " + text.slice(11, 19) : "");
  }
  function span(seconds) {
    if (seconds < 1) return grouped(seconds * 1000, 0, 0) + " ms";
    if (seconds < 120) return grouped(seconds, 0, 1) + " s";
    if (seconds < 7200) return grouped(seconds / 60, 0, 1) + " min";
    if (seconds < 172800) return grouped(seconds / 3600, 0, 1) + " h";
    return grouped(seconds / 86400, 0, 1) + " d";
  }
  function shown(value, unit) {
    if (value === null || value === undefined) return "–";
    if (typeof value === "string") return value;
    const size = Math.abs(value);
    switch (unit) {
      case "count": return grouped(value, 0, 0);
      case "dollars": return (value < 0 ? "-$" : "$") + grouped(size, size >= 1e6 ? 0 : 2, size >= 1e6 ? 0 : 2);
      case "price": return grouped(value, 2, 4);
      case "percent": return grouped(value * 100, size < 0.1 ? 2 : 1, size < 0.1 ? 2 : 1) + " %";
      case "time": return moment(value);
      case "duration": return span(value);
      default: return grouped(value, 0, size < 10 ? 3 : 2);
    }
  }
  function axis(value, unit) {
    const size = Math.abs(value);
    if (unit === "percent") return grouped(value * 100, 0, 2) + "%";
    if (unit === "dollars" && size >= 1e6) return (value < 0 ? "-$" : "$") + grouped(size / 1e6, 0, 2) + "M";
    if (unit === "dollars" && size >= 1e4) return (value < 0 ? "-$" : "$") + grouped(size / 1e3, 0, 1) + "k";
    if (unit === "dollars") return (value < 0 ? "-$" : "$") + grouped(size, 0, 2);
    if (unit === "duration") return span(value);
    return grouped(value, 0, 3);
  }

  // Charts.
  const charts = []; // each: draw() draws it anew in the colours of now
  const together = {};
  const palette = ["accent", "second", "third", "fourth", "good", "bad"];

  function columnPlotter(e) {
    const context = e.drawingContext;
    const zero = e.dygraph.toDomYCoord(0);
    let gap = e.plotArea.w / 2;
    for (let i = 1; i < e.points.length; i++) gap = Math.min(gap, e.points[i].canvasx - e.points[i - 1].canvasx);
    const width = Math.max(1, gap * 0.76);
    for (const point of e.points) {
      if (point.yval === null || isNaN(point.canvasy)) continue;
      context.fillStyle = point.yval < 0 ? colour("bad") : e.color;
      context.globalAlpha = 0.85;
      context.fillRect(point.canvasx - width / 2, Math.min(point.canvasy, zero), width, Math.max(1, Math.abs(zero - point.canvasy)));
    }
    context.globalAlpha = 1;
  }
  function areaPlotter(e) {
    const context = e.drawingContext;
    const zero = e.dygraph.toDomYCoord(0);
    const points = e.points.filter((point) => point.yval !== null && !isNaN(point.canvasy));
    if (points.length > 0) {
      context.save();
      context.globalAlpha = 0.16;
      context.fillStyle = e.color;
      context.beginPath();
      context.moveTo(points[0].canvasx, zero);
      for (const point of points) context.lineTo(point.canvasx, point.canvasy);
      context.lineTo(points[points.length - 1].canvasx, zero);
      context.closePath();
      context.fill();
      context.restore();
    }
    Dygraph.Plotters.linePlotter(e);
  }
  function fillPlotter(up) {
    return function (e) {
      const context = e.drawingContext;
      const size = e.points.length > 400 ? 4 : 5.5;
      context.fillStyle = e.color;
      context.globalAlpha = 0.85;
      for (const point of e.points) {
        if (point.yval === null || isNaN(point.canvasy)) continue;
        const y = point.canvasy + (up ? 3 : -3);
        const tip = up ? -1 : 1;
        context.beginPath();
        context.moveTo(point.canvasx, y);
        context.lineTo(point.canvasx - size, y - tip * size * 1.6);
        context.lineTo(point.canvasx + size, y - tip * size * 1.6);
        context.closePath();
        context.fill();
      }
      context.globalAlpha = 1;
    };
  }

  // The library would also take every touch, and the page could not be scrolled by finger.
  function interaction() {
    const model = Object.assign({}, Dygraph.defaultInteractionModel);
    for (const name of ["touchstart", "touchmove", "touchend"]) delete model[name];
    return model;
  }

  function chartCard(block, choose) {
    const card = make("div", "card chart-card" + (block.wide ? " wide" : ""));
    const head = add(make("div", "head"), make("h3", "", block.title), choose);
    const about = block.note ? make("p", "about", block.note) : null;
    const legend = make("div", "legend");
    const place = make("div", "chart" + (block.low ? " low" : ""));
    place.id = "chart-" + block.id;
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", block.title + ". " + (block.note || ""));
    add(card, head, about, legend, place);
    const shape = { block, legend, place, graph: null };
    shape.draw = () => drawChart(shape);
    charts.push(shape);
    return { card, shape };
  }

  function seriesColours(block) {
    let next = 0;
    return block.series.map((one) => {
      if (one.style === "buys") return colour("good");
      if (one.style === "sells") return colour("bad");
      if (one.name === "Drawdown") return colour("bad");
      return colour(palette[next++ % palette.length]);
    });
  }

  function drawChart(shape) {
    const block = shape.block;
    let window = null;
    if (shape.graph) {
      if (shape.graph.isZoomed("x")) window = shape.graph.xAxisRange();
      shape.graph.destroy();
      shape.graph = null;
    }
    shape.place.textContent = "";
    if (block.x.length === 0) {
      shape.place.textContent = "Nothing to draw.";
      return;
    }
    const time = block.x_unit === "time";
    const rows = block.x.map((x, i) => [time ? new Date(x) : x, ...block.series.map((one) => one.values[i])]);
    const colours = seriesColours(block);
    const names = block.names;
    const perSeries = {};
    block.series.forEach((one) => {
      const options = {};
      if (one.style === "columns") options.plotter = columnPlotter;
      if (one.style === "area") options.plotter = areaPlotter;
      if (one.style === "buys") options.plotter = fillPlotter(true);
      if (one.style === "sells") options.plotter = fillPlotter(false);
      perSeries[one.name] = options;
    });
    const label = (x) => (names.length ? names[x] || "" : time ? moment(x) : shown(x, block.x_unit));
    const options = {
      labels: ["x", ...block.series.map((one) => one.name)],
      colors: colours,
      series: perSeries,
      labelsUTC: true,
      legend: "never",
      connectSeparatedPoints: true,
      strokeWidth: 1.6,
      highlightCircleSize: 3.5,
      gridLineColor: colour("line"),
      axisLineColor: colour("line"),
      gridLineWidth: 1,
      axisLabelFontSize: 12,
      rightGap: 12,
      yRangePad: 8,
      includeZero: block.series.some((one) => one.style === "columns" || one.style === "area"),
      interactionModel: interaction(),
      animatedZooms: false,
      axes: {
        x: { drawGrid: false, pixelsPerLabel: 74 },
        y: { axisLabelWidth: 58, pixelsPerLabel: 34, axisLabelFormatter: (y) => axis(y, block.unit) },
      },
      highlightCallback: (event, x, points) => legendOf(shape, colours, label(x), points),
      unhighlightCallback: () => legendOf(shape, colours, null, []),
      drawCallback: (graph, first) => {
        const group = together[block.together];
        if (first || !block.together || !group || group.busy) return;
        group.busy = true;
        const range = graph.xAxisRange();
        for (const other of group.shapes)
          if (other.graph && other.graph !== graph) other.graph.updateOptions({ dateWindow: range });
        group.busy = false;
      },
    };
    if (names.length) {
      options.axes.x.ticker = (from, to, pixels) => {
        const step = Math.max(1, Math.ceil((names.length * 56) / Math.max(1, pixels)));
        return names.map((name, i) => ({ v: i, label: name })).filter((tick) => tick.v % step === 0);
      };
      options.dateWindow = [-0.6, names.length - 0.4];
    } else if (!time) {
      options.axes.x.axisLabelFormatter = (x) => axis(x, block.x_unit);
      const step = block.x.length > 1 ? block.x[1] - block.x[0] : 1;
      options.dateWindow = [block.x[0] - step * 0.6, block.x[block.x.length - 1] + step * 0.6];
    }
    if (window) options.dateWindow = window;
    shape.graph = new Dygraph(shape.place, rows, options);
    legendOf(shape, colours, null, []);
  }

  function legendOf(shape, colours, title, points) {
    shape.legend.textContent = "";
    if (title !== null) add(shape.legend, make("b", "", title));
    shape.block.series.forEach((one, i) => {
      const point = points.find((p) => p.name === one.name);
      if (title !== null && (!point || point.yval === null || isNaN(point.yval))) return;
      const item = make("span");
      const key = make("span", "key");
      key.style.background = colours[i];
      add(item, key, document.createTextNode(one.name));
      if (point) add(item, document.createTextNode(" "), make("b", "", shown(point.yval, shape.block.unit)));
      add(shape.legend, item);
    });
  }

  // Tables.
  function tableCard(block) {
    const card = make("div", "card table-card" + (block.wide ? " wide" : ""));
    card.id = "table-" + block.id;
    const head = add(make("div", "head"), make("h3", "", block.title));
    if (block.title) add(card, head);
    if (block.note) add(card, make("p", "about", block.note));
    const columns = block.columns;
    const table = make("table");
    const headRow = make("tr");
    const body = make("tbody");
    let sorted = null;
    let falling = false;
    let at = 0;
    let found = block.rows;
    const size = 50;

    columns.forEach((column, i) => {
      const cell = make("th", column.unit === "text" ? "text" : "");
      if (column.hint) cell.title = column.hint;
      cell.scope = "col";
      if (block.still || block.rows.length < 2) cell.textContent = column.name;
      else {
        const button = make("button", "", column.name);
        button.type = "button";
        button.addEventListener("click", () => {
          falling = sorted === i ? !falling : column.unit !== "text";
          sorted = i;
          at = 0;
          for (const other of headRow.children) other.removeAttribute("aria-sort");
          cell.setAttribute("aria-sort", falling ? "descending" : "ascending");
          fill();
        });
        add(cell, button);
      }
      add(headRow, cell);
    });

    function ordered() {
      if (sorted === null) return found;
      return found.slice().sort((a, b) => {
        const x = a[sorted];
        const y = b[sorted];
        if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
        const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
        return falling ? -order : order;
      });
    }
    const count = make("span", "count");
    const back = make("button", "plain-button", "‹");
    const on = make("button", "plain-button", "›");
    back.type = on.type = "button";
    back.setAttribute("aria-label", "earlier rows");
    on.setAttribute("aria-label", "later rows");

    function fill() {
      body.textContent = "";
      const rows = ordered();
      const visible = block.tools ? rows.slice(at, at + size) : rows;
      for (const row of visible) {
        const line = make("tr");
        row.forEach((value, i) => {
          const column = columns[i];
          const text = shown(value, column.unit);
          const cell = make("td", column.unit === "text" ? "text" + (text.length > 60 ? " long" : "") : "");
          const [first, why] = typeof value === "string" ? value.split("\n", 2) : [text];
          cell.textContent = first;
          if (why) add(cell, make("span", "why", why));
          if (column.toned && typeof value === "number" && value !== 0) cell.classList.add(value > 0 ? "good" : "bad");
          add(line, cell);
        });
        add(body, line);
      }
      if (rows.length === 0) {
        const cell = make("td", "empty", block.rows.length ? "No row matches." : "None.");
        cell.colSpan = columns.length;
        add(body, add(make("tr"), cell));
      }
      if (!block.tools) return;
      const end = Math.min(at + size, rows.length);
      count.textContent = rows.length === 0 ? "0 rows" : `${grouped(at + 1, 0, 0)}–${grouped(end, 0, 0)} of ${grouped(rows.length, 0, 0)}` +
        (rows.length < block.rows.length ? ` (${grouped(block.rows.length, 0, 0)} in all)` : "");
      back.disabled = at === 0;
      on.disabled = end >= rows.length;
    }

    if (block.tools) {
      const box = make("input");
      box.type = "search";
      box.placeholder = "Filter, e.g. SPY short";
      box.setAttribute("aria-label", "Filter the rows");
      box.addEventListener("input", () => {
        const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
        found = block.rows.filter((row) => {
          const text = row.map((value, i) => shown(value, block.columns[i].unit)).join(" ").toLowerCase();
          return words.every((word) => text.includes(word));
        });
        at = 0;
        fill();
      });
      back.addEventListener("click", () => { at = Math.max(0, at - size); fill(); });
      on.addEventListener("click", () => { at += size; fill(); });
      add(card, add(make("div", "tools"), box, count, back, on));
    }
    add(card, add(make("div", "scroll"), add(table, add(make("thead"), headRow), body)));
    fill();
    return card;
  }

  function heatCard(block) {
    const card = make("div", "card wide heat-card");
    add(card, make("h3", "", block.title), block.note ? make("p", "about", block.note) : null);
    const table = make("table");
    const head = make("tr");
    for (const name of ["", ...months, "Year"]) add(head, make("th", "", name));
    const body = make("tbody");
    let most = 0.001;
    for (const year of block.years) for (const value of year.months) if (value !== null) most = Math.max(most, Math.abs(value));
    const cell = (value, scale) => {
      const made = make("td", value === null ? "none" : "", value === null ? "" : grouped(value * 100, 1, 1).replace(/^-(0\.0)$/, "$1"));
      if (value !== null && value !== 0) {
        const strength = Math.round(12 + 58 * Math.min(1, Math.abs(value) / scale));
        made.style.background = `color-mix(in srgb, var(--${value > 0 ? "good" : "bad"}) ${strength}%, var(--card))`;
        if (strength > 52) made.style.color = "var(--card)";
      }
      return made;
    };
    for (const year of block.years) {
      const line = add(make("tr"), make("th", "", String(year.year)));
      for (const value of year.months) add(line, cell(value, most));
      add(body, add(line, cell(year.whole, most * 3)));
    }
    return add(card, add(make("div", "heat"), add(table, add(make("thead"), head), body)));
  }

  function waterfallCard(block) {
    const card = make("div", "card waterfall-card" + (block.wide ? " wide" : ""));
    add(card, make("h3", "", block.title), block.note ? make("p", "about", block.note) : null);
    let low = 0;
    let high = 0;
    let stand = 0;
    const spans = block.steps.map((step) => {
      const from = step.whole ? 0 : stand;
      stand = step.whole ? step.amount : stand + step.amount;
      low = Math.min(low, from, stand);
      high = Math.max(high, from, stand);
      return [Math.min(from, stand), Math.max(from, stand)];
    });
    const range = high - low || 1;
    const grid = make("div", "waterfall");
    block.steps.forEach((step, i) => {
      const bar = make("div", "bar");
      const part = make("div", "fill");
      part.style.left = ((spans[i][0] - low) / range) * 100 + "%";
      part.style.width = ((spans[i][1] - spans[i][0]) / range) * 100 + "%";
      part.style.background = step.whole ? (step.amount < 0 ? "var(--bad)" : "var(--accent)") : step.amount < 0 ? "var(--bad)" : "var(--good)";
      add(grid, make("span", step.whole ? "whole" : "", step.name), add(bar, part),
        make("span", "amount" + (step.whole ? " whole" : ""), (step.amount > 0 && !step.whole ? "+" : "") + shown(step.amount, "dollars")));
    });
    return add(card, grid);
  }

  function tilesRow(block) {
    const row = make("div", "tiles wide");
    for (const tile of block.tiles) {
      const card = make("div", "card tile");
      add(card, make("div", "label", tile.label), make("div", "value" + (tile.tone > 0 ? " good" : tile.tone < 0 ? " bad" : ""), tile.value),
        make("div", "hint", tile.hint));
      add(row, card);
    }
    return row;
  }

  function chosenChart(blocks) {
    const select = make("select");
    select.setAttribute("aria-label", "Which to draw");
    blocks.forEach((block, i) => add(select, Object.assign(make("option", "", block.choice), { value: String(i) })));
    const { card, shape } = chartCard(blocks[0], blocks.length > 1 ? select : null);
    select.addEventListener("change", () => {
      shape.block = blocks[Number(select.value)];
      if (shape.graph) { shape.graph.destroy(); shape.graph = null; }
      card.querySelector("h3").textContent = shape.block.title;
      shape.draw();
    });
    return card;
  }

  // Two beside each other; what would stand alone gets the whole row.
  function layOut(blocks) {
    let alone = null;
    for (const block of blocks) {
      block.wide = block.wide || block.tools || !!block.together || !!block.group || block.kind === "tiles" || block.kind === "heatmap";
      if (block.wide) {
        if (alone) alone.wide = true;
        alone = null;
      } else alone = alone ? null : block;
    }
    if (alone) alone.wide = true;
  }

  function sectionOf(section) {
    const made = make("section");
    made.id = section.id;
    if (section.title) add(made, make("h2", "", section.title));
    if (section.note) add(made, make("p", "note", section.note));
    const blocks = make("div", "blocks");
    layOut(section.blocks);
    for (let i = 0; i < section.blocks.length; i++) {
      const block = section.blocks[i];
      if (block.kind === "tiles") add(blocks, tilesRow(block));
      else if (block.kind === "heatmap") add(blocks, heatCard(block));
      else if (block.kind === "waterfall") add(blocks, waterfallCard(block));
      else if (block.kind === "table") add(blocks, tableCard(block));
      else if (block.kind === "chart" && block.group) {
        const group = [block];
        while (i + 1 < section.blocks.length && section.blocks[i + 1].group === block.group) group.push(section.blocks[++i]);
        group.forEach((one) => { one.wide = true; });
        add(blocks, chosenChart(group));
      } else {
        block.low = block.together && block.series.every((one) => one.style === "area");
        const { card, shape } = chartCard(block, null);
        if (block.together) {
          together[block.together] = together[block.together] || { busy: false, shapes: [] };
          together[block.together].shapes.push(shape);
        }
        add(blocks, card);
      }
    }
    return add(made, blocks);
  }

  // The page.
  const theme = make("button", "plain-button", "◐");
  theme.type = "button";
  theme.title = "Light or dark";
  theme.setAttribute("aria-label", "Light or dark");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  theme.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
    drawAll();
  });
  dark.addEventListener("change", drawAll);

  add(page, add(make("header", "top"), add(make("div"), make("h1", "", data.title), make("p", "", data.subtitle)), theme));
  const jump = make("nav", "jump");
  jump.setAttribute("aria-label", "Parts of the page");
  for (const section of data.sections) {
    if (!section.title) continue;
    const link = make("a", "", section.title);
    link.href = "#" + section.id;
    add(jump, link);
  }
  const marks = { against: "✕", doubt: "!", note: "i", for: "✓" };
  const verdict = make("div", "card verdict " + data.verdict.weight);
  verdict.id = "verdict";
  const findings = make("ul", "findings");
  for (const finding of data.verdict.findings)
    add(findings, add(make("li", finding.weight), make("i", "", marks[finding.weight]),
      add(make("div"), make("b", "", finding.name), make("span", "", finding.sentence))));
  add(page, jump, add(verdict, make("h2", "", data.verdict.headline), findings));
  for (const section of data.sections) add(page, sectionOf(section));
  add(page, make("footer", "", data.foot));

  function drawAll() { for (const shape of charts) shape.draw(); }
  drawAll();
  document.documentElement.dataset.drawn = String(charts.filter((shape) => shape.graph).length);
})();
