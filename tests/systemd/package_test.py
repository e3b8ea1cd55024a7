"""The package as a file: lintian has no fault to find, and its pages lead to each other."""
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

from machine import SOURCE

PACKAGE = sorted(glob.glob(os.path.join(SOURCE, "build", "release", "hft-system_*.deb")))


def links(page):
    """Files that a page links to, outside of its code."""
    with open(page) as file:
        prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", file.read(), flags=re.S | re.M)
    return [link for link in re.findall(r"\]\(([^)#\s]+)", prose) if "://" not in link]


class Package(unittest.TestCase):
    def test_lintian_finds_no_fault(self):
        ran = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", PACKAGE[-1]],
                             capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stdout)

    def test_its_links_lead_somewhere(self):
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["dpkg-deb", "-x", PACKAGE[-1], root], check=True)
            pages = glob.glob(os.path.join(root, "usr/share/doc/hft-system/**/*.md"), recursive=True)
            self.assertGreater(len(pages), 20)
            for page in pages:
                for link in links(page):
                    with self.subTest(page=page, link=link):
                        self.assertTrue(os.path.exists(os.path.join(os.path.dirname(page), link)))
            for unit in glob.glob(os.path.join(root, "lib/systemd/system/*")):
                with open(unit) as file:
                    for path in re.findall(r"file://(\S+)", file.read()):
                        with self.subTest(unit=unit, path=path):
                            self.assertTrue(os.path.exists(root + path))

    def test_the_program_is_bound_before_it_runs(self):
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["dpkg-deb", "-x", PACKAGE[-1], root], check=True)
            shown = subprocess.run(["readelf", "-dlW", os.path.join(root, "usr/bin/hft")], capture_output=True,
                                   text=True, check=True).stdout
        for word in ("GNU_RELRO", "BIND_NOW", "PIE"):
            self.assertTrue(word in shown, word)


if __name__ == "__main__":
    if not PACKAGE:
        sys.exit("no package in build/release: run ./test --systemd")
    unittest.main(verbosity=2)
