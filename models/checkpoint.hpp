#pragma once

#include "messages/result.hpp"
#include "models/model.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace hft {

/// Collects what a model remembers. Numbers are written as the shortest text that reads back as the
/// same number.
class CheckpointWriter {
public:
  CheckpointWriter(std::string_view model, int version) {
    memory_ = {std::string{model}, version, {}};
  }

  template <class Number>
  requires std::is_arithmetic_v<Number> CheckpointWriter& put(const std::string& key,
                                                              Number value) {
    char text[32];
    return put(key, std::string_view{text, std::to_chars(text, text + sizeof text, value).ptr});
  }
  CheckpointWriter& put(const std::string& key, std::string_view text);
  CheckpointWriter& put(const std::string& key, Quantity value) {
    return put(key, to_string(value));
  }
  CheckpointWriter& put(const std::string& key, Price value) { return put(key, to_string(value)); }
  CheckpointWriter& put(const std::string& key, const std::vector<double>& values);

  ModelCheckpoint done() const { return memory_; }

private:
  ModelCheckpoint memory_;
};

/// Reads what a model of the same name remembered. The first thing that does not fit is kept as the
/// reason (`done`), and what is asked for after it answers zero: a model reads everything into a
/// copy of itself and becomes the copy when all was well.
class CheckpointReader {
public:
  /// Refuses another model's memory, and versions above `newest`.
  CheckpointReader(const ModelCheckpoint& memory, std::string_view model, int newest);

  int version() const { return memory_.version; }

  template <class Number>
  requires std::is_arithmetic_v<Number> Number number(const std::string& key) {
    const auto text = find(key);
    Number value{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && stop == text.data() + text.size()) return value;
    refuse(key + " is no number");
    return {};
  }
  Quantity quantity(const std::string& key);
  Price price(const std::string& key);
  /// `count` numbers at most.
  std::vector<double> numbers(const std::string& key, std::size_t count);
  /// What the model was set to must not have changed since.
  void same(const std::string& key, std::string_view now);
  void same(const std::string& key, std::int64_t now) { same(key, std::to_string(now)); }

  void refuse(const std::string& reason);
  Result<void> done() const;

private:
  std::string_view find(const std::string& key);

  const ModelCheckpoint& memory_;
  std::string model_;
  std::optional<std::string> reason_;
};

} // namespace hft
