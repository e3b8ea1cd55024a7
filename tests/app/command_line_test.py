"""docs/command-line.md is what the program says of itself; HFT_BINARY=... command_line_test.py --write renews it."""
import os
import re
import sys
import unittest

from support import SOURCE, hft, main

PAGE = os.path.join(SOURCE, "docs", "command-line.md")
HEAD = """# Command line

Every command and option there is, as `--help` shows them; a value behind `=` is the default. In `--config=FILE` (TOML) options have the
same names without the dashes; the command line wins. Of an option given twice the last one counts; those that may be repeated add up. A limit
of the file holds unless the command line has one of that name.
"""


def help_of(*command):
    ran = hft(*command, "--help")
    assert ran.returncode == 0, ran.stderr
    return "\n".join(line.rstrip() for line in ran.stdout.strip().splitlines())


def subcommands(text):
    section = text.split("\nSubcommands:\n")
    return re.findall(r"^  (\S+)", section[1].split("\n\n")[0], re.M) if len(section) > 1 else []


def parts(*command):
    text = help_of(*command)
    yield f"\n## {' '.join(('hft', *command))}\n\n```text\n{text}\n```\n"
    for name in subcommands(text):
        yield from parts(*command, name)


def page():
    return HEAD + "".join(parts())


class CommandLine(unittest.TestCase):
    maxDiff = None

    def test_the_page_is_what_the_program_says(self):
        with open(PAGE) as file:
            self.assertEqual(file.read(), page(), "renew the page with command_line_test.py --write")

    def test_every_command_and_option_is_on_it(self):
        text = page()
        for heading in ("## hft\n", "## hft venue\n", "## hft control\n", "## hft sessions\n"):
            self.assertIn(heading, text)
        for option in ("--env-file", "--log-format", "--log-level", "--version", "--cash", "--faults", "--rate-limit"):
            self.assertIn(option + " ", text)

    def test_every_option_and_subcommand_stands_on_the_man_page(self):
        with open(os.path.join(SOURCE, "docs", "man", "hft.1")) as file:
            manual = file.read().replace("\\-", "-")
        text = help_of()
        options = re.findall(r"^ +(?:-h,)?(--[a-z-]+)", text, re.M)
        self.assertGreater(len(options), 25)
        headed = "\n".join(re.findall(r"^\.TP\n(.*)", manual, re.M))
        for word in options + subcommands(text):
            with self.subTest(word):
                self.assertRegex(headed, rf"(?<![a-z-]){word}(?![a-z-])")

    def test_of_an_option_given_twice_the_last_one_counts(self):
        ran = hft("--model=modulo", "--date=2026-12-25", "--when-closed=wait", "--when-closed=exit", timeout=20)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        ran = hft("calendar", "--from=2026-01-01", "--to=2026-12-31", "--to=2026-01-05", "--from=2026-01-05")
        self.assertEqual(len(ran.stdout.splitlines()), 2, ran.stdout)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        with open(PAGE, "w") as out:
            out.write(page())
    else:
        main()
