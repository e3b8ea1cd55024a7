#pragma once

#include <pybind11/pybind11.h>

namespace hft {

/// Adds `_Bench` to the module, on which `hft_testing` stands: a script's model in the engine's own
/// host, without feed, desk and clock.
void define_test_bench(pybind11::module_& module);

} // namespace hft
