"""Every command in the pages for people is one the program takes; every snippet stands in a compiled file."""
import glob
import os
import re
import shlex
import subprocess
import tempfile
import tomllib
import unittest

from support import HFT, SHARED, SOURCE, Venue, clean_environment, hft, main

# All there are. What deployment.md says is typed on a machine with systemd by tests/systemd.
PAGES = ["README.md", "CONTRIBUTING.md"] + sorted(
    os.path.relpath(page, SOURCE) for folder in ("docs", "docs/models")
    for page in glob.glob(os.path.join(SOURCE, folder, "*.md")) if not page.endswith("deployment.md"))


def blocks(page, language):
    path = os.path.join(SOURCE, page)
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return re.findall(r"^```" + language + r"\n(.*?)^```", file.read(), re.S | re.M)


def commands(page):
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            line = line.split("  #")[0].strip()
            if line.startswith("./hft"):
                yield line


class Docs(unittest.TestCase):
    """Commands run as they stand, with a day made short."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        for block in blocks("docs/sessions.md", "csv"):
            with open(os.path.join(self.folder.name, "overrides.csv"), "w") as file:
                file.write(block)

    def tearDown(self):
        self.folder.cleanup()

    def run_line(self, line):
        words = shlex.split(line)[1:]
        if "--venue=paper" in words:  # needs somebody's keys
            ran = self.hft(*words)
            self.assertEqual(ran.returncode, 3, line + ran.stderr)
            return
        if words[:1] == ["venue"]:
            words = [w for w in words if not w.startswith("--port")]
            with Venue(*words[1:]):
                return
        if words[:1] == ["control"]:  # nobody runs here: understood, and told so
            ran = self.hft(*words)
            self.assertEqual(ran.returncode, 4, line + ran.stderr)
            return
        if words[:1] == ["backtest"]:
            words.append("--at=15:50")
        elif any(w.startswith("--model") for w in words):
            if not any(w.startswith("--speed") for w in words):
                words.append("--speed=max")
            if not any(w.startswith(("--tape", "--at", "--swap")) for w in words):
                words.append("--at=15:50")
                if not any(w.startswith("--date") for w in words):
                    words.append("--date=2026-07-02")  # the newest session may have closed early
        ran = self.hft(*words)
        self.assertEqual(ran.returncode, 0, line + "\n" + ran.stderr)

    def hft(self, *words):
        return hft(*words, cwd=self.folder.name, env={"XDG_STATE_HOME": self.folder.name})

    def test_every_command_of_the_pages(self):
        lines = [line for page in PAGES for line in commands(page)]
        self.assertGreater(len(lines), 10)
        for line in lines:
            with self.subTest(line):
                self.run_line(line)

    def test_every_configuration_of_the_pages(self):
        for page in PAGES:
            for block in blocks(page, "toml"):
                tomllib.loads(block)
                path = os.path.join(self.folder.name, "hft.toml")
                with open(path, "w") as file:
                    file.write(block)
                ran = self.hft(f"--config={path}", "--date=2026-07-02", "--at=15:50")
                self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_help_names_every_option_of_the_pages(self):
        text = subprocess.run([HFT, "--help"], capture_output=True, text=True, check=True).stdout
        for sub in ("venue", "models", "backtest", "tape", "data", "calendar", "clock", "sessions", "report", "control", "journal"):
            text += subprocess.run([HFT, sub, "--help"], capture_output=True, text=True, check=True).stdout
        for page in PAGES:
            for option in set(re.findall(r"(?:hft[^`\n]*?|`)(--[a-z][a-z-]+)", "\n".join(blocks(page, "sh")))):
                self.assertIn(option, text)

    def test_commands_within_sentences_name_what_there_is(self):
        """`hft control stop ID` in a line of prose: the subcommand, the verb and the options exist."""
        top = subprocess.run([HFT, "--help"], capture_output=True, text=True, check=True).stdout
        known = {name: subprocess.run([HFT, name, "--help"], capture_output=True, text=True, check=True).stdout
                 for name in re.findall(r"^  ([a-z]+)  ", top.split("Subcommands:")[1].split("Examples:")[0], re.M)}
        verbs = re.findall(r"^  ([a-z]+)\b", known["control"].split("Verbs:")[1], re.M)
        for page in PAGES + ["docs/deployment.md"]:
            with open(os.path.join(SOURCE, page)) as file:
                prose = re.sub(r"^```.*?^```", "", file.read(), flags=re.S | re.M)
            for command in re.findall(r"`(?:\./)?hft ([^`\n]+)`", prose):
                with self.subTest(page=page, command=command):
                    words = command.split()
                    name = words[0] if not words[0].startswith("-") else ""
                    text = known[name] if name and name != "ARGS" else top
                    if words[:2] == ["models", "new"] or name == "data":
                        text += subprocess.run([HFT, *words[:2], "--help"], capture_output=True, text=True).stdout
                    if name == "control" and len(words) > 1 and words[1].isalpha() and words[1].islower():
                        self.assertIn(words[1], verbs)
                    for option in re.findall(r"(?<!\S)\[?(--[a-z][a-z-]+)", command):
                        self.assertIn(option, text)

    def test_the_calls_of_the_reference_are_those_of_the_header(self):
        def plain(text):
            return re.sub(r"\s+", " ", re.sub(r"///?.*", "", text)).replace("( ", "(")

        with open(os.path.join(SOURCE, "models", "model.hpp")) as file:
            header = plain(file.read().split("class Decisions {", 1)[1].split("struct Remark", 1)[0])
        calls = [plain(line) for line in blocks("docs/reference.md", "cpp")[0].splitlines()]
        self.assertEqual([call for call in calls if call not in header], [])
        declared = re.findall(r"(?:Decision&|void) (\w+)\(", header)
        listed = re.findall(r"(?:Decision&|void) (\w+)\(", "\n".join(calls))
        self.assertEqual(sorted(listed), sorted(name for name in declared if name not in ("add", "clear")))

    def test_links_between_pages_lead_somewhere(self):
        for root, _, files in os.walk(SOURCE):
            if "/build" in root or "/." in root or "node_modules" in root:
                continue
            for name in (f for f in files if f.endswith(".md")):
                with open(os.path.join(root, name)) as file:
                    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", file.read(), flags=re.S | re.M)
                    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", prose):
                        if "://" not in target:
                            self.assertTrue(os.path.exists(os.path.join(root, target)), f"{name}: {target}")


if __name__ == "__main__":
    main()
