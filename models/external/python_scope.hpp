#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace hft {

/// Prepares what `run_python_file` needs, once, before any script runs. Needs Python's lock.
void prepare_python_scope();

/// Runs a Python file as `python3 FILE.py` would, but for `__name__`: it is a module of its own in
/// `sys.modules`, its folder stands first on the path, and what it imports from there is its own,
/// so that scripts with equally named helpers do not meet. Each call is a fresh module with fresh
/// helpers. Answers the module; throws what Python throws. Needs Python's lock.
pybind11::object run_python_file(const std::string& file);

} // namespace hft
