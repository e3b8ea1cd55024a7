#pragma once

#include <pybind11/pybind11.h>

namespace hft {

/// Adds the indicators of `models/indicators/` to the module `hft`.
void define_python_indicators(pybind11::module_& module);

} // namespace hft
