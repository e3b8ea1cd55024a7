#include "adapters/store/mark.hpp"

#include "adapters/store/byte_text.hpp"

namespace hft::store {

std::string word_of(const Mark& mark) {
  std::string word{mark.exchange, mark.other_exchange, mark.tape};
  ByteWriter writer{word};
  writer.u8(mark.bits);
  writer.u32(mark.flags);
  writer.text({&mark.line_exchange, 1});
  writer.text(mark.conditions.view());
  return word;
}

std::optional<Mark> mark_from(std::string_view word) {
  ByteReader reader{word};
  Mark mark;
  mark.exchange = static_cast<char>(reader.u8());
  mark.other_exchange = static_cast<char>(reader.u8());
  mark.tape = static_cast<char>(reader.u8());
  mark.bits = reader.u8();
  mark.flags = reader.u32();
  mark.line_exchange = static_cast<char>(reader.u8());
  const auto conditions = Conditions::from(reader.text(reader.size()));
  if (!reader.good() || !conditions) return std::nullopt;
  mark.conditions = *conditions;
  return mark;
}

} // namespace hft::store
