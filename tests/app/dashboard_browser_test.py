"""The page in a real browser: a day watched from its opening to its end, commands given, a kill survived, nothing complained of."""
import json
import os
import signal
import socket
import sys
import tempfile
import unittest

import browser

program, why_not = browser.found()
if program is None and os.path.exists("/usr/bin/python3") and sys.executable != "/usr/bin/python3" \
        and "HFT_SECOND_PYTHON" not in os.environ:  # another Python than the system's is first in the path
    os.environ["HFT_SECOND_PYTHON"] = "1"
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
if program is None:
    print("skipped: " + why_not)
    sys.exit(77)

import asyncio
import re

from support import Running, Venue, hft, main

NOTING = """
class Model:
    summary = "notes what it sees"
    parameters = [dict(name="symbol", type="symbol", default="SPY", doc="what it watches")]
    def on_trade(self, trade, out):
        out.note(f"<b>{int(trade.size)} & more</b>")
        out.plot("size", trade.size)
        out.plot("half the size", trade.size / 2)
"""
KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
# Where the pictures of the page are kept, for people to look at; nowhere by default.
PICTURES = os.environ.get("HFT_PICTURES", "")
NAMES = {(1400, False): "dashboard-light", (1400, True): "dashboard-dark", (400, False): "dashboard-phone"}
TEXT = "document.getElementById(%r).textContent"
INK = """[...document.querySelectorAll('.chart canvas')].filter(canvas => canvas.width > 0).map(canvas => {
  const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 3; i < bytes.length; i += 4) if (bytes[i]) ink++;
  return [canvas.closest('.chart').id, ink];
})"""
# What an accessibility checker would look at first.
UNNAMED = """[...document.querySelectorAll('button, a, input, select, [role=img], section')].filter(x => x.offsetParent &&
  !(x.textContent.trim() || x.getAttribute('aria-label') || x.getAttribute('aria-labelledby') || (x.labels && x.labels.length))).map(x => x.outerHTML)"""
CONTRAST = """(() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgb = (colour, under) => { canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3); };
  const css = (c) => `rgb(${c.join()})`;
  const light = (c) => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const poor = [];
  for (const node of document.querySelectorAll('body *')) {
    if (!node.offsetParent || node.closest('.chart, [aria-hidden=true], [disabled]')) continue;
    if (![...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())) continue;
    const chain = [];
    for (let up = node; up; up = up.parentElement) chain.unshift(getComputedStyle(up).backgroundColor);
    let back = [255, 255, 255];
    for (const layer of chain) back = rgb(layer, css(back));
    const ink = rgb(getComputedStyle(node).color, css(back)), a = light(ink), b = light(back);
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push([node.textContent.trim().slice(0, 40), ratio.toFixed(2)]);
  }
  return poor;
})()"""


# What a reader of the screen, or somebody without a mouse, would stumble over.
BARRIERS = """(() => {
  const found = [], all = [...document.querySelectorAll('*')], seen = (node) => node.getClientRects().length > 0, ids = new Set();
  const say = (what, node) => found.push(what + ': ' + node.outerHTML.slice(0, 90));
  if (!document.documentElement.lang) found.push('no language');
  if (!document.title) found.push('no title');
  if (/user-scalable=no|maximum-scale/.test(document.querySelector('meta[name=viewport]').content)) found.push('cannot be enlarged');
  for (const node of all) {
    if (node.id && ids.has(node.id)) say('an id twice', node);
    ids.add(node.id);
    if (node.tabIndex > 0) say('out of the order of keys', node);
    if (node.tagName === 'IMG' && !node.hasAttribute('alt')) say('a picture without words', node);
    if (node.tagName === 'BUTTON' && !node.hasAttribute('type')) say('a button without a type', node);
    for (const name of ['aria-labelledby', 'aria-describedby', 'aria-controls'])
      for (const id of (node.getAttribute(name) || '').split(' ').filter(Boolean)) if (!document.getElementById(id)) say('names nothing by ' + name, node);
    if (node.tagName === 'LABEL' && node.htmlFor && !document.getElementById(node.htmlFor)) say('a label of nothing', node);
    if (node.closest('[aria-hidden=true]') && node.matches('a, button, input, select, [tabindex]')) say('hidden, and yet reached by keys', node);
    const style = getComputedStyle(node);
    if (seen(node) && /auto|scroll/.test(style.overflowX + style.overflowY) && node.scrollWidth > node.clientWidth + 1 && node.tabIndex < 0 && node !== document.documentElement)
      say('scrolls, but not by keys', node);
    if (seen(node) && node.matches('button, select, input:not([type=checkbox])') && (node.getBoundingClientRect().height < 24 || node.getBoundingClientRect().width < 24)) say('too small to touch', node);
  }
  const open = document.querySelector('dialog[open]');
  const heads = [...(open || document).querySelectorAll('h1, h2, h3, h4')].filter(seen).map(node => +node.tagName[1]);
  if (!open && heads.filter(level => level === 1).length !== 1) found.push('not one first heading: ' + heads);
  heads.forEach((level, i) => { if (i && level > heads[i - 1] + 1) found.push('a heading is skipped: ' + heads); });
  if (!open && [...document.querySelectorAll('main')].filter(seen).length !== 1) found.push('not one main part');
  for (const table of [...document.querySelectorAll('table')].filter(seen)) if (!table.querySelector('th')) say('a table without heads', table);
  return found;
})()"""
# The whole of axe-core, where somebody has it (HFT_AXE=axe.min.js).
AXE = os.environ.get("HFT_AXE", "")


async def barriers(page):
    found = await page.run(BARRIERS) + [["contrast", *poor] for poor in await page.run(CONTRAST)] + await page.run(UNNAMED)
    if AXE:
        with open(AXE) as file:
            await page.run(file.read() + "; null")
        found += await page.run("""axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
            .then(told => told.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 120)).join(' | ')))""")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(*words, port):
    running = Running("--model=modulo", f"--dashboard-port={port}", "--max-signal-age=60", *words, env=KEYS)
    for line in running.process.stdout:
        found = re.match(r"watch it at (http://\S+)$", line)
        if found:
            return running, found.group(1)
    raise AssertionError(running.said())


async def until(page, expression, what, timeout=60):
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    while loop.time() < end:
        if await page.run(expression):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"in vain waited until {what}: " + await page.run("document.getElementById('verdict').innerText"))


def shows(element, words):
    return f"{TEXT % element}.includes({json.dumps(words)})"


async def command(page, verb, word=None, **fields):
    await page.run(f"document.getElementById('do-{verb}').click()")
    for name, value in fields.items():
        await page.run(f"""(() => {{ const field = document.getElementById('ask-{name}');
            field.value = {json.dumps(value)}; field.dispatchEvent(new Event('input')); }})()""")
    await page.run(f"""(() => {{ const field = document.getElementById('ask-word');
        field.value = {json.dumps(word or verb)}; field.dispatchEvent(new Event('input')); }})()""")
    if await page.run("document.getElementById('ask-go').disabled"):
        await page.run("document.getElementById('ask-leave').click()")
        return False
    await page.run("document.getElementById('ask-go').click()")
    return True


class InABrowser(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = os.path.join(self.folder.name, "state")
        self.port = free_port()

    def tearDown(self):
        self.folder.cleanup()

    def test_a_venue_day_is_traded_halted_resumed_swapped_and_killed(self):
        port = self.port
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue:
            words = [f"--venue={venue.url}", f"--state-dir={self.state}", "--dashboard=control"]
            running, address = start(*words, port=port)

            async def visit(page):
                nonlocal running
                await page.size(1400)
                await until(page, shows("state", "Ready"), "it is ready")
                self.assertNotIn("token", await page.run("location.href"))
                for price in (451.31, 451.40, 451.25, 451.50):
                    venue.post("/_venue/trade", {"S": "SPY", "p": price, "s": 17})
                    await asyncio.sleep(0.6)
                await until(page, "document.querySelectorAll('#fills tbody tr').length >= 4", "the fills come")
                await until(page, shows("fills", "sold"), "a fill shows")
                await until(page, shows("positions", "SPY"), "the position shows")
                self.assertFalse(await command(page, "flatten", word="yes"))  # not what is to be typed
                self.assertTrue(await command(page, "halt", reason="a test of the page"))
                await until(page, shows("state", "Halted"), "it is halted")
                self.assertIn("a test of the page", await page.run(TEXT % "reason"))
                await command(page, "resume")
                await until(page, shows("state", "Ready"), "it trades again")
                await command(page, "swap", model="modulo:sell_divisor=19")
                await until(page, shows("models", "sell_divisor=19"), "the other model shows")
                running.process.send_signal(signal.SIGKILL)
                running.process.wait(30)
                running.__exit__()
                await until(page, shows("state", "Not reachable"), "the page says that it is away")
                complained = [told for told in page.complaints() if "ERR_" not in told]  # the browser's, of the end
                running, _ = await asyncio.to_thread(lambda: start(*words, port=port))
                await until(page, shows("state", "Ready"), "it comes back by itself", 90)
                await until(page, "document.querySelectorAll('#models tbody tr').length === 1", "the models show again")
                return complained, {url for url in page.requests() if not url.startswith(f"http://127.0.0.1:{port}/")}

            try:
                complained, elsewhere = browser.browse(address, visit)
            finally:
                running.__exit__()
        self.assertEqual((complained, elsewhere), ([], set()))

    def test_a_simulated_day_looks_right_everywhere(self):
        running, address = start("--model=trend=ema_cross", "--symbols=SPY", "--speed=900", f"--state-dir={self.state}",
                                 "--dashboard=control", "--seed=3", port=self.port)

        async def visit(page):
            await page.size(1400)
            await until(page, shows("phase", "Regular"), "the session opens")
            await until(page, "document.querySelectorAll('#fills tbody tr').length > 20", "it trades")
            await asyncio.sleep(4)
            seen, screens = [], []
            for width, height in ((1400, 900), (400, 860)):
                for dark in (False, True):
                    await page.size(width, height, dark=dark)
                    await page.run(f"setTheme({json.dumps('dark' if dark else 'light')})")
                    await asyncio.sleep(2.5)
                    ink = {}
                    for name, drawn in await page.run(INK):
                        ink[name] = max(drawn, ink.get(name, 0))
                    seen.append((width, dark, await page.run("document.documentElement.scrollWidth"), ink, await barriers(page)))
                    name = NAMES.get((width, dark))
                    if PICTURES and name:
                        await page.picture(os.path.join(PICTURES, name + ".png"), height=1380 if width > 1000 else 1190)
                    await page.run("(() => { const button = document.getElementById('do-swap'); button.focus(); button.click(); })()")
                    asked = await barriers(page)
                    await page.call("Input.dispatchKeyEvent", type="keyDown", key="Escape", code="Escape", windowsVirtualKeyCode=27)
                    closed = await page.run("[document.querySelector('dialog').open, document.activeElement.id]")
                    await page.run("document.getElementById('tab-past').click()")
                    await until(page, "!document.getElementById('past').hidden && document.querySelectorAll('#sessions tbody tr').length > 0", "the other screen")
                    past = await barriers(page)
                    await page.run("document.getElementById('tab-now').click()")
                    await until(page, "!document.getElementById('now').hidden", "the first screen")
                    screens.append((width, dark, asked, closed, past))
            reached = set()
            await page.run("document.activeElement.blur()")
            for _ in range(40):
                for kind in ("keyDown", "keyUp"):
                    await page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
                reached.add(await page.run("document.activeElement.id"))
            running.process.send_signal(signal.SIGTERM)
            await until(page, shows("state", "Ended") + " || " + shows("state", "Not reachable"), "the end shows", 60)
            return seen, screens, reached, [told for told in page.complaints() if "ERR_" not in told and "willReadFrequently" not in told]

        with running:
            seen, screens, reached, complained = browser.browse(address, visit)
        self.assertEqual(complained, [])
        for width, dark, asked, closed, past in screens:
            with self.subTest(width=width, dark=dark):
                self.assertEqual((asked, past), ([], []))
                self.assertEqual(closed, [False, "do-swap"])  # the way back from a question by keys
        for width, dark, real_width, ink, found in seen:
            with self.subTest(width=width, dark=dark):
                self.assertEqual(real_width, width)  # nothing sticks out
                self.assertEqual(found, [])
                self.assertEqual(set(ink), {"profit-chart", "price-chart"})
                for chart, drawn in ink.items():
                    self.assertGreater(drawn, 300, chart)
        for name in ("tab-now", "tab-past", "theme", "do-halt", "do-flatten", "symbol", "incidents"):
            self.assertIn(name, reached)

    def test_what_models_note_shows_as_it_comes(self):
        script = os.path.join(self.folder.name, "noting.py")
        with open(script, "w") as file:
            file.write(NOTING)
        if "built without Python" in hft("models", "python:" + script).stderr:
            self.skipTest("this hft was built without Python")
        with Venue("--quiet-tape", "--at=10:00", "--speed=1", "--date=2026-07-02") as venue:
            running, address = start(f"--model=n=python:{script}", f"--venue={venue.url}", f"--state-dir={self.state}", "--dashboard=watch", port=self.port)

            async def visit(page):
                await page.size(1400)
                await until(page, shows("state", "Ready"), "it is ready")
                hidden = await page.run("document.getElementById('notes-box').hidden")
                for size in (11, 12, 13, 14):
                    venue.post("/_venue/trade", {"S": "SPY", "p": 451.31, "s": size})
                    await asyncio.sleep(0.6)
                await until(page, shows("notes", "<b>14 & more</b>"), "the remarks show as texts")
                await until(page, "document.querySelectorAll('#plots .chart canvas').length >= 4", "both charts are drawn")
                await asyncio.sleep(2.5)
                rows = await page.run("[...document.querySelectorAll('#notes li')].map(row => row.innerText.replaceAll('\\n', ' '))")
                names = await page.run("[...document.querySelectorAll('#plots h3')].map(head => head.textContent)")
                ink = {name: drawn for name, drawn in await page.run(INK) if name.startswith("plot-") and drawn}
                wide = await barriers(page)
                await page.size(400)
                await asyncio.sleep(2.5)
                narrow = await barriers(page), await page.run("document.documentElement.scrollWidth")
                return hidden, rows, names, ink, wide, narrow, page.complaints()

            with running:
                hidden, rows, names, ink, wide, narrow, complained = browser.browse(address, visit)
        self.assertTrue(hidden)  # until something is noted
        self.assertEqual(len(rows), 4)
        self.assertRegex(rows[0], r"^10:\d\d:\d\d n <b>14 & more</b>$")  # the newest first
        self.assertEqual(names, ["half the size", "size"])
        self.assertEqual(set(ink), {"plot-0", "plot-1"})
        self.assertGreater(min(ink.values()), 200)
        self.assertEqual((wide, narrow), ([], ([], 400)))
        self.assertEqual([told for told in complained if "willReadFrequently" not in told], [])

    def test_without_the_token_it_asks_for_it(self):
        running, address = start("--speed=60", f"--state-dir={self.state}", "--dashboard=watch", port=self.port)
        bare, token = address.split("#token=")

        async def visit(page):
            await until(page, "!document.getElementById('key').hidden", "it asks for the token")
            give = """(() => { document.getElementById('key-text').value = %s; document.querySelector('#key-form button').click(); })()"""
            await page.run(give % json.dumps("0" * 32))
            await until(page, shows("key-error", "not the token"), "a wrong one is refused")
            await page.run(give % json.dumps(token))
            await until(page, "document.getElementById('link').textContent.includes('live')", "the right one opens it")
            await page.run("document.getElementById('tab-past').click()")
            await until(page, "!document.getElementById('past').hidden", "the other screen shows")
            return await page.run("document.getElementById('controls').hidden")

        with running:
            self.assertTrue(browser.browse(bare, visit))  # who watches is offered no commands

    def test_the_report_of_a_past_session_opens(self):
        past = hft("--model=modulo", "--date=2026-07-02", "--at=15:50", "--speed=max", f"--state-dir={self.state}")
        self.assertEqual(past.returncode, 0, past.stderr)
        session = json.loads(hft("sessions", "--format=json", f"--state-dir={self.state}").stdout)[0]
        running, address = start("--speed=60", "--date=2026-07-06", f"--state-dir={self.state}", "--dashboard=watch", port=self.port)

        async def read(report):
            await until(report, "document.title && document.querySelectorAll('svg, canvas, table').length > 3", "the report is drawn")
            seen = {name: await report.run(f"(async () => {{ try {{ {what}; return 'it may'; }} catch (error) {{ return error.name; }} }})()")
                    for name, what in (("ask", f"await fetch('http://127.0.0.1:{self.port}/api/status')"), ("cookie", "document.cookie"))}
            return await report.run("document.body.innerText"), await report.run("self.origin"), seen, report.complaints()

        async def visit(page):
            await until(page, "document.getElementById('link').textContent.includes('live')", "it listens")
            await page.run("document.getElementById('tab-past').click()")
            await until(page, shows("sessions", "2026-07-02"), "the session is listed")
            row = "[...document.querySelectorAll('#sessions tbody tr')].find(row => row.textContent.includes('2026-07-02'))"
            before = await page.run(row + ".innerText"), await page.run(row + ".querySelector('a') === null")
            written = await asyncio.to_thread(lambda: hft("report", session["account"] + "/2026-07-02", f"--state-dir={self.state}"))
            self.assertEqual(written.returncode, 0, written.stderr)
            await page.run("document.getElementById('past-again').click()")
            await until(page, row + ".querySelector('a') !== null", "its report is offered")
            await page.call("Runtime.evaluate", expression=row + ".querySelector('a').click()", userGesture=True)
            return before, await page.opened("/report?", read), page.complaints()

        with running:
            (row, no_link), (text, origin, seen, report_complained), complained = browser.browse(address, visit)
        self.assertTrue(no_link)  # nothing is offered that is not there
        self.assertIn("hft report " + session["account"] + "/2026-07-02", row)
        self.assertIn(str(session["totals"]["fills"]), row)
        self.assertIn("2026-07-02", text)
        self.assertIn("modulo", text)
        self.assertEqual(origin, "null")
        self.assertEqual(seen["cookie"], "SecurityError")  # it reaches nothing of the page's
        self.assertEqual(seen["ask"], "TypeError")
        self.assertEqual(complained, [])
        self.assertEqual([told for told in report_complained if "/api/status" not in told], [])

    def test_a_long_day_stays_light(self):
        running, address = start("--speed=60", f"--state-dir={self.state}", "--dashboard=watch", port=self.port)
        # As events of the stream, some a turn, as they would come over a day.
        day = """(async () => {
            for (let n = 0; n < 100000; n += 50) {
              const facts = Array.from({length: 50}, (_, i) => ({number: n + i, time: Date.now(), kind: 'fill', model: 'modulo', side: i % 2 ? 'sell' : 'buy',
                quantity: '5', symbol: 'SPY', price: (451 + (n + i) % 97 / 100).toFixed(2), position: String((n + i) % 40), sentence: 'bought 5 SPY',
                id: 'modulo-20260702-' + (n + i)}));
              state.source.dispatchEvent(new MessageEvent('facts', {data: JSON.stringify(facts), lastEventId: state.lastId}));
              if (n % 1000 === 0) await new Promise(done => requestAnimationFrame(done));
            }
            return state.fills[0].number; })()"""

        async def visit(page):
            await until(page, "document.getElementById('link').textContent.includes('live')", "it listens")
            newest = await page.run(day)
            await page.call("HeapProfiler.enable")
            await page.call("HeapProfiler.collectGarbage")
            heap = await page.call("Runtime.getHeapUsage")
            return newest, heap["usedSize"], page.renderer_memory(), await page.run("document.querySelectorAll('#fills tbody tr').length")

        with running:
            newest, used, memory, rows = browser.browse(address, visit)
        self.assertEqual(newest, 99999)
        self.assertLess(used, 20e6)
        self.assertGreater(memory, 5e6)  # it was measured
        self.assertLess(memory, 150e6)
        self.assertLessEqual(rows, 100)


if __name__ == "__main__":
    main()
