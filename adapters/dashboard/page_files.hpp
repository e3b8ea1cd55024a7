#pragma once

#include <string_view>

/// The page's files, in the program; made by the build from `page/` and Debian's dygraphs.
namespace hft::dashboard::page_files {

std::string_view frame();
std::string_view icon();
std::string_view style();
std::string_view program();
std::string_view chart_style();
std::string_view chart_program();

} // namespace hft::dashboard::page_files
