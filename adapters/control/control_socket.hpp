#pragma once

#include "messages/result.hpp"

#include <string>

namespace hft::control {

/// A listening Unix stream socket, close-on-exec, that only its owner may use (mode 0600 from the
/// first moment). Replaces the file a dead process left behind; refuses where a live one listens,
/// where something else stands, and where the path does not fit an address.
Result<int> listen_on(const std::string& path);
/// Removes the file if it is still the one `listener` is bound to.
void remove_own_file(const std::string& path, unsigned long inode);
/// The inode behind `path`; zero when there is none.
unsigned long inode_of(const std::string& path);
/// The sentence about a path too long for a socket, or nothing.
Result<void> check_socket_path(const std::string& path);

} // namespace hft::control
