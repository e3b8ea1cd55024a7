#include "adapters/storage/journal_text.hpp"

#include "adapters/storage/record_fields.hpp"

#include <array>
#include <cstdio>

namespace hft::storage {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<JournalEntry>> names{
  "start",      "intent", "sent",    "cancel",  "answer",  "event",    "described",
  "fill",       "absent", "refused", "halt",    "resume",  "baseline", "inherited",
  "reconciled", "note",   "close",   "day",     "trip",    "flat",     "adjusted",
  "activity",   "told",   "waiting", "dropped", "settled", "terms",    "leg"};

std::string_view word_of(OrderRequest request) {
  constexpr std::array<std::string_view, 4> words{"submit", "replace", "cancel", "cancel_all"};
  return words[static_cast<std::size_t>(request) % words.size()];
}
std::string_view word_of(AnswerKind kind) {
  constexpr std::array<std::string_view, 4> words{"taken", "refused", "duplicate", "unclear"};
  return words[static_cast<std::size_t>(kind) % words.size()];
}

// What a simple value looks like; `quoted` is false for numbers and truths.
struct Shown {
  std::string text;
  bool quoted = true;
  bool empty = false; // nothing a person wants to read
};

template <class T>
Shown show(const T& x) {
  using hft::to_string;
  if constexpr (std::same_as<T, bool>)
    return {x ? "true" : "false", false, !x};
  else if constexpr (std::is_integral_v<T>)
    return {std::to_string(x), false, x == 0};
  else if constexpr (requires { word_of(x); })
    return {std::string{word_of(x)}, true, false};
  else if constexpr (std::is_enum_v<T>)
    return {std::string{to_string(x)}, true, false};
  else if constexpr (std::same_as<T, std::string>)
    return {x, true, x.empty()};
  else if constexpr (std::same_as<T, Timestamp>)
    return {x.nanoseconds ? format_timestamp(x) : std::string{}, true, x.nanoseconds == 0};
  else if constexpr (std::same_as<T, MonotonicTime>)
    return {std::to_string(x.nanoseconds), false, x.nanoseconds == 0};
  else if constexpr (std::same_as<T, Date>)
    return {format_date(x), true, false};
  else if constexpr (requires { x.units; })
    return {format_units(x.units), true, x.units == 0};
  else
    return {x.str(), true, x.empty()};
}

template <class T>
concept Compound =
  std::same_as<T, Execution> || std::same_as<T, BrokerOrder> || std::same_as<T, Order>;

void escape(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      out += code;
    } else {
      out += c;
    }
  }
}

class JsonWriter {
public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    put(value);
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>& value) {
    if (value) (*this)(name, *value);
  }

private:
  template <class T>
  void put(const T& value) {
    if constexpr (Compound<T>) {
      out_ += '{';
      JsonWriter inner{out_};
      fields(inner, value);
      out_ += '}';
    } else {
      const auto shown = show(value);
      if (shown.quoted) out_ += '"';
      escape(out_, shown.text);
      if (shown.quoted) out_ += '"';
    }
  }
  std::string& out_;
  bool first_ = true;
};

class TextWriter {
public:
  explicit TextWriter(std::string& out, std::string prefix = {})
    : out_(out),
      prefix_(std::move(prefix)) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    if constexpr (Compound<T>) {
      TextWriter inner{out_, prefix_ + name + '.'};
      fields(inner, value);
    } else {
      const auto shown = show(value);
      if (shown.empty) return;
      const bool spaced = shown.text.find(' ') != std::string::npos;
      out_ += ' ' + prefix_ + name + '=';
      if (spaced) out_ += '"';
      escape(out_, shown.text);
      if (spaced) out_ += '"';
    }
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>& value) {
    if (value) (*this)(name, *value);
  }

private:
  std::string& out_;
  std::string prefix_;
};

class IdFinder {
public:
  explicit IdFinder(std::string_view id) : id_(id) {}
  bool found() const { return found_; }

  template <class T>
  void operator()(const char*, const T& value) {
    if constexpr (Compound<T>)
      fields(*this, value);
    else if constexpr (std::same_as<T, ClientOrderId> || std::same_as<T, BrokerOrderId>)
      found_ = found_ || value.view() == id_;
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>& value) {
    if (value) (*this)(name, *value);
  }

private:
  std::string_view id_;
  bool found_ = false;
};

} // namespace

std::string_view name_of(const JournalEntry& entry) {
  return names[entry.index()];
}

std::string text_line(const JournalRecord& record) {
  auto line = std::to_string(record.sequence) + ' ' + format_timestamp(record.at) + ' ';
  line += name_of(record.entry);
  TextWriter writer{line};
  std::visit([&](const auto& entry) { fields(writer, entry); }, record.entry);
  return line;
}

std::string json_line(const JournalRecord& record) {
  std::string line = "{";
  JsonWriter writer{line};
  writer("sequence", record.sequence);
  writer("at", record.at);
  writer("record", std::string{name_of(record.entry)});
  std::visit([&](const auto& entry) { fields(writer, entry); }, record.entry);
  return line + '}';
}

bool mentions(const JournalRecord& record, std::string_view id) {
  if (id.empty()) return false;
  IdFinder finder{id};
  std::visit([&](const auto& entry) { fields(finder, entry); }, record.entry);
  return finder.found();
}

} // namespace hft::storage
