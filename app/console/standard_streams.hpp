#pragma once

namespace hft {

/// Opens on /dev/null what of standard input, output and error is closed, so that no descriptor
/// opened later is taken for one of them. The first thing a program does.
void open_standard_streams();

/// Whether standard error is still the file it was at the start: foreign code may have closed it,
/// and its number may by now be a journal's.
bool standard_error_is_ours();

} // namespace hft
