"""The report in a real browser: nothing asked of any network, no word in the console, charts drawn, tables that sort and filter."""
import os
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

import made_run
from support import hft, main

# Where the pictures of the page are kept, for people to look at; nowhere by default.
PICTURES = os.environ.get("HFT_PICTURES", "")
EVIL = "<img src=x onerror=console.error(1)></script><script>console.error(2)</script>"

INK = """[...document.querySelectorAll('.chart canvas')].filter(canvas => canvas.width > 0).map(canvas => {
  const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 3; i < bytes.length; i += 4) if (bytes[i]) ink++;
  return [canvas.closest('.chart').id, ink];
})"""
ROWS = "[...document.querySelectorAll('#table-trades tbody tr')].map(row => [...row.children].map(cell => cell.textContent))"
HEADS = "[...document.querySelectorAll('#table-trades th')].map(cell => cell.textContent)"


class ReportInABrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        record = made_run.made_run(days=250, orders_a_day=8, seed=7)
        record["remarks"]["rows"].append([EVIL, EVIL])
        record["parameters"]["rows"].append(["trend", EVIL, EVIL])
        record["incidents"]["rows"].append(["2025-03-03T15:00:00Z", EVIL])
        made_run.write(os.path.join(cls.folder.name, "run.json"), record)
        ran = hft("report", cls.folder.name)
        assert ran.returncode == 0, ran.stderr
        cls.page = os.path.join(cls.folder.name, "report.html")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_it_asks_nobody_and_complains_of_nothing(self):
        async def visit(page):
            await page.size(1400)
            await page.run("document.querySelector('header button').click()")
            return page.complaints(), page.requests()
        self.assertEqual(browser.browse(self.page, visit), ([], []))
        self.assertLess(os.path.getsize(self.page), 1_500_000)

    def test_every_chart_is_drawn_at_both_widths_in_both_schemes(self):
        async def visit(page):
            seen = []
            for width in (1400, 400):
                for dark in (False, True):
                    await page.size(width, dark=dark)
                    drawn = {}
                    for name, ink in await page.run(INK):
                        drawn[name] = max(ink, drawn.get(name, 0))
                    seen.append((width, dark, await page.run("document.documentElement.scrollWidth"), drawn,
                                 await page.run("getComputedStyle(document.body).backgroundColor")))
                    if PICTURES:
                        name = f"report-{width}-{'dark' if dark else 'light'}.png"
                        await page.picture(os.path.join(PICTURES, name))
            return seen
        seen = browser.browse(self.page, visit)
        for width, dark, real_width, drawn, back in seen:
            with self.subTest(width=width, dark=dark):
                self.assertEqual(real_width, width)  # nothing sticks out
                self.assertGreaterEqual(len(drawn), 14)
                for chart, ink in drawn.items():
                    self.assertGreater(ink, 300, chart)
        self.assertEqual(len({back for *_, back in seen}), 2)

    def test_trades_sort_and_filter(self):
        async def visit(page):
            await page.size(1400)
            heads = await page.run(HEADS)
            net = heads.index("Net")
            await page.run(f"document.querySelectorAll('#table-trades th button')[{net}].click()")
            falling = [row[net] for row in await page.run(ROWS)]
            await page.run(f"document.querySelectorAll('#table-trades th button')[{net}].click()")
            rising = [row[net] for row in await page.run(ROWS)]
            await page.run("""(() => { const box = document.querySelector('#table-trades input');
                               box.value = 'qqq SHORT'; box.dispatchEvent(new Event('input')); })()""")
            found = await page.run(ROWS)
            await page.run("""(() => { const box = document.querySelector('#table-trades input');
                               box.value = 'no such thing'; box.dispatchEvent(new Event('input')); })()""")
            return heads, falling, rising, found, await page.run(ROWS)
        heads, falling, rising, found, nothing = browser.browse(self.page, visit)
        number = lambda text: float(text.replace("$", "").replace(",", ""))
        self.assertEqual(len(falling), 50)
        self.assertEqual([number(x) for x in falling], sorted(map(number, falling), reverse=True))
        self.assertEqual([number(x) for x in rising], sorted(map(number, rising)))
        self.assertLess(number(rising[0]), number(falling[-1]))
        self.assertGreater(len(found), 10)
        for row in found:
            self.assertEqual((row[heads.index("Symbol")], row[heads.index("Side")]), ("QQQ", "short"))
        self.assertEqual(nothing, [["No row matches."]])

    def test_texts_stay_texts(self):
        async def visit(page):
            return await page.run("document.querySelectorAll('img').length"), await page.run("document.body.innerText")
        images, text = browser.browse(self.page, visit)
        self.assertEqual(images, 0)
        self.assertIn(EVIL, text)

    def test_another_symbol_is_drawn_when_chosen(self):
        async def visit(page):
            await page.size(1400)
            title = "document.querySelector('#prices h3').textContent"
            before = await page.run(title)
            await page.run("""(() => { const box = document.querySelector('#prices select');
                               box.value = '1'; box.dispatchEvent(new Event('change')); })()""")
            return before, await page.run(title), dict(await page.run(INK)).get("chart-price"), page.complaints()
        before, after, ink, complaints = browser.browse(self.page, visit)
        self.assertNotEqual(before, after)
        self.assertEqual({before, after}, {"SPY", "QQQ"})
        self.assertEqual(complaints, [])
        self.assertIsNotNone(ink)


if __name__ == "__main__":
    main()
