#include "adapters/store/block_codec.hpp"

#include "messages/result.hpp"

#include <span>

namespace hft::store {

namespace {

/// Ids count up on each exchange for itself: the letter a word begins with.
std::uint8_t key_of(std::string_view word) {
  return word.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(word.front());
}

} // namespace

void BlockEncoder::encode(const Rows& rows, std::size_t first, std::size_t count,
                          std::string& out) {
  ensure(count <= most_block_rows && first + count <= rows.size(), "a block is too large");
  const auto places = std::span{rows.marks}.subspan(first, count);
  columns_.words(places, rows.words, out);
  keys_.clear();
  if (rows.kind == DataKind::Trades)
    for (const auto place : places) keys_.push_back(key_of(rows.words[place]));
  const auto columns = column_names(rows.kind).size();
  for (std::size_t i = 0; i < columns; ++i)
    columns_.integers(std::span{rows.columns[i]}.subspan(first, count),
                      rows.kind == DataKind::Trades && i == column::id
                        ? std::span<const std::uint8_t>{keys_}
                        : std::span<const std::uint8_t>{},
                      out);
}

bool BlockDecoder::decode(std::string_view body, std::size_t count, Rows& rows) {
  if (count > most_block_rows) return false;
  rows.marks.resize(count);
  if (!columns_.words(body, rows.marks, rows.words)) return false;
  const auto columns = column_names(rows.kind).size();
  for (std::size_t i = 0; i < columns; ++i) {
    keys_.clear();
    if (rows.kind == DataKind::Trades && i == column::id) {
      std::vector<std::uint8_t> of_word;
      for (const auto& word : rows.words) of_word.push_back(key_of(word));
      for (const auto place : rows.marks) keys_.push_back(of_word[place]);
    }
    rows.columns[i].resize(count);
    if (!columns_.integers(body, keys_, rows.columns[i])) return false;
  }
  return body.empty();
}

} // namespace hft::store
