#include "adapters/report/run_file.hpp"

#include "adapters/door/bounds.hpp"
#include "adapters/report/output_file.hpp"
#include "adapters/report/run_fields.hpp"
#include "adapters/storage/bounded_file.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace hft::report {

namespace {

using RunJson = nlohmann::ordered_json;

constexpr const char* format_name = "hft run";

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_table = false;
template <class T>
inline constexpr bool is_table<std::vector<T>> = true;

/// Tables that files of before have not: they are left out while they are empty.
template <class T>
inline constexpr bool is_newer = std::is_same_v<T, RunNote>;

// Writing.

RunJson written(const std::string& x) {
  return x;
}
RunJson written(bool x) {
  return x;
}
RunJson written(std::uint64_t x) {
  return x;
}
RunJson written(double x) {
  return x;
}
RunJson written(const Symbol& x) {
  return x.str();
}
RunJson written(Price x) {
  return to_string(x);
}
RunJson written(Quantity x) {
  return to_string(x);
}
RunJson written(Money x) {
  return to_string(x);
}
RunJson written(Date x) {
  return format_date(x);
}
RunJson written(Timestamp x) {
  return format_timestamp(x);
}
RunJson written(Duration x) {
  return static_cast<std::int64_t>(x.count());
}
RunJson written(Side x) {
  return to_string(x);
}
RunJson written(OrderType x) {
  return to_string(x);
}
RunJson written(OrderState x) {
  return to_string(x);
}
RunJson written(RunKind x) {
  return to_string(x);
}
RunJson written(Rerun::Kind x) {
  return to_string(x);
}

template <class T>
RunJson written(const std::optional<T>& x) {
  return x ? written(*x) : RunJson{};
}

struct RowWriter {
  RunJson row = RunJson::array();
  template <class T>
  void operator()(const char*, const T& x) {
    row.push_back(written(x));
  }
};

struct ColumnWriter {
  RunJson names = RunJson::array();
  template <class T>
  void operator()(const char* name, const T&) {
    names.push_back(name);
  }
};

struct ObjectWriter {
  RunJson object = RunJson::object();
  template <class T>
  void operator()(const char* name, const T& x) {
    object[name] = written(x);
  }
};

template <class T>
RunJson object_of(const T& x) {
  ObjectWriter writer;
  fields(writer, x);
  return writer.object;
}

template <class T>
RunJson table_of(const std::vector<T>& rows) {
  ColumnWriter columns;
  const T none{};
  fields(columns, none);
  RunJson array = RunJson::array();
  for (const auto& row : rows) {
    RowWriter writer;
    fields(writer, row);
    array.push_back(std::move(writer.row));
  }
  return {{"columns", std::move(columns.names)}, {"rows", std::move(array)}};
}

struct PartWriter {
  RunJson object = RunJson::object();
  void operator()(const char* name, const RunHead& x) { object[name] = object_of(x); }
  void operator()(const char* name, const std::string& x) { object[name] = x; }
  void operator()(const char* name, const std::optional<RunLatency>& x) {
    object[name] = x ? object_of(*x) : RunJson{};
  }
  template <class T>
  void operator()(const char* name, const std::vector<T>& x) {
    if (!is_newer<T> || !x.empty()) object[name] = table_of(x);
  }
};

// Reading: each answers whether the value is what it should be.

bool read(const RunJson& json, std::string& x) {
  if (!json.is_string()) return false;
  x = json.get<std::string>();
  return true;
}
bool read(const RunJson& json, bool& x) {
  if (!json.is_boolean()) return false;
  x = json.get<bool>();
  return true;
}
bool read(const RunJson& json, std::uint64_t& x) {
  if (!json.is_number_unsigned()) return false;
  x = json.get<std::uint64_t>();
  return true;
}
bool read(const RunJson& json, double& x) {
  if (!json.is_number()) return false;
  x = json.get<double>();
  return std::isfinite(x);
}
bool read(const RunJson& json, Duration& x) {
  if (!json.is_number_integer()) return false;
  x = Duration{json.get<std::int64_t>()};
  return true;
}

template <class T, class Parse>
bool read_text(const RunJson& json, T& x, Parse parse) {
  if (!json.is_string()) return false;
  const auto value = parse(json.get_ref<const std::string&>());
  if (value) x = *value;
  return value.has_value();
}

template <class Enum>
std::optional<Enum> named(std::string_view text, std::initializer_list<Enum> all) {
  for (const auto one : all)
    if (to_string(one) == text) return one;
  return std::nullopt;
}

bool read(const RunJson& json, Symbol& x) {
  return read_text(json, x, [](const std::string& text) { return Symbol::from(text); });
}
bool read(const RunJson& json, Price& x) {
  return read_text(json, x, [](const std::string& text) { return parse_price(text); });
}
bool read(const RunJson& json, Quantity& x) {
  return read_text(json, x, [](const std::string& text) { return parse_quantity(text); });
}
bool read(const RunJson& json, Money& x) {
  return read_text(json, x, [](const std::string& text) {
    const auto units = parse_units(text);
    return units ? std::optional{Money{*units}} : std::nullopt;
  });
}
bool read(const RunJson& json, Date& x) {
  return read_text(json, x, [](const std::string& text) { return parse_date(text); });
}
bool read(const RunJson& json, Timestamp& x) {
  return read_text(json, x, [](const std::string& text) { return parse_timestamp(text); });
}
bool read(const RunJson& json, Side& x) {
  return read_text(json, x, [](const std::string& text) { return side_from(text); });
}
bool read(const RunJson& json, OrderType& x) {
  return read_text(json, x, [](const std::string& text) { return order_type_from(text); });
}
bool read(const RunJson& json, OrderState& x) {
  return read_text(json, x, [](const std::string& text) {
    if (text == to_string(OrderState::Intended)) return std::optional{OrderState::Intended};
    if (text == to_string(OrderState::Unknown)) return std::optional{OrderState::Unknown};
    if (text == to_string(OrderState::Other)) return std::optional{OrderState::Other};
    const auto state = order_state_from(text);
    return state == OrderState::Other ? std::nullopt : std::optional{state};
  });
}
bool read(const RunJson& json, RunKind& x) {
  return read_text(json, x, [](const std::string& text) {
    return named<RunKind>(text, {RunKind::Backtest, RunKind::Simulated, RunKind::Live});
  });
}
bool read(const RunJson& json, Rerun::Kind& x) {
  return read_text(json, x, [](const std::string& text) {
    return named<Rerun::Kind>(text, {Rerun::Kind::Delay, Rerun::Kind::Fees, Rerun::Kind::Size});
  });
}
template <class T>
bool read(const RunJson& json, std::optional<T>& x) {
  if (json.is_null()) return x.reset(), true;
  T value{};
  if (!read(json, value)) return false;
  x = std::move(value);
  return true;
}

std::string shown(const RunJson& json) {
  auto text = json.dump(-1, ' ', true, RunJson::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

/// Reads one row; `fault` is empty while all was well.
struct RowReader {
  const RunJson& row;
  std::size_t index = 0;
  std::string fault{};
  template <class T>
  void operator()(const char* name, T& x) {
    if (!fault.empty()) return;
    if (index >= row.size())
      fault = std::string{name} + " is missing";
    else if (!read(row[index], x))
      fault = std::string{name} + " cannot be " + shown(row[index]);
    ++index;
  }
};

struct ObjectReader {
  const RunJson& object;
  std::size_t count = 0;
  std::string fault{};
  template <class T>
  void operator()(const char* name, T& x) {
    if (!fault.empty()) return;
    const auto found = object.find(name);
    if (found == object.end())
      fault = std::string{name} + " is missing";
    else if (!read(*found, x))
      fault = std::string{name} + " cannot be " + shown(*found);
    ++count;
  }
};

template <class T>
std::string read_object_into(const RunJson& json, T& x) {
  if (!json.is_object()) return "it is no object";
  ObjectReader reader{json};
  fields(reader, x);
  if (reader.fault.empty() && reader.count != json.size()) return "it has a field too many";
  return reader.fault;
}

template <class T>
std::string read_table(const RunJson& json, std::vector<T>& rows) {
  if (!json.is_object() || json.size() != 2 || !json.contains("columns") || !json.contains("rows"))
    return ": it is no table of columns and rows";
  ColumnWriter columns;
  const T none{};
  fields(columns, none);
  if (json["columns"] != columns.names)
    return ": its columns are " + shown(json["columns"]) + ", not " + columns.names.dump();
  if (!json["rows"].is_array()) return ": its rows are no list";
  rows.reserve(json["rows"].size());
  for (const auto& row : json["rows"]) {
    const auto where = ", row " + std::to_string(rows.size() + 1) + ": ";
    if (!row.is_array() || row.size() > columns.names.size())
      return where + "it has not as many values as there are columns";
    RowReader reader{row};
    fields(reader, rows.emplace_back());
    if (!reader.fault.empty()) return where + reader.fault;
  }
  return {};
}

struct PartReader {
  const RunJson& object;
  std::size_t count = 0;
  std::string fault{};

  template <class T>
  void operator()(const char* name, T& x) {
    if (!fault.empty()) return;
    const auto found = object.find(name);
    if constexpr (std::is_same_v<T, std::vector<RunNote>>)
      if (found == object.end()) return;
    ++count;
    if (found == object.end()) {
      fault = std::string{name} + " is missing";
      return;
    }
    const auto wrong = part(*found, x);
    if (!wrong.empty()) fault = name + wrong;
  }

private:
  static std::string part(const RunJson& json, std::string& x) {
    return read(json, x) ? "" : ": it is no text";
  }
  static std::string part(const RunJson& json, RunHead& x) {
    const auto wrong = read_object_into(json, x);
    return wrong.empty() ? "" : ": " + wrong;
  }
  static std::string part(const RunJson& json, std::optional<RunLatency>& x) {
    if (json.is_null()) return {};
    const auto wrong = read_object_into(json, x.emplace());
    return wrong.empty() ? "" : ": " + wrong;
  }
  template <class T>
  static std::string part(const RunJson& json, std::vector<T>& x) {
    return read_table(json, x);
  }
};

tl::unexpected<Failure> refused(const std::string& why) {
  return fail(ErrorKind::BadPayload, "the run record cannot be read: " + why);
}

} // namespace

std::string run_json(const RunRecord& record) {
  PartWriter writer;
  writer.object["format"] = format_name;
  writer.object["version"] = RunRecord::version;
  fields(writer, record);
  return writer.object.dump(-1, ' ', false, RunJson::error_handler_t::replace) + '\n';
}

Result<RunRecord> parse_run(std::string_view text) {
  if (!door::is_shallow(text)) return refused("it is nested too deep");
  const auto json = RunJson::parse(text, nullptr, false);
  if (json.is_discarded()) return refused("it is no whole JSON text");
  if (!json.is_object() || !json.contains("format") || json["format"] != format_name)
    return refused("it is no run record");
  if (!json.contains("version") || json["version"] != RunRecord::version)
    return refused("its version is " +
                   (json.contains("version") ? shown(json["version"]) : "none") +
                   ", this program reads " + std::to_string(RunRecord::version));
  RunRecord record;
  PartReader reader{json};
  fields(reader, record);
  if (!reader.fault.empty()) return refused(reader.fault);
  if (reader.count + 2 != json.size()) return refused("it has a part too many");
  if (const auto fault = fault_of(record); !fault.empty()) return refused(fault);
  return record;
}

Result<void> write_run(const std::filesystem::path& file, const RunRecord& record) {
  return write_output(file, run_json(record));
}

Result<RunRecord> read_run(const std::filesystem::path& file) {
  constexpr std::size_t largest = std::size_t{1} << 30;
  const auto text = storage::read_bounded(file, largest);
  if (!text) return tl::unexpected{text.error()};
  if (!*text) return fail(ErrorKind::NotFound, file.string() + " is not there");
  auto record = parse_run(**text);
  if (!record) return fail(record.error().fault, file.string() + ": " + record.error().sentence);
  return record;
}

} // namespace hft::report
