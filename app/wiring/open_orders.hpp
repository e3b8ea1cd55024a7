#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <string>

namespace hft {

/// Whether the journal in `books` ends with orders of our models that work or may do. False when it
/// cannot be read: whoever opens it to write says so.
bool has_open_orders(const std::filesystem::path& books, const std::string& account);

/// Whether a desk can be made of these books again: a failure names the record that cannot be
/// replayed, or what is wrong with the files.
Result<void> check_replay(const std::filesystem::path& books);

} // namespace hft
