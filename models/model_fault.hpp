#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace hft {

/// What foreign code threw: one line for logs, and all there is to tell of it, in lines.
class ModelFault : public std::runtime_error {
public:
  ModelFault(const std::string& sentence, std::string whole)
    : std::runtime_error(sentence),
      whole_(std::move(whole)) {}
  /// As a script's traceback has it; lines end with a line feed.
  const std::string& whole() const { return whole_; }

private:
  std::string whole_;
};

} // namespace hft
