#pragma once

#include "adapters/report/page.hpp"

#include <string>

namespace hft::report {

/// The page as one HTML file that needs nothing else and asks nobody: styles, program, charts and
/// data are inside, and its own policy forbids every request.
std::string page_html(const Page& page);

/// The page's data alone, as the program in it reads them.
std::string page_data(const Page& page);

} // namespace hft::report
