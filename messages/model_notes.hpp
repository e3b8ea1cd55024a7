#pragma once

#include "messages/fixed_text.hpp"
#include "messages/timestamp.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hft {

/// What a model lets people see: a remark, or one point of a named line.
struct ModelNote {
  Timestamp time;             ///< of the event it was made at
  std::uint64_t sequence = 0; ///< of the first signal of the same event; zero: there was none
  std::string plot;           ///< the line's name; empty for a remark
  double value = 0;           ///< the line's at that time
  std::string text;           ///< the remark
  bool operator==(const ModelNote&) const = default;
};

/// The notes of one instance since it told the last ones, oldest first.
struct ModelNotes {
  ModelId id;
  std::vector<ModelNote> notes;
  std::uint64_t dropped = 0; ///< of this date so far: there were more than are kept
};

} // namespace hft
