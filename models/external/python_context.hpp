#pragma once

#include "models/model.hpp"

#include <pybind11/pybind11.h>

#include <memory>

namespace hft {

/// A model's context as a script sees it; says so when its model is gone.
struct PythonContext {
  std::shared_ptr<const Model*> model;
};

/// Adds what a script is shown of its context, its bars and the account to the module.
void define_python_context(pybind11::module_& module);

} // namespace hft
