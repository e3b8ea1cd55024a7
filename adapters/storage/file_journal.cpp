#include "adapters/storage/file_journal.hpp"

#include "adapters/crash_point.hpp"
#include "adapters/forked_copy.hpp"
#include "adapters/life_sign.hpp"
#include "adapters/storage/journal_format.hpp"
#include "adapters/storage/record_codec.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace hft::storage {

namespace {

tl::unexpected<Failure> taken(const OwnedDirectory& directory) {
  return fail(ErrorKind::Storage, "journal refused state directory " + directory.path().string() +
                                    ": another running hft is using it");
}

/// Whether the lock is had; one that the file system does not know is no one else's.
bool is_free(int descriptor) {
  return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

/// A journal that a running process writes is locked by it, whatever else was deleted beside it.
Result<void> check_journals_are_free(const OwnedDirectory& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator{directory.path(), error}) {
    const auto name = entry.path().filename().string();
    if (!is_journal_file(name)) continue;
    const auto file = directory.open_file(name, O_RDONLY);
    if (!file) return tl::unexpected{file.error()};
    const bool free = is_free(*file);
    ::close(*file);
    if (!free) return taken(directory);
  }
  return {};
}

/// The lock of the directory itself, and of a file in it for programs that look at nothing else.
Result<int> lock_directory(const OwnedDirectory& directory) {
  if (!is_free(directory.descriptor())) return taken(directory);
  const auto lock = directory.open_file("journal.lock", O_RDWR | O_CREAT);
  if (!lock)
    return fail(ErrorKind::Storage, "journal cannot lock its directory: " + lock.error().sentence);
  if (::flock(*lock, LOCK_EX | LOCK_NB) == 0) {
    const auto free = check_journals_are_free(directory);
    if (free) return *lock;
    ::close(*lock);
    return tl::unexpected{free.error()};
  }
  ::close(*lock);
  return taken(directory);
}

// The name of a new file must be on the disk as well as what is in it.
Result<void> sync_directory(const OwnedDirectory& directory) {
  if (::fsync(directory.descriptor()) == 0) return {};
  return fail(ErrorKind::Storage, "journal cannot sync directory " + directory.path().string() +
                                    ": " + std::strerror(errno));
}

} // namespace

/// Brings what was stored to the disk, on a thread of its own: at once when somebody waits, else
/// now and then. One sync serves all records stored before it.
class FileJournal::Syncer {
public:
  Syncer(int descriptor, std::chrono::milliseconds interval,
         const std::atomic<std::uint64_t>& stored, std::function<void()> tell)
    : descriptor_(duplicate(descriptor)),
      stored_(stored),
      tell_(std::move(tell)),
      thread_([this, interval](std::stop_token stop) { run(stop, interval); }) {}
  ~Syncer() {
    thread_.request_stop();
    thread_.join();
    sync();
    take_back_from_forked_copies(descriptor_);
    ::close(descriptor_);
  }
  bool failed() const { return failed_; }
  std::uint64_t durable() const { return durable_.load(std::memory_order_acquire); }
  void commit() {
    {
      const std::lock_guard guard{mutex_};
      wanted_ = true;
    }
    wake_.notify_one();
  }
  void on_durable(std::function<void()> tell) {
    const std::lock_guard guard{mutex_};
    tell_ = std::move(tell);
  }

private:
  static int duplicate(int descriptor) {
    const int made = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (made >= 0) close_in_forked_copies(made);
    return made;
  }

  void sync() {
    const auto stored = stored_.load(std::memory_order_acquire);
    if (MappedFile::sync(descriptor_))
      durable_.store(stored, std::memory_order_release);
    else
      failed_ = true;
  }

  void run(const std::stop_token& stop, std::chrono::milliseconds interval) {
    LifeSign sign{"disk"};
    std::unique_lock guard{mutex_};
    while (!stop.stop_requested()) {
      sign.beat();
      wake_.wait_for(guard, stop, interval, [this] { return wanted_; });
      const bool wanted = std::exchange(wanted_, false);
      const auto tell = tell_;
      guard.unlock();
      sync();
      if (wanted && tell) tell();
      guard.lock();
    }
  }

  int descriptor_;
  const std::atomic<std::uint64_t>& stored_;
  std::atomic<std::uint64_t> durable_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool wanted_ = false;
  std::function<void()> tell_;
  std::jthread thread_; // last: it uses the others
};

FileJournal::FileJournal(OwnedDirectory directory, JournalOptions options, int lock)
  : directory_(std::move(directory)),
    options_(options),
    lock_(lock) {
  close_in_forked_copies(lock_);
  close_in_forked_copies(directory_.descriptor());
}

FileJournal::~FileJournal() {
  syncer_.reset();
  file_.reset();
  unlock_before_closing(directory_.descriptor());
  unlock_before_closing(lock_);
  ::close(lock_);
}

Result<std::unique_ptr<FileJournal>> FileJournal::claim(const std::filesystem::path& path,
                                                        JournalOptions options) {
  auto directory = OwnedDirectory::make(path);
  if (!directory)
    return fail(ErrorKind::Storage,
                "journal cannot open its directory: " + directory.error().sentence);
  const auto lock = lock_directory(*directory);
  if (!lock) return tl::unexpected{lock.error()};
  return std::unique_ptr<FileJournal>{new FileJournal{std::move(*directory), options, *lock}};
}

Result<void> FileJournal::recover(Date date,
                                  const std::function<void(const JournalRecord&)>& show) {
  auto found = read_journal(directory_.path(), show);
  if (!found) return tl::unexpected{found.error()};
  found_ = std::move(*found);
  last_sequence_ = found_.last_sequence;
  last_crc_ = found_.last_crc;
  return begin_file(date);
}

Result<std::unique_ptr<FileJournal>>
FileJournal::open(const std::filesystem::path& directory, Date date, JournalOptions options,
                  const std::function<void(const JournalRecord&)>& show) {
  auto journal = claim(directory, options);
  if (!journal) return journal;
  if (auto recovered = (*journal)->recover(date, show); !recovered)
    return tl::unexpected{recovered.error()};
  return journal;
}

Result<void> FileJournal::begin_file(Date date) {
  std::uint32_t part = 1;
  while (std::filesystem::exists(directory_.path() / journal_file_name(date, part))) ++part;
  auto file = MappedFile::create(directory_, journal_file_name(date, part), options_.segment);
  if (!file) return tl::unexpected{file.error()};
  crash_point(CrashPoint::JournalFileMade);
  FileHeader header;
  header.date = date.days;
  header.part = part;
  header.first_sequence = last_sequence_ + 1;
  header.previous = last_crc_;
  header.crc = checksum(header);
  syncer_.reset();
  file_ = std::move(*file);
  std::memcpy(file_->at(0), &header, sizeof header);
  used_ = sizeof header;
  check_ = {sizeof header, last_sequence_, last_crc_};
  check_start_ = check_;
  file_->keep(used_);
  crash_point(CrashPoint::JournalFileBegun);
  date_ = date;
  if (options_.durability == Durability::Disk) {
    if (auto kept = sync_directory(directory_); !kept) return kept;
    syncer_ = std::make_unique<Syncer>(file_->descriptor(), options_.sync_interval, last_sequence_,
                                       publish_durable_);
  }
  return {};
}

std::uint64_t FileJournal::durable() const {
  return syncer_ ? syncer_->durable() : last_sequence_.load();
}

void FileJournal::commit() {
  if (syncer_) syncer_->commit();
}

void FileJournal::on_durable(std::function<void()> tell) {
  publish_durable_ = std::move(tell);
  if (syncer_) syncer_->on_durable(publish_durable_);
}

Result<void> FileJournal::append(Timestamp at, const JournalEntry& entry) {
  if (failure_) return tl::unexpected{*failure_};
  payload_.clear();
  encode(entry, payload_);
  if (payload_.size() >= largest_payload)
    return fail(ErrorKind::Storage, "journal refused a record of " +
                                      std::to_string(payload_.size()) + " bytes: it is too long");
  if (auto room = make_room(sizeof(RecordHeader) + padded(payload_.size())); !room) {
    failure_ = room.error();
    return room;
  }
  store(at, kind_of(entry));
  // After the store: what was cut before it is noticed as well as what was lost by it.
  if (auto whole = file_->check_whole(); !whole) failure_ = whole.error();
  if (failure_) return tl::unexpected{*failure_};
  return {};
}

/// A slice of what this process wrote, against its checksums; from the start again at the end.
Result<void> FileJournal::check_slice() {
  constexpr std::size_t slice = 64 * 1024;
  const auto until = std::min(used_, check_.offset + slice);
  while (check_.offset < until) {
    RecordHeader header;
    const auto* place = file_->at(check_.offset);
    std::memcpy(&header, place, sizeof header);
    const auto room = used_ - check_.offset - sizeof header;
    const bool good = header.length != 0 && header.length - 1 <= room &&
                      header.sequence == check_.sequence + 1 && header.previous == check_.crc &&
                      checksum(header, {place + sizeof header, header.length - 1}) == header.crc;
    if (!good)
      return fail(ErrorKind::Storage, "journal in " + directory_.path().string() +
                                        " was changed by another program: record " +
                                        std::to_string(check_.sequence + 1) +
                                        " is not as it was written");
    check_ = {check_.offset + sizeof header + padded(header.length - 1), header.sequence,
              header.crc};
  }
  if (check_.offset >= used_) check_ = check_start_;
  return {};
}

// Everything but the length first: whoever reads sees the whole record or none.
void FileJournal::store(Timestamp at, std::uint8_t kind) {
  RecordHeader header;
  header.length = static_cast<std::uint32_t>(payload_.size() + 1);
  header.previous = last_crc_;
  header.kind = kind;
  header.sequence = last_sequence_ + 1;
  header.at = at.nanoseconds;
  header.crc = checksum(header, std::as_bytes(std::span{payload_}));
  auto* place = file_->at(used_);
  std::memcpy(place + sizeof header, payload_.data(), payload_.size());
  crash_point(CrashPoint::JournalPayload);
  std::memcpy(place + sizeof header.length, &header.crc, sizeof header - sizeof header.length);
  crash_point(CrashPoint::JournalRecordHeader);
  std::atomic_ref<std::uint32_t>{*reinterpret_cast<std::uint32_t*>(place)}.store(
    header.length, std::memory_order_release);
  crash_point(CrashPoint::JournalRecord);
  last_crc_ = header.crc;
  last_sequence_ = header.sequence;
  used_ += sizeof header + padded(payload_.size());
  file_->keep(used_);
}

Result<void> FileJournal::make_room(std::size_t size) {
  if (used_ + size <= file_->room()) return {};
  const auto segments = (used_ + size) / options_.segment + 1;
  if (segments * options_.segment > MappedFile::limit) return begin_file(date_);
  auto grown = file_->grow(segments * options_.segment);
  crash_point(CrashPoint::JournalGrown);
  return grown;
}

Result<void> FileJournal::prepare() {
  if (failure_) return tl::unexpected{*failure_};
  if (syncer_ && syncer_->failed())
    failure_ =
      Failure{ErrorKind::Storage, "journal " + directory_.path().string() + " cannot be synced"};
  else if (auto whole = file_->check_whole(); !whole)
    failure_ = whole.error();
  else if (auto same = check_slice(); !same)
    failure_ = same.error();
  else if (auto room = make_room(options_.segment / 2); !room)
    failure_ = room.error();
  if (failure_) return tl::unexpected{*failure_};
  return {};
}

Result<void> FileJournal::rotate(Date date) {
  if (failure_) return tl::unexpected{*failure_};
  if (date == date_) return {};
  auto begun = begin_file(date);
  if (!begun) failure_ = begun.error();
  return begun;
}

} // namespace hft::storage
