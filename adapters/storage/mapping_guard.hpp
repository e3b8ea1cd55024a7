#pragma once

#include <cstddef>

namespace hft::storage {

/// Keeps the process alive when a mapped file is cut short by somebody else: touching what is gone
/// is a SIGBUS, which the guard answers by putting empty memory there and remembering it. Made and
/// destroyed by the mapping's owner; the first one installs the handler.
class MappingGuard {
public:
  MappingGuard() = default;
  MappingGuard(const void* base, std::size_t size);
  MappingGuard(MappingGuard&& other) noexcept;
  MappingGuard& operator=(MappingGuard&& other) noexcept;
  ~MappingGuard();

  /// Whether some of the mapping was lost. Any thread.
  bool lost() const;

private:
  int place_ = -1; ///< in the table of guarded mappings; -1: none, unguarded
};

} // namespace hft::storage
