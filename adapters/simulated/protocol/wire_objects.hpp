#pragma once

/// For the venue's encoders: one object in either encoding, by the same calls.

#include "adapters/simulated/protocol/data_stream_codec.hpp"
#include "adapters/simulated/protocol/msgpack_writer.hpp"
#include "messages/timestamp.hpp"
#include "messages/units.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hft::simulated {

/// Writes one JSON object key by key.
class JsonObject {
public:
  explicit JsonObject(std::string& out) : out_(out) { out_.push_back('{'); }
  ~JsonObject() { out_.push_back('}'); }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  void text(std::string_view key, std::string_view value) {
    name(key);
    append_json_text(out_, value);
  }
  void letter(std::string_view key, char value) { text(key, {&value, 1}); }
  void integer(std::string_view key, std::int64_t value) {
    name(key);
    out_ += std::to_string(value);
  }
  void decimal(std::string_view key, std::int64_t units) {
    name(key);
    out_ += format_units(units);
  }
  void price(std::string_view key, Price value) { decimal(key, value.units); }
  void quantity(std::string_view key, Quantity value) { decimal(key, value.units); }
  void time(std::string_view key, Timestamp value) {
    name(key);
    out_.push_back('"');
    out_ += format_timestamp(value);
    out_.push_back('"');
  }
  void letters(std::string_view key, std::string_view values) {
    name(key);
    out_.push_back('[');
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i) out_.push_back(',');
      append_json_text(out_, values.substr(i, 1));
    }
    out_.push_back(']');
  }

private:
  void name(std::string_view key) {
    if (!first_) out_.push_back(',');
    first_ = false;
    out_.push_back('"');
    out_ += key;
    out_ += "\":";
  }
  std::string& out_;
  bool first_ = true;
};

/// The same calls in MessagePack; the number of keys is known before the first.
class MsgpackObject {
public:
  MsgpackObject(std::string& out, std::size_t keys) : writer_(out) { writer_.map(keys); }
  void text(std::string_view key, std::string_view value) {
    writer_.text(key);
    writer_.text(value);
  }
  void letter(std::string_view key, char value) { text(key, {&value, 1}); }
  void integer(std::string_view key, std::int64_t value) {
    writer_.text(key);
    writer_.integer(value);
  }
  void price(std::string_view key, Price value) {
    writer_.text(key);
    writer_.price(value);
  }
  void quantity(std::string_view key, Quantity value) {
    writer_.text(key);
    writer_.quantity(value);
  }
  void time(std::string_view key, Timestamp value) {
    writer_.text(key);
    writer_.timestamp(value);
  }
  void letters(std::string_view key, std::string_view values) {
    writer_.text(key);
    writer_.array(values.size());
    for (const char& value : values) writer_.text({&value, 1});
  }

private:
  MsgpackWriter writer_;
};

} // namespace hft::simulated
