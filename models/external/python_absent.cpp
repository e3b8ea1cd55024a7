#include "models/external/python_model.hpp"

namespace hft {

Result<ModelEntry> read_python_model(const std::string& file) {
  return fail(ErrorKind::Unsupported, "model python:" + file +
                                        " cannot run: this hft was built without Python (install "
                                        "pybind11-dev and python3-dev, and build it again)");
}

void interrupt_python(Duration) {}

bool python_has_run() {
  return false;
}

bool python_is_there() {
  return false;
}

} // namespace hft
