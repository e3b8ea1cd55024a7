#include "adapters/storage/mapping_guard.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace hft::storage {

namespace {

/// One guarded mapping. `size` is written last and cleared first: a handler that sees it may use
/// the rest.
struct Guarded {
  std::atomic<bool> taken{false};
  std::atomic<std::uintptr_t> base{0};
  std::atomic<std::size_t> size{0};
  std::atomic<bool> lost{false};
};

std::array<Guarded, 64> guarded_mappings; // plain atomics: a signal handler reads them
std::uintptr_t page_size = 4096;

Guarded* guarded_at(std::uintptr_t address) {
  for (auto& one : guarded_mappings) {
    const auto size = one.size.load(std::memory_order_acquire);
    const auto base = one.base.load(std::memory_order_relaxed);
    if (size != 0 && address >= base && address < base + size) return &one;
  }
  return nullptr;
}

void on_bus_error(int signal, siginfo_t* info, void*) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  auto* one = guarded_at(address);
  // The page and no more: what follows may be there, or be another thread's to lose.
  const auto start = address / page_size * page_size;
  if (one == nullptr || ::mmap(reinterpret_cast<void*>(start), page_size, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED) {
    std::signal(signal, SIG_DFL); // and it comes again
    return;
  }
  one->lost.store(true, std::memory_order_release);
}

void install() {
  page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  struct sigaction action {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGBUS, &action, nullptr);
}

} // namespace

MappingGuard::MappingGuard(const void* base, std::size_t size) {
  static const bool installed = (install(), true);
  static_cast<void>(installed);
  for (std::size_t i = 0; i < guarded_mappings.size(); ++i) {
    auto& one = guarded_mappings[i];
    if (one.taken.exchange(true)) continue;
    one.lost = false;
    one.base = reinterpret_cast<std::uintptr_t>(base);
    one.size.store(size, std::memory_order_release);
    place_ = static_cast<int>(i);
    return;
  }
}

MappingGuard::MappingGuard(MappingGuard&& other) noexcept
  : place_(std::exchange(other.place_, -1)) {}

MappingGuard& MappingGuard::operator=(MappingGuard&& other) noexcept {
  std::swap(place_, other.place_);
  return *this;
}

MappingGuard::~MappingGuard() {
  if (place_ < 0) return;
  auto& one = guarded_mappings[static_cast<std::size_t>(place_)];
  one.size.store(0, std::memory_order_release);
  one.taken = false;
}

bool MappingGuard::lost() const {
  return place_ >= 0 &&
         guarded_mappings[static_cast<std::size_t>(place_)].lost.load(std::memory_order_acquire);
}

} // namespace hft::storage
