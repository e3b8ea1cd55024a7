#include "app/settings/state_dir.hpp"

#include "adapters/storage/owned_directory.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>
#include <vector>

namespace hft {

namespace fs = std::filesystem;

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

bool is_missing(const std::error_code& error) {
  return error == std::errc::no_such_file_or_directory;
}

/// The newest of a folder and what is in it.
fs::file_time_type age_of(const fs::path& folder, std::error_code& error) {
  std::error_code gone; // files come and go in books that are written
  auto newest = fs::last_write_time(folder, gone);
  for (fs::directory_iterator file{folder, error}; !error && file != fs::directory_iterator{};
       file.increment(error))
    newest = std::max(newest, fs::last_write_time(file->path(), gone));
  return newest;
}

} // namespace

Result<std::vector<fs::path>> accounts_by_age(const fs::path& state_dir) {
  const auto unreadable = [](const fs::path& folder, const std::error_code& error) {
    return fail(ErrorKind::Storage,
                "the folder " + folder.string() + " cannot be read: " + error.message());
  };
  const auto folder = state_dir / "accounts";
  std::error_code error;
  std::vector<std::pair<fs::file_time_type, fs::path>> found;
  for (fs::directory_iterator entry{folder, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    std::error_code inside;
    const auto type = entry->status(inside).type();
    if (type != fs::file_type::directory && type != fs::file_type::none) continue;
    const auto age = age_of(entry->path(), inside);
    if (inside && !is_missing(inside)) return unreadable(entry->path(), inside);
    found.emplace_back(age, entry->path());
  }
  if (error && !is_missing(error)) return unreadable(folder, error);
  std::sort(found.begin(), found.end(), std::greater<>{});
  std::vector<fs::path> paths;
  for (auto& [time, path] : found) paths.push_back(std::move(path));
  return paths;
}

fs::path state_dir_of(const std::string& given) {
  if (!given.empty()) return given;
  if (auto systemd = environment("STATE_DIRECTORY"); !systemd.empty())
    return systemd.substr(0, systemd.find(':')); // systemd joins several by colons
  if (auto xdg = environment("XDG_STATE_HOME"); !xdg.empty()) return fs::path{xdg} / "hft";
  auto home = environment("HOME");
  return fs::path{home.empty() ? "/root" : home} / ".local" / "state" / "hft";
}

Result<fs::path> existing_state_dir(const std::string& given) {
  const auto dir = state_dir_of(given);
  if (given.empty()) return dir;
  std::error_code none;
  const auto found = fs::status(dir, none);
  if (found.type() == fs::file_type::not_found)
    return fail(ErrorKind::BadArgument, "the state directory " + dir.string() + " is not there");
  if (found.type() != fs::file_type::none && !fs::is_directory(found))
    return fail(ErrorKind::BadArgument, "the state directory " + dir.string() + " is no directory");
  return dir;
}

Result<fs::path> open_state_dir(const std::string& given) {
  const auto dir = state_dir_of(given);
  std::error_code error;
  if (fs::exists(dir, error) && !fs::is_directory(dir, error))
    return fail(ErrorKind::Storage, "the state directory " + dir.string() + " is not a directory");
  // Service managers make it as a link; below it there are none.
  const auto owned = storage::OwnedDirectory::make(dir, storage::Links::Follow);
  if (!owned) return fail(ErrorKind::Storage, "the state directory " + owned.error().sentence);
  if (::access(dir.c_str(), R_OK | W_OK | X_OK) != 0)
    return fail(ErrorKind::Storage, "the state directory " + dir.string() + " cannot be written");
  return dir;
}

Result<void> open_account_dir(const fs::path& state_dir, const fs::path& account) {
  auto folder = storage::OwnedDirectory::open(state_dir, storage::Links::Follow);
  for (const auto& part : account.lexically_relative(state_dir)) {
    if (!folder) break;
    folder = folder->subdirectory(part.string());
  }
  if (!folder)
    return fail(ErrorKind::Storage, "the account's directory " + folder.error().sentence);
  return {};
}

fs::path account_dir(const fs::path& state_dir, const std::string& account) {
  std::string name;
  for (const char c : account)
    name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
              ? c
              : '_';
  return state_dir / "accounts" / (name.empty() ? "unnamed" : name);
}

Result<fs::path> newest_account_dir(const fs::path& state_dir) {
  const auto accounts = accounts_by_age(state_dir);
  if (!accounts) return tl::unexpected{accounts.error()};
  return accounts->empty() ? fs::path{} : accounts->front();
}

std::vector<std::string> prune_accounts(const fs::path& state_dir, const std::string& prefix,
                                        std::size_t keep) {
  std::vector<std::string> removed;
  std::error_code error;
  const auto accounts = accounts_by_age(state_dir);
  if (!accounts) return removed; // the journal says why, if it cannot be written there
  for (const auto& account : *accounts) {
    auto name = account.filename().string();
    if (!name.starts_with(prefix)) continue;
    if (keep > 0)
      --keep;
    else if (fs::remove_all(account, error); !error)
      removed.push_back(std::move(name));
  }
  return removed;
}

fs::path roster_file(const fs::path& books) {
  return books / "instances.json";
}

fs::path control_socket(const fs::path& state_dir) {
  return state_dir / "control.sock";
}

} // namespace hft
