#pragma once

#include "models/catalog.hpp"

#include <string>

namespace hft {

/// The model that a Python file describes: its class `Model`. The interpreter starts with the first
/// one and stays for the life of the process. Every call holds Python's lock, so models in Python
/// delay each other, and nothing else when each has a thread of its own. Refuses with one sentence
/// a file that cannot be read or run or takes longer than foreign code may, and everything in a
/// build without Python.
Result<ModelEntry> read_python_model(const std::string& file);

/// Raises `hft.Interrupted` in every call of a script that has been under way for so long; a script
/// notices it between two steps of Python, not in a function of C. Waits for Python's lock, which
/// such a function may never give away. Any thread.
void interrupt_python(Duration under_way_for);

/// Whether the interpreter was started: threads of scripts may run, so that the process is not to
/// be ended by returning from `main`.
bool python_has_run();

/// Whether this program was built with Python.
bool python_is_there();

} // namespace hft
