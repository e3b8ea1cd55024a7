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

from support import Running, Venue, main

KEYS = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
# Where the pictures of the page are kept, for people to look at; nowhere by default.
PICTURES = os.environ.get("HFT_PICTURES", "")
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
            seen = []
            for width, height in ((1400, 900), (400, 860)):
                for dark in (False, True):
                    await page.size(width, height, dark=dark)
                    await page.run(f"setTheme({json.dumps('dark' if dark else 'light')})")
                    await asyncio.sleep(2.5)
                    ink = {}
                    for name, drawn in await page.run(INK):
                        ink[name] = max(drawn, ink.get(name, 0))
                    seen.append((width, dark, await page.run("document.documentElement.scrollWidth"), ink,
                                 await page.run(CONTRAST), await page.run(UNNAMED)))
                    if PICTURES:
                        name = f"dashboard-{width}-{'dark' if dark else 'light'}.png"
                        await page.picture(os.path.join(PICTURES, name), height=2000 if width > 1000 else 1500)
            reached = set()
            await page.run("document.activeElement.blur()")
            for _ in range(40):
                for kind in ("keyDown", "keyUp"):
                    await page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
                reached.add(await page.run("document.activeElement.id"))
            running.process.send_signal(signal.SIGTERM)
            await until(page, shows("state", "Ended") + " || " + shows("state", "Not reachable"), "the end shows", 60)
            return seen, reached, [told for told in page.complaints() if "ERR_" not in told and "willReadFrequently" not in told]

        with running:
            seen, reached, complained = browser.browse(address, visit)
        self.assertEqual(complained, [])
        for width, dark, real_width, ink, poor, unnamed in seen:
            with self.subTest(width=width, dark=dark):
                self.assertEqual(real_width, width)  # nothing sticks out
                self.assertEqual(set(ink), {"profit-chart", "price-chart"})
                for chart, drawn in ink.items():
                    self.assertGreater(drawn, 300, chart)
                self.assertEqual(poor, [])
                self.assertEqual(unnamed, [])
        for name in ("tab-now", "tab-past", "theme", "do-halt", "do-flatten", "symbol", "incidents"):
            self.assertIn(name, reached)

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

    def test_a_long_day_stays_light(self):
        running, address = start("--speed=60", f"--state-dir={self.state}", "--dashboard=watch", port=self.port)

        async def visit(page):
            await until(page, "document.getElementById('link').textContent.includes('live')", "it listens")
            await page.run("""(() => { for (let n = 0; n < 100000; n++) { take({number: n, time: Date.now(), kind: 'fill', model: 'modulo', side: 'buy',
                quantity: '5', symbol: 'SPY', price: '451.31', position: '5', sentence: ''}); if (n % 500 === 0) render(); } })()""")
            await page.call("HeapProfiler.enable")
            await page.call("HeapProfiler.collectGarbage")
            heap = await page.call("Runtime.getHeapUsage")
            return heap["usedSize"], await page.run("document.querySelectorAll('#fills tbody tr').length")

        with running:
            used, rows = browser.browse(address, visit)
        self.assertLess(used, 150e6)
        self.assertLessEqual(rows, 100)


if __name__ == "__main__":
    main()
