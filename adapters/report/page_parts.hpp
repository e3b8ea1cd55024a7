#pragma once

#include <string_view>

/// The files of `page/` and the chart library, as the build put them into the program. Inside this
/// folder only.
namespace hft::report::page_parts {

std::string_view frame();         ///< page/page.html
std::string_view style();         ///< page/page.css
std::string_view program();       ///< page/page.js
std::string_view chart_style();   ///< dygraphs
std::string_view chart_program(); ///< dygraphs

} // namespace hft::report::page_parts
