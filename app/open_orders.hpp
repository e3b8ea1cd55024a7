#pragma once

#include <filesystem>
#include <string>

namespace hft {

/// Whether the journal in `books` ends with orders of our models that work or may do. False when it
/// cannot be read: whoever opens it to write says so.
bool has_open_orders(const std::filesystem::path& books, const std::string& account);

} // namespace hft
