#include "adapters/storage/forked_copy.hpp"

#include "messages/result.hpp"

#include <array>
#include <atomic>
#include <pthread.h>
#include <unistd.h>

namespace hft::storage {

namespace {

constexpr int nothing = 0; // standard input is never among them
std::array<std::atomic<int>, 64> descriptors{};

void close_all() {
  for (auto& descriptor : descriptors)
    if (const int open = descriptor.exchange(nothing); open != nothing) ::close(open);
}

} // namespace

void close_in_forked_copies(int descriptor) {
  static const int registered = ::pthread_atfork(nullptr, nullptr, close_all);
  ensure(registered == 0, "the system lets us know of forks");
  for (auto& place : descriptors) {
    int expected = nothing;
    if (place.compare_exchange_strong(expected, descriptor)) return;
  }
  ensure(false, "no more than 64 descriptors are kept from forked copies");
}

void take_back_from_forked_copies(int descriptor) {
  for (auto& place : descriptors) {
    int expected = descriptor;
    if (place.compare_exchange_strong(expected, nothing)) return;
  }
}

} // namespace hft::storage
