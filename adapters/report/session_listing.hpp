#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hft::report {

struct SessionListing {
  std::string text;
  std::vector<std::string> failures; ///< a sentence for each file or folder that cannot be read
};

/// One account's reports.
struct AccountSessions {
  std::string account;
  std::filesystem::path folder;
  /// Where `hft report` writes what it makes of each, in folders named after the dates; empty: it
  /// is not looked for.
  std::filesystem::path reports{};
};

/// The reports of these accounts, oldest date first, with a total: a table at most 80 columns wide.
SessionListing sessions_text(const std::vector<AccountSessions>& accounts);
/// The same as an array of the files' objects, each with its account, and
/// whether its report is written (`report`) where that is looked for.
SessionListing sessions_json(const std::vector<AccountSessions>& accounts);

} // namespace hft::report
