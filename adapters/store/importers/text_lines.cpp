#include "adapters/store/importers/text_lines.hpp"

#include <charconv>

namespace hft::store {

namespace {
constexpr std::size_t longest_line = 65'536;
} // namespace

TextLines::TextLines(const simulated::TapeText& text) : name_(text.name), unpacker_(text) {}

Result<std::optional<std::string_view>> TextLines::next() {
  for (;;) {
    const auto end = buffer_.find('\n', at_);
    if (end != std::string::npos || (ended_ && at_ < buffer_.size())) {
      const auto until = end == std::string::npos ? buffer_.size() : end;
      auto line = std::string_view{buffer_}.substr(at_, until - at_);
      at_ = end == std::string::npos ? buffer_.size() : end + 1;
      if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      ++number_;
      return std::optional{line};
    }
    if (ended_) return std::optional<std::string_view>{};
    if (buffer_.size() - at_ > longest_line)
      return fail(ErrorKind::BadPayload,
                  name_ + " line " + std::to_string(number_ + 1) + " is longer than 65536 bytes");
    buffer_.erase(0, at_);
    at_ = 0;
    std::string piece;
    if (const auto done = unpacker_.next(piece); !done)
      return fail(ErrorKind::BadPayload,
                  done.error().sentence + ", after line " + std::to_string(number_));
    ended_ = piece.empty();
    buffer_ += piece;
  }
}

void split_fields(std::string_view line, std::vector<std::string_view>& fields) {
  fields.clear();
  for (std::size_t at = 0;;) {
    if (at < line.size() && line[at] == '"') {
      const auto end = line.find('"', at + 1);
      if (end != std::string_view::npos) {
        fields.push_back(line.substr(at + 1, end - at - 1));
        const auto comma = line.find(',', end);
        if (comma == std::string_view::npos) return;
        at = comma + 1;
        continue;
      }
    }
    const auto comma = line.find(',', at);
    if (comma == std::string_view::npos) {
      fields.push_back(line.substr(at));
      return;
    }
    fields.push_back(line.substr(at, comma - at));
    at = comma + 1;
  }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

} // namespace hft::store
