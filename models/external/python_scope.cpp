#include "models/external/python_scope.hpp"

#include <pybind11/eval.h>

namespace py = pybind11;

namespace hft {

namespace {

/// Every script lives in a package of its own, `hft_script_HASH_NUMBER`, whose path is the script's
/// folder. An import by a module of such a package looks there first.
constexpr const char* scope_source = R"(
import builtins
import hashlib
import importlib
import importlib.machinery
import importlib.util
import os
import stat
import sys
import types

largest_script = 16 << 20
scopes = {}   # package -> Scope
numbers = {}  # package without its number -> the newest number
folders = set()


class Scope:
    def __init__(self, folder):
        self.folder = folder
        self.own = {}  # name -> whether the folder has it

    def has(self, name):
        known = self.own.get(name)
        if known is None:
            known = self.own[name] = self.look(name)
        return known

    def look(self, name):
        if name in sys.builtin_module_names or importlib.machinery.FrozenImporter.find_spec(name):
            return False
        found = importlib.machinery.PathFinder.find_spec(name, [self.folder])
        if found is None or found.loader is not None:
            return found is not None
        # A folder without __init__.py stands behind every real module of the name.
        elsewhere = [entry for entry in sys.path if entry not in folders]
        other = importlib.machinery.PathFinder.find_spec(name, elsewhere)
        return other is None or other.loader is None


def scoped(name, importer):
    """The name inside the package of the module that imports it, if it is the script's own."""
    package = (importer or {}).get("__name__") or ""
    package = package.partition(".")[0]
    scope = scopes.get(package)
    if scope is not None and scope.has(name.partition(".")[0]):
        return package
    return None


def alias(name):
    """What an earlier process pickled names a package of its own: the newest of that file stands in."""
    package, _, rest = name.partition(".")
    stem = package.rpartition("_")[0]
    if name in sys.modules or package in scopes or stem not in numbers:
        return
    here = f"{stem}_{numbers[stem]}"
    sys.modules[package] = sys.modules[here]
    sys.modules[name] = plain_import_module(f"{here}.{rest}" if rest else here)


plain_import = builtins.__import__
plain_import_module = importlib.import_module


def scoped_import(name, globals=None, locals=None, fromlist=(), level=0):
    if level == 0:
        package = scoped(name, globals)
        if package is not None:
            module = plain_import(f"{package}.{name}", globals, locals, fromlist or ("__name__",), 0)
            return module if fromlist else sys.modules[f"{package}.{name.partition('.')[0]}"]
        if name.startswith("hft_script_"):
            alias(name)
    return plain_import(name, globals, locals, fromlist, level)


def scoped_import_module(name, package=None):
    if not name.startswith("."):
        own = scoped(name, sys._getframe(1).f_globals)
        if own is not None:
            name = f"{own}.{name}"
    return plain_import_module(name, package)


builtins.__import__ = scoped_import
importlib.import_module = scoped_import_module
# A script that prints is read as it prints: this interpreter is never finalized.
for stream in (sys.stdout, sys.stderr):
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(line_buffering=True)


def read_script(path):
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is no regular file")
        text = file.read(largest_script + 1)
    if len(text) > largest_script:
        raise OSError(f"it has more than {largest_script} bytes")
    return text


def run_file(given):
    path = os.path.abspath(given)
    folder, base = os.path.split(path)
    stem = base[:-3] if base.endswith(".py") else base
    family = "hft_script_" + hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    number = numbers[family] = numbers.get(family, 0) + 1
    package = f"{family}_{number}"
    name = f"{package}.{stem}"
    code = compile(read_script(path), path, "exec")
    if folder not in folders:
        folders.add(folder)
        sys.path.insert(0, folder)
    sys.argv = [given]
    parent = types.ModuleType(package)
    parent.__path__ = [folder]
    scope = scopes[package] = Scope(folder)
    scope.own[stem] = True  # a helper that imports the script means this one
    sys.modules[package] = parent
    module = types.ModuleType(name)
    module.__file__ = path
    module.__package__ = package
    module.__spec__ = importlib.util.spec_from_file_location(name, path)
    module.__loader__ = module.__spec__.loader
    module.__builtins__ = builtins
    sys.modules[name] = module
    setattr(parent, stem, module)
    try:
        exec(code, module.__dict__)
    except BaseException:
        for loaded in [one for one in sys.modules if one == package or one.startswith(package + ".")]:
            del sys.modules[loaded]
        del scopes[package]
        raise
    return module
)";

py::object* scope_module = nullptr; // the interpreter outlives every static object

} // namespace

void prepare_python_scope() {
  auto made = py::module_::import("types").attr("ModuleType")("hft_scope");
  py::dict names = made.attr("__dict__");
  names["__builtins__"] = py::module_::import("builtins");
  py::exec(scope_source, names);
  scope_module = new py::object{std::move(made)};
}

py::object run_python_file(const std::string& file) {
  return scope_module->attr("run_file")(file);
}

} // namespace hft
