"""The reference page and the stubs say what the code has: nothing less, nothing else."""
import ast
import os
import re
import unittest

import hft

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def read(*parts):
    with open(os.path.join(SOURCE, *parts)) as file:
        return file.read()


def public(kind):
    return {name for name in dir(kind) if not name.startswith("_")}


class Stubs(unittest.TestCase):
    def test_the_stubs_are_the_module(self):
        tree = ast.parse(read("app", "python", "hft.pyi"))
        classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        there = {name for name in public(hft) if isinstance(getattr(hft, name), type)}
        self.assertEqual({name for name in classes if not name.startswith("_")} | {"Signal"}, there)
        self.assertEqual(functions, {name for name in public(hft) if not isinstance(getattr(hft, name), type)})
        base = {"value", "ready", "clear", "save", "restore"}
        for name, node in classes.items():
            if name in ("_Indicator", "Interrupted"):
                continue
            told = {item.target.id for item in node.body if isinstance(item, ast.AnnAssign)}
            told |= {item.name for item in node.body if isinstance(item, ast.FunctionDef) and not item.name.startswith("_")}
            if node.bases:
                told |= base
            self.assertEqual(told, public(getattr(hft, name)), name)


class Page(unittest.TestCase):
    page = read("docs", "reference.md")

    def section(self, title):
        return self.page.split(f"\n## {title}", 1)[1].split("\n## ", 1)[0]

    def test_handlers_are_those_of_the_model(self):
        model = read("models", "model.hpp")
        code = dict(re.findall(r"virtual void (on_\w+)\(([^)]*)\)", model))
        rows = re.findall(r"^\| `(on_\w+)` \| `\(([^`]*)\)` \| `\(([^`]*)\)` \|", self.section("Handlers"), re.M)
        self.assertEqual({name: takes for name, takes, _ in rows}, code)
        python = re.search(r"handler_names\[\] = \{([^}]*)\}", read("models", "external", "python_model.cpp")).group(1)
        self.assertEqual({name for name, _, _ in rows}, set(re.findall(r'"(\w+)"', python)))

    def test_needs_are_those_of_the_code(self):
        struct = re.search(r"struct Needs \{(.*?)\n\};", read("models", "model.hpp"), re.S).group(1)
        fields = set(re.findall(r"^  [\w:<>]+ (\w+)(?: = [^;]+|\{\w*\})?;", struct, re.M))
        self.assertEqual(set(re.findall(r"^\| `(\w+)` \|", self.section("What a model asks for"), re.M)), fields)
        keys = re.search(r"needs_keys\{(.*?)\};", read("models", "external", "python_model.cpp"), re.S).group(1)
        self.assertEqual(set(re.findall(r'"(\w+)"', keys)), fields - {"bar_sizes", "own_thread"})

    def test_fields_are_those_of_the_module(self):
        for name, fields in re.findall(r"^\| `(\w+)` \| (.*) \|$", self.section("What a model is shown"), re.M):
            self.assertEqual(set(re.findall(r"`(\w+)`", fields)), public(getattr(hft, name)), name)

    def test_the_context_is_that_of_the_code(self):
        section = self.section("What a model may know")
        told = [re.findall(r"`(\w+)", cell) for row in re.findall(r"^\| (`.*)$", section, re.M)
                for cell in row.split(" | ")[:2]]
        self.assertEqual({name for names in told[1::2] for name in names}, public(hft.Context))
        body = re.search(r"class Context \{\npublic:(.*?)\nprotected:", read("models", "context.hpp"), re.S).group(1)
        methods = set(re.findall(r"[ &*](\w+)\([^)]*\) const", body))
        self.assertEqual({name for names in told[0::2] for name in names}, methods)

    def test_calls_are_those_of_the_code(self):
        section = self.section("What a model may ask for").split("### The calls in C++")[0]
        rows = [row.split(" | ")[:2] for row in re.findall(r"^\| (`.*)$", section, re.M)]
        body = re.search(r"\nclass Decisions \{\npublic:(.*?)\nprivate:", read("models", "model.hpp"), re.S).group(1)
        methods = set(re.findall(r"(?:Decision&|void) (\w+)\(", body)) - {"add", "clear"}
        self.assertEqual({name for row in rows for name in re.findall(r"`(\w+)`", row[0])}, methods)
        self.assertLessEqual({name for row in rows for name in re.findall(r"`(\w+)\(", row[1])}, public(hft.Signals))
        self.assertEqual(public(hft.Signals) - {name for row in rows for name in re.findall(r"`(\w+)\(", row[1])}, set())

    def test_parameter_types_are_those_of_the_code(self):
        code = re.search(r"to_string\(ParameterType type\) \{(.*?)\n\}", read("models", "parameters.cpp"), re.S).group(1)
        types = dict((word, name) for name, word in re.findall(r"ParameterType::(\w+): return \"(\w+)\"", code))
        rows = dict(re.findall(r"^\| `(\w+)` \| `(\w+)`", self.section("Parameters"), re.M))
        self.assertEqual(rows, types)


if __name__ == "__main__":
    unittest.main()
