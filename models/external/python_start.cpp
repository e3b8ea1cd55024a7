#include "models/external/python_start.hpp"

#include "models/external/python_scope.hpp"
#include "models/external/python_words.hpp"

#include <pybind11/embed.h>

#include <stdexcept>
#include <string>

namespace py = pybind11;

PYBIND11_EMBEDDED_MODULE(hft, module) {
  hft::define_python_words(module);
}

namespace hft {

void start_python() {
  static const bool started = [] {
    // As `python3` with -X utf8: no encoding depends on the locale, and the locale stays as it is.
    PyPreConfig before;
    PyPreConfig_InitPythonConfig(&before);
    before.utf8_mode = 1;
    before.configure_locale = 0;
    before.coerce_c_locale = 0;
    before.parse_argv = 0;
    if (const auto status = Py_PreInitialize(&before); PyStatus_Exception(status) != 0)
      throw std::runtime_error{"Python does not start: " + std::string{status.err_msg}};
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    config.parse_argv = 0;
    config.install_signal_handlers = 0; // signals stay ours
    static_cast<void>(PyConfig_SetString(&config, &config.program_name, L"python3"));
    py::initialize_interpreter(&config, 0, nullptr, false);
    prepare_python_scope();
    PyEval_SaveThread(); // whoever calls takes the lock
    return true;
  }();
  static_cast<void>(started);
  const py::gil_scoped_acquire lock;
  static_cast<void>(py::module_::import("hft"));
}

} // namespace hft
