#include "app/python/test_bench.hpp"
#include "models/external/python_scope.hpp"
#include "models/external/python_start.hpp"
#include "models/external/python_words.hpp"

namespace hft {

/// The interpreter is there already: it imported us.
void start_python() {
  static const bool prepared = [] {
    const pybind11::gil_scoped_acquire lock;
    prepare_python_scope();
    return true;
  }();
  static_cast<void>(prepared);
}

} // namespace hft

PYBIND11_MODULE(hft, module) {
  module.doc() = "What a model in Python is shown and may ask for; see docs/reference.md.";
  hft::define_python_words(module);
  hft::define_test_bench(module);
}
