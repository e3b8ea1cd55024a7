#include "adapters/simulated/protocol/msgpack_writer.hpp"

#include <bit>
#include <limits>

namespace hft::simulated {

namespace {

constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;

} // namespace

template <class T>
void MsgpackWriter::big_endian(T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8)
    byte(static_cast<unsigned>((value >> shift) & 0xff));
}

void MsgpackWriter::array(std::size_t size) {
  if (size < 16) return byte(0x90 | static_cast<unsigned>(size));
  if (size <= 0xffff) {
    byte(0xdc);
    return big_endian(static_cast<std::uint16_t>(size));
  }
  byte(0xdd);
  big_endian(static_cast<std::uint32_t>(size));
}

void MsgpackWriter::map(std::size_t size) {
  if (size < 16) return byte(0x80 | static_cast<unsigned>(size));
  byte(0xde);
  big_endian(static_cast<std::uint16_t>(size));
}

void MsgpackWriter::text(std::string_view value) {
  if (value.size() < 32) {
    byte(0xa0 | static_cast<unsigned>(value.size()));
  } else if (value.size() <= 0xff) {
    byte(0xd9);
    byte(static_cast<unsigned>(value.size()));
  } else if (value.size() <= 0xffff) {
    byte(0xda);
    big_endian(static_cast<std::uint16_t>(value.size()));
  } else {
    byte(0xdb);
    big_endian(static_cast<std::uint32_t>(value.size()));
  }
  out_.append(value);
}

void MsgpackWriter::integer(std::int64_t value) {
  if (value >= 0) {
    if (value < 128) return byte(static_cast<unsigned>(value));
    if (value <= 0xff) {
      byte(0xcc);
      return byte(static_cast<unsigned>(value));
    }
    if (value <= 0xffff) {
      byte(0xcd);
      return big_endian(static_cast<std::uint16_t>(value));
    }
    if (value <= std::numeric_limits<std::uint32_t>::max()) {
      byte(0xce);
      return big_endian(static_cast<std::uint32_t>(value));
    }
    byte(0xcf);
    return big_endian(static_cast<std::uint64_t>(value));
  }
  if (value >= -32) return byte(static_cast<unsigned>(value & 0xff));
  byte(0xd3);
  big_endian(static_cast<std::uint64_t>(value));
}

void MsgpackWriter::real(double value) {
  byte(0xcb);
  big_endian(std::bit_cast<std::uint64_t>(value));
}

void MsgpackWriter::boolean(bool value) {
  byte(value ? 0xc3 : 0xc2);
}

void MsgpackWriter::nil() {
  byte(0xc0);
}

void MsgpackWriter::timestamp(Timestamp time) {
  auto seconds = time.nanoseconds / nanoseconds_a_second;
  auto nanoseconds = time.nanoseconds % nanoseconds_a_second;
  if (nanoseconds < 0) {
    nanoseconds += nanoseconds_a_second;
    seconds -= 1;
  }
  if (seconds < 0 || seconds >= (std::int64_t{1} << 34)) {
    byte(0xc7);
    byte(12);
    byte(0xff);
    big_endian(static_cast<std::uint32_t>(nanoseconds));
    return big_endian(static_cast<std::uint64_t>(seconds));
  }
  if (nanoseconds == 0 && seconds <= std::numeric_limits<std::uint32_t>::max()) {
    byte(0xd6);
    byte(0xff);
    return big_endian(static_cast<std::uint32_t>(seconds));
  }
  byte(0xd7);
  byte(0xff);
  big_endian(static_cast<std::uint64_t>(nanoseconds) << 34 | static_cast<std::uint64_t>(seconds));
}

void MsgpackWriter::quantity(Quantity value) {
  if (value.units % units_per_whole == 0) return integer(value.units / units_per_whole);
  real(to_double(value));
}

} // namespace hft::simulated
