"""What `hft models new` writes builds and passes as it is: in a copy of the tree, and as a library."""
import glob
import os
import re
import shutil
import subprocess
import unittest

from models_test import Base
from support import HFT, SOURCE, hft, main

BUILD = os.path.dirname(os.path.dirname(os.path.abspath(HFT)))


class Library(Base):
    def build(self, folder, *where):
        self.shell("cmake", "-B", "build", *where, cwd=folder)
        self.shell("cmake", "--build", "build", cwd=folder)
        self.shell("ctest", "--test-dir", "build", cwd=folder)

    def test_a_new_library_builds_with_nothing_but_what_is_installed(self):
        installed = self.path("installed")
        self.shell("cmake", "--install", BUILD, "--prefix", installed, "--component", "model_headers")
        self.assertEqual(os.listdir(installed), ["usr"])
        hft("models", "new", "lonely", "--plugin", f"--into={self.folder.name}")
        folder = self.path("lonely")
        told = subprocess.run(["cmake", "-B", "build"], capture_output=True, text=True, cwd=folder)
        if told.returncode != 0:  # no hft is installed on this machine
            self.assertIn("say where its source tree is", told.stderr)
        shutil.rmtree(os.path.join(folder, "build"))
        self.build(folder, f"-DCMAKE_PREFIX_PATH={installed}/usr")
        with open(os.path.join(folder, "build", "CMakeCache.txt")) as cache:
            self.assertIn(f"HFT_HEADERS:PATH={installed}/usr/include/hft", cache.read())
        self.assertIn("lonely", hft("models", f"--model-path={folder}/build").stdout)

    def test_a_name_that_the_headers_have_already_is_refused(self):
        for name, how, part in (("trade", "--plugin", "have a type Trade already; call it my_trade"),
                                ("rsi", "--plugin", "have a type Rsi already"),
                                ("hft", "--python", "it would stand before the module hft"),
                                ("numpy", "--python", "call it my_numpy")):
            with self.subTest(name):
                ran = hft("models", "new", name, how, f"--into={self.folder.name}")
                self.assertEqual(ran.returncode, 2, ran.stderr)
                self.assertIn(part, ran.stderr)
        ran = hft("models", "new", "rsi", "--python", f"--into={self.folder.name}")
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_the_list_of_taken_names_is_that_of_the_headers(self):
        there = set()
        for folder in ("messages", "models", "models/bars", "models/indicators", "models/trading"):
            for header in glob.glob(os.path.join(SOURCE, folder, "*.hpp")):
                with open(header, encoding="utf-8") as text:
                    there |= set(re.findall(r"^(?:class|struct|enum class|using) ([A-Z]\w*)(?= *[:{;=]| final)", text.read(), re.M))
        with open(os.path.join(SOURCE, "app", "cli", "taken_names.cpp"), encoding="utf-8") as text:
            listed = re.findall(r'"(\w+)"', text.read().split("taken[] = {")[1].split("}")[0])
        self.assertEqual(listed, sorted(there))

    def test_a_new_library_of_each_kind_builds_and_passes(self):
        for kind in ("bars", "pairs", "market-maker"):
            name = "my_" + kind.replace("-", "_")
            ran = hft("models", "new", name, "--plugin", f"--{kind}", f"--into={self.folder.name}")
            self.assertEqual(ran.returncode, 0, ran.stderr)
            self.build(self.path(name), f"-DHFT_SOURCE={SOURCE}")

    def test_a_library_that_uses_all_there_is_links_and_trades(self):
        ran = hft("models", "new", "my_all", "--plugin", "--bars", f"--into={self.folder.name}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        header = os.path.join(self.path("my_all"), "my_all.hpp")
        with open(header, encoding="utf-8") as file:
            text = file.read()
        before, rest = text.split("  void on_bar(", 1)
        after = rest.split("\n  }\n", 1)[1]
        before = before.replace("final : public Model", "final : public RememberingModel<MyAll>")
        before = before.replace("    return needs;\n", "    needs.keep_trades = 10;\n    return needs;\n")
        with open(header, "w", encoding="utf-8") as file:
            file.write(before.replace('#include "models/model.hpp"', '#include "models/indicators/indicators.hpp"\n'
                                      '#include "models/remembering_model.hpp"\n#include "models/trading/target_model.hpp"') + """
  void on_bar(const Bar& bar, Decisions& out) override {
    mean_.add(to_double(bar.close));
    const auto above = round_to_tick(Price{bar.close.units * 2}, Side::Sell);
    const auto below = round_to_tick(Price{bar.close.units / 2}, Side::Buy);
    Exits exits;
    exits.take_profit = above;
    exits.stop_loss = below;
    out.bracket(symbol_, Side::Buy, quantity_, exits, 1);
    out.oco(symbol_, Side::Sell, quantity_, exits, 2);
    out.stop(symbol_, Side::Sell, quantity_, below, 3).time_in_force = TimeInForce::Gtc;
    out.stop_limit(symbol_, Side::Sell, quantity_, below, below, 4);
    out.trailing_stop(symbol_, Side::Sell, quantity_, Trail{dollars(1), {}}, 5);
    out.market(symbol_, Side::Buy, Money{1000 * units_per_whole});
    out.replace(3, symbol_, Side::Sell, quantity_, below);
    out.cancel(4, symbol_);
    out.cancel_all(symbol_);
    out.close(symbol_);
    out.note("at " + to_string(context().time_of_day().count()) + ' ' + format_date(context().date()));
    const auto trades = context().trades(symbol_);
    out.plot("kept", trades ? static_cast<double>(trades->size()) : 0);
  }
  template <class Memory>
  void remember(Memory& memory) {
    memory.same("symbol", symbol_);
    memory("mean", mean_);
  }
""".replace("to_string(context().time_of_day().count())", "std::to_string(context().time_of_day().count())") + after)
        self.build(self.path("my_all"), f"-DHFT_SOURCE={SOURCE}")
        summary = self.run_day(f"--model-path={self.path('my_all')}/build", "--model=my_all", "--speed=max", "--at=15:30",
                               "--date=2026-07-02")
        self.assertGreater(summary["models"]["my_all"]["signals"], 10)

    def test_a_model_begins_from_one_kind(self):
        ran = hft("models", "new", "mine", "--python", "--bars", "--pairs", f"--into={self.folder.name}")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("not from several", ran.stderr)

    def test_a_new_script_of_each_kind_passes_its_test_and_trades(self):
        module = os.path.join(os.path.dirname(os.path.abspath(HFT)), "python", "hft.so")
        for kind in ("", "--bars", "--pairs", "--market-maker"):
            name = "script" + kind.replace("-", "_")
            ran = hft("models", "new", name, "--python", *([kind] if kind else []), f"--into={self.folder.name}")
            self.assertEqual(ran.returncode, 0, ran.stderr)
            script = os.path.join(self.path(name), name)
            if os.path.exists(module):
                self.shell("/usr/bin/python3", script + "_test.py", cwd=self.path(name))
            summary = self.run_day(f"--model=python:{script}.py", "--speed=max", "--at=14:30", "--date=2026-07-02")
            self.assertGreater(summary["models"][name]["ticks"], 0)

    def test_a_new_library_builds_passes_its_test_and_trades(self):
        ran = hft("models", "new", "my_highest", "--plugin", f"--into={self.folder.name}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        folder = self.path("my_highest")
        self.build(folder, f"-DHFT_SOURCE={SOURCE}")
        path = f"--model-path={os.path.join(folder, 'build')}"
        self.assertIn("my_highest", hft("models", path).stdout)
        summary = self.run_day(path, "--model=my_highest:prints=50", "--speed=max", "--at=15:30", "--date=2026-07-02")
        self.assertEqual(summary["models"]["my_highest"]["position"], {"SPY": "5"})
        self.write("libhft_model_text.so", "no library")
        bad = hft(f"--model-path={self.folder.name}", "--model=text")
        self.assertEqual(bad.returncode, 2)
        self.assertIn("libhft_model_text.so is refused", bad.stderr)
        self.assertEqual(hft("--model-path=/nowhere", "--model=modulo").returncode, 2)


class Tree(Base):
    def test_a_new_model_of_the_tree_builds_and_passes(self):
        tree = self.path("tree")
        shutil.copytree(SOURCE, tree, ignore=shutil.ignore_patterns("build", ".git", "node_modules"))
        ran = hft("models", "new", "lucky_7", f"--into={tree}")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        with open(os.path.join(tree, "models", "catalog.cpp")) as file:
            self.assertIn("    describe<Lucky7>(),\n    describe<Modulo>(),\n", file.read())
        self.shell("cmake", "--preset", "test", cwd=tree)
        self.shell("cmake", "--build", "--preset", "test", "--target", "models_test", "-j", "2", cwd=tree)
        self.shell("ctest", "--test-dir", "build/test", "-R", "^(lucky_7|catalog|example_breakout)", cwd=tree)
        self.assertEqual(hft("models", "new", "modulo", f"--into={tree}").returncode, 2)
        self.assertEqual(hft("models", "new", "No", f"--into={tree}").returncode, 2)
        self.assertEqual(hft("models", "new", "fine", f"--into={self.folder.name}").returncode, 2)


if __name__ == "__main__":
    main()
