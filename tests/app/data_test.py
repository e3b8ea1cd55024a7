"""`hft data` from outside: in, listed, checked, out, played; damage is named; history comes from a venue."""
import gzip
import json
import os
import tempfile
import unittest
import zipfile

from support import Venue, hft, main, random_tape, write_tape


class Data(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.tape = os.path.join(self.folder.name, "spy_20260702_trade.csv.gz")
        random_tape(self.tape, 5, 3000)

    def data(self, *arguments, code=0, env=None):
        ran = hft("data", "--data-dir", self.at("store"), *arguments, env=env)
        self.assertEqual(ran.returncode, code, ran.stderr)
        return ran

    def at(self, name):
        return os.path.join(self.folder.name, name)

    def stored(self, **wanted):
        listed = json.loads(self.data("list", "--format=json").stdout)
        return [row for row in listed if all(row[key] == value for key, value in wanted.items())]

    def test_a_day_goes_in_and_comes_out_the_same(self):
        self.data("import", self.tape)
        (row,) = self.stored(symbol="SPY", kind="trades")
        self.assertEqual((row["date"], row["rows"], row["source"]), ("2026-07-02", 3000, "spy_20260702_trade.csv.gz"))
        lean = self.data("export", "--symbol=SPY", "--date=2026-07-02", "--kind=trades", "--format=lean").stdout
        with gzip.open(self.tape, "rt", newline="") as tape:
            self.assertEqual(lean.split(), tape.read().split())
        self.data("export", "--symbol=SPY", "--date=2026-07-02", "--kind=trades", "--format=csv",
                  "--output", self.at("out.csv"))
        again = hft("data", "import", "--data-dir", self.at("other"), self.at("out.csv"))
        self.assertEqual(again.returncode, 0, again.stderr)
        listed = json.loads(hft("data", "list", "--format=json", "--data-dir", self.at("other")).stdout)
        self.assertEqual(listed[0]["sha256"], row["sha256"])

    def test_a_stored_day_plays_as_its_tape(self):
        self.data("import", self.tape)
        books = []
        for tape in (self.tape, self.stored()[0]["path"]):
            summary = self.at("summary.json")
            ran = hft("--model=modulo", f"--tape={tape}", "--speed=max", f"--summary={summary}",
                      f"--state-dir={self.at('state')}")
            self.assertEqual(ran.returncode, 0, ran.stderr)
            with open(summary) as file:
                books.append(json.load(file)["models"])
        self.assertEqual(books[0], books[1])

    def test_damage_is_named_with_its_place(self):
        self.data("import", self.tape)
        path = self.stored()[0]["path"]
        with open(path, "rb") as file:
            whole = file.read()
        with open(path, "wb") as file:
            file.write(whole[:len(whole) // 2])
        self.assertIn(f"{path} is torn: it ends at byte {len(whole) // 2}", self.data("verify", code=1).stderr)
        middle = len(whole) // 2
        with open(path, "wb") as file:
            file.write(whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1:])
        self.assertIn("is altered at byte", self.data("verify", code=1).stderr)
        ran = hft("--model=modulo", f"--tape={path}", "--speed=max")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("is altered at byte", ran.stderr)

    def test_troubles_are_counted(self):
        trades = [(34_200_000 + 1000 * i, 100.0, 100) for i in range(23_400)]
        trades[500] = (trades[500][0], 1000.0, 100)
        trades[600], trades[601] = trades[601], trades[600]
        del trades[10_000:12_000]
        write_tape(self.at("qqq_20260702_trade.csv.gz"), trades)
        write_tape(self.at("qqq_20260707_trade.csv.gz"), trades[:5000])
        self.data("import", self.at("qqq_20260702_trade.csv.gz"), self.at("qqq_20260707_trade.csv.gz"))
        first = self.stored(symbol="QQQ", date="2026-07-02")[0]["troubles"]
        self.assertEqual(first["price off by a power of ten"], 1)
        self.assertEqual(first["unsorted"], 1)
        self.assertEqual(first["gap"], 1)
        said = self.data("verify")
        self.assertIn("missing day: sip QQQ trades of 2026-07-06".replace("sip", "unknown"), said.stderr)

    def test_bars_in_an_archive_and_npz(self):
        with zipfile.ZipFile(self.at("spy.zip"), "w") as archive:
            archive.writestr("spy.csv", "20260701 00:00,6000000,6010000,5990000,6005000,1000\n"
                                        "20260702 00:00,6005000,6020000,6000000,6010000,2000\n")
        self.data("import", self.at("spy.zip"))
        self.assertEqual(self.stored(kind="daily")[0]["rows"], 2)
        self.data("export", "--symbol=SPY", "--date=2026-07-02", "--kind=daily", "--format=npz",
                  "--output", self.at("spy.npz"))
        with zipfile.ZipFile(self.at("spy.npz")) as arrays:
            close = arrays.read("close.npy")
        self.assertEqual(int.from_bytes(close[-8:], "little"), 601_000_000_000)

    def test_history_is_fetched_from_a_venue_once(self):
        keys = {"APCA_API_KEY_ID": "k", "APCA_API_SECRET_KEY": "s"}
        with Venue("--date=2024-03-28", "--at=16:30", "--speed=1") as venue:
            fetch = ("fetch", "--symbols=SPY", "--from=2024-03-26", "--to=2024-03-27", "--kinds=bars",
                     "--feed=iex", f"--venue={venue.url}")
            self.data(*fetch, env=keys)
            minutes = self.stored(kind="minute")
            self.assertEqual([row["date"] for row in minutes], ["2024-03-26", "2024-03-27"])
            self.assertEqual(minutes[0]["feed"], "iex")
            self.assertIn("2 parts were there already", self.data(*fetch, env=keys).stdout)

    def test_a_store_that_is_not_there_is_no_good_one(self):
        for arguments in (("list",), ("verify",), ("actions",), ("export", "--kind=trades", "--format=csv")):
            ran = hft("data", "--data-dir", self.at("typo"), *arguments)
            self.assertEqual((ran.returncode, ran.stdout), (2, ""))
            self.assertIn("is no directory", ran.stderr)

    def test_wrong_words_are_told(self):
        os.makedirs(self.at("store"), exist_ok=True)
        for arguments, sentence in ((("import", self.at("nothing")), "no such file"),
                                    (("export", "--symbol=SPY", "--kind=trades", "--format=csv"), "give --date"),
                                    (("fetch", "--from=2024-13-01", "--to=2024-01-02"), "is no date")):
            ran = hft("data", "--data-dir", self.at("store"), *arguments)
            self.assertNotEqual(ran.returncode, 0)
            self.assertIn(sentence, ran.stderr)


if __name__ == "__main__":
    main()
