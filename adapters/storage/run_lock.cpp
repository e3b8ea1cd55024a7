#include "adapters/storage/run_lock.hpp"

#include "adapters/forked_copy.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace hft::storage {

namespace {

constexpr auto lock_name = "run.lock";
constexpr std::size_t largest_holder = 4096;

/// A file system that knows no locks leaves it to the journal's own.
bool is_held_by_another(int descriptor) {
  return ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

tl::unexpected<Failure> held(const OwnedDirectory& directory) {
  const auto text = directory.read(lock_name, largest_holder);
  std::string holder = text && *text ? **text : "";
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  return fail(ErrorKind::Storage, "state directory " + directory.path().string() +
                                    " is in use: another running hft holds it" +
                                    (holder.empty() ? "" : " (" + holder + ")") +
                                    "; stop that one, or give this one its own --state-dir");
}

} // namespace

RunLock::RunLock(OwnedDirectory directory, int file)
  : directory_(std::move(directory)),
    file_(file) {
  close_in_forked_copies(directory_.descriptor());
  close_in_forked_copies(file_);
}

RunLock::RunLock(RunLock&& other) noexcept
  : directory_(std::move(other.directory_)),
    file_(std::exchange(other.file_, -1)) {}

RunLock::~RunLock() {
  if (file_ < 0) return;
  unlock_before_closing(directory_.descriptor());
  unlock_before_closing(file_);
  ::close(file_);
}

Result<RunLock> RunLock::take(const std::filesystem::path& state_dir, const std::string& holder) {
  auto directory = OwnedDirectory::open(state_dir, Links::Follow);
  if (!directory) return tl::unexpected{directory.error()};
  if (is_held_by_another(directory->descriptor())) return held(*directory);
  const auto file = directory->open_file(lock_name, O_RDWR | O_CREAT);
  if (!file) return tl::unexpected{file.error()};
  if (is_held_by_another(*file)) {
    ::close(*file);
    return held(*directory);
  }
  // A full disk keeps the name out of the file, not the lock.
  const auto text = holder + '\n';
  if (::ftruncate(*file, 0) == 0) static_cast<void>(!::write(*file, text.data(), text.size()));
  return RunLock{std::move(*directory), *file};
}

} // namespace hft::storage
