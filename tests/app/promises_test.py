"""Pages that name tests name tests that exist."""
import glob
import os
import re
import unittest

from support import SOURCE, main

PAGES = {"docs/execution.md": "promise", "docs/troubles.md": "trouble"}  # and the first word of its tables


def suites():
    """Every suite of ours with the sentences of its tests."""
    found = {}
    for path in glob.glob(os.path.join(SOURCE, "tests", "**", "*_test.cpp"), recursive=True):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        suite = re.search(r"^#define CAF_SUITE (\w+)", text, re.M)
        if suite:
            found.setdefault(suite.group(1), set()).update(
                " ".join(test.split()) for test in re.findall(r"^CAF_TEST\(([^)]+)\)", text, re.M))
    return found


def promises(page):
    """(suite, [sentences]) as they stand in the last column of the page's tables."""
    with open(os.path.join(SOURCE, page), encoding="utf-8") as file:
        tables = re.findall(rf"\n\| {PAGES[page]} \|.*?\n(?:\n|\Z)", file.read(), re.S)
    for row in (row for table in tables for row in table.strip().splitlines()[2:]):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        promise, tests = cells[0], cells[-1]
        named = re.findall(r"`([\w.]+)`(?:: ((?:\*[^*]+\*(?:, )?)+))?", tests)
        yield promise, [(suite, re.findall(r"\*([^*]+)\*", sentences)) for suite, sentences in named]


class Promises(unittest.TestCase):
    def test_every_promise_names_a_test(self):
        for page in PAGES:
            for promise, named in promises(page):
                with self.subTest(promise):
                    self.assertTrue(named)

    def test_every_test_that_is_named_exists(self):
        known = suites()
        for page in PAGES:
            for promise, named in promises(page):
                for suite, sentences in named:
                    with self.subTest(promise=promise, suite=suite):
                        self.assertTrue(self.exists(suite, known), f"{page} names `{suite}`, and there is no such test")
                        for sentence in sentences:
                            begin = sentence.removesuffix("...")
                            self.assertTrue(
                                any(test == begin or (begin != sentence and test.startswith(begin)) for test in known[suite]),
                                f"{page} names *{sentence}* of `{suite}`, and there is no such test")

    def exists(self, suite, known):
        if suite.startswith("app."):
            return os.path.exists(os.path.join(SOURCE, "tests", "app", suite[4:] + "_test.py"))
        return suite in known or suite in ("chaos.short",)


if __name__ == "__main__":
    main()
