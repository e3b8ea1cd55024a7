#pragma once

#include "messages/result.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace hft {

/// Where the system keeps what must survive it: `given`, else $STATE_DIRECTORY (systemd's), else
/// `hft` in the XDG state directory. Made, with mode 0700, when it is not there yet; a Failure with
/// one sentence when it cannot be written, belongs to others or can be written by every user.
Result<std::filesystem::path> open_state_dir(const std::string& given);
/// The same without making or checking anything.
std::filesystem::path state_dir_of(const std::string& given);
/// For what only looks into it: a directory that was named must be one. A Failure with one
/// sentence.
Result<std::filesystem::path> existing_state_dir(const std::string& given);

/// Journal and memories of one account.
std::filesystem::path account_dir(const std::filesystem::path& state_dir,
                                  const std::string& account);
/// Makes the folders from the state directory down to the account's and checks them: a symbolic
/// link, or a folder that is or can be written by others, is a Failure.
Result<void> open_account_dir(const std::filesystem::path& state_dir,
                              const std::filesystem::path& account);
/// The account whose books were written last; empty when there is none, a Failure when one cannot
/// be looked into.
Result<std::filesystem::path> newest_account_dir(const std::filesystem::path& state_dir);
/// Removes all but the newest `keep` accounts of embedded venues, whose numbers begin with
/// `prefix`.
/// Answers the names of those removed, the newest first.
std::vector<std::string> prune_accounts(const std::filesystem::path& state_dir,
                                        const std::string& prefix, std::size_t keep);
/// Every account's folder, the one written last first.
Result<std::vector<std::filesystem::path>> accounts_by_age(const std::filesystem::path& state_dir);

/// Which instances run, for the next start; in an account's folder.
std::filesystem::path roster_file(const std::filesystem::path& books);

/// The operator's socket.
std::filesystem::path control_socket(const std::filesystem::path& state_dir);

} // namespace hft
