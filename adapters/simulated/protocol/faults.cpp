#include "adapters/simulated/protocol/faults.hpp"

#include "adapters/door/bounds.hpp"
#include "messages/new_york.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace hft::simulated {

namespace {

using Json = nlohmann::ordered_json;

std::string known_names() {
  std::string names;
  for (const auto& entry : fault_table()) {
    if (!names.empty()) names += ' ';
    names += entry.name;
  }
  return names;
}

std::optional<FaultKind> kind_from(std::string_view name) {
  for (const auto& entry : fault_table())
    if (entry.name == name) return entry.kind;
  return std::nullopt;
}

std::string_view name_of(FaultKind kind) {
  for (const auto& entry : fault_table())
    if (entry.kind == kind) return entry.name;
  return "?";
}

/// `HH:MM` or `HH:MM:SS`.
std::optional<Duration> time_of_day(const std::string& text) {
  unsigned hours = 0, minutes = 0, seconds = 0;
  int used = 0;
  const bool read =
    (std::sscanf(text.c_str(), "%2u:%2u:%2u%n", &hours, &minutes, &seconds, &used) == 3 ||
     std::sscanf(text.c_str(), "%2u:%2u%n", &hours, &minutes, &used) == 2) &&
    static_cast<std::size_t>(used) == text.size() && hours < 24 && minutes < 60 && seconds < 60;
  if (!read) return std::nullopt;
  return std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
}

std::string text_of(Duration time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(seconds / 3600 % 24),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  return text;
}

constexpr std::int64_t longest_delay_ms = 24 * 60 * 60 * 1000;
constexpr std::int64_t largest_count = 1'000'000'000;
constexpr std::int64_t largest_limit = 1'000'000;

/// Reads the fields of one fault; the first mistake is kept as a sentence.
class FaultReader {
public:
  FaultReader(const Json& item, const std::string& name) : item_(item), name_(name) {}

  void text(const char* field, std::string& into) {
    if (!item_.contains(field)) return;
    if (!item_.at(field).is_string()) return complain(field, "a text");
    into = item_.at(field).get<std::string>();
  }
  std::optional<std::int64_t> whole(const char* field, std::int64_t least, std::int64_t most) {
    if (!item_.contains(field)) return std::nullopt;
    const auto& value = item_.at(field);
    // What is over the signed range must not wrap into it.
    const bool wraps = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
    if (value.is_number_integer() && !wraps)
      if (const auto number = value.get<std::int64_t>(); least <= number && number <= most)
        return number;
    complain(field, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
  }
  void probability(const char* field, double& into) {
    if (!item_.contains(field)) return;
    const auto& value = item_.at(field);
    const auto number = value.is_number() ? value.get<double>() : -1.0;
    if (!(number >= 0 && number <= 1)) return complain(field, "a number from 0 to 1");
    into = number;
  }
  void time(const char* field, std::optional<Duration>& into) {
    if (!item_.contains(field)) return;
    std::string given;
    text(field, given);
    into = time_of_day(given);
    if (!into) complain(field, "a New York time of day, HH:MM or HH:MM:SS");
  }
  void complain(std::string_view field, const std::string& wanted) {
    if (complaint_.empty())
      complaint_ = "fault " + name_ + ": " + std::string{field} + " must be " + wanted;
  }
  const std::string& complaint() const { return complaint_; }

private:
  const Json& item_;
  std::string name_;
  std::string complaint_;
};

int read_code(FaultReader& reader, FaultKind kind) {
  switch (kind) {
    case FaultKind::ConnectionLimit:
    case FaultKind::SymbolLimit:
      return static_cast<int>(reader.whole("code", 0, largest_limit).value_or(0));
    default: return static_cast<int>(reader.whole("code", 300, 599).value_or(0));
  }
}

Result<FaultRule> read_rule(const Json& item) {
  if (!item.is_object())
    return fail(ErrorKind::BadPayload, "a fault must be an object with a kind");
  const auto given = item.find("kind");
  const auto name =
    given != item.end() && given->is_string() ? given->get<std::string>() : std::string{};
  const auto kind = kind_from(name);
  if (!kind)
    return fail(ErrorKind::BadPayload, "fault kind \"" + name + "\" is none of: " + known_names());
  FaultRule rule;
  rule.kind = *kind;
  FaultReader reader{item, name};
  reader.text("method", rule.method);
  reader.text("path", rule.path);
  reader.text("event", rule.event);
  reader.text("symbol", rule.symbol);
  rule.skip = static_cast<std::uint64_t>(reader.whole("skip", 0, largest_count).value_or(0));
  if (const auto times = reader.whole("times", 0, largest_count))
    rule.times = static_cast<std::uint64_t>(*times);
  reader.probability("probability", rule.probability);
  rule.delay = std::chrono::milliseconds{reader.whole("delay_ms", 0, longest_delay_ms).value_or(0)};
  rule.code = read_code(reader, *kind);
  reader.time("from", rule.from);
  reader.time("until", rule.until);
  for (const auto& field : item.items()) {
    static constexpr std::string_view fields[] = {"kind",     "method", "path",  "event",
                                                  "symbol",   "skip",   "times", "probability",
                                                  "delay_ms", "code",   "from",  "until"};
    if (std::find(std::begin(fields), std::end(fields), field.key()) == std::end(fields))
      return fail(ErrorKind::BadPayload, "fault " + name + " has no field \"" + field.key() + "\"");
  }
  if (!reader.complaint().empty()) return fail(ErrorKind::BadPayload, reader.complaint());
  // A cut that waits for its time comes once.
  const bool cut = rule.kind == FaultKind::CutData || rule.kind == FaultKind::CutOrders;
  if (cut && (rule.from || rule.until) && !rule.times) rule.times = 1;
  return rule;
}

bool fits(std::string_view wanted, std::string_view given) {
  return wanted.empty() || wanted == given;
}

bool matches(const FaultRule& rule, const FaultSubject& subject) {
  return fits(rule.method, subject.method) && subject.path.starts_with(rule.path) &&
         fits(rule.event, subject.event) && fits(rule.symbol, subject.symbol);
}

} // namespace

const std::vector<FaultName>& fault_table() {
  static const std::vector<FaultName> table{
    {FaultKind::DropUpdate, "drop_update", "an order update is never sent"},
    {FaultKind::DelayUpdate, "delay_update", "an order update is sent delay_ms later"},
    {FaultKind::RepeatUpdate, "repeat_update", "an order update is sent twice"},
    {FaultKind::ReorderUpdate, "reorder_update", "an order update is sent after its successor"},
    {FaultKind::AnswerLate, "answer_late", "carried out, answered delay_ms later"},
    {FaultKind::AnswerNever, "answer_never", "carried out, never answered"},
    {FaultKind::AnswerCut, "answer_cut", "carried out, connection cut without an answer"},
    {FaultKind::AnswerGarbage, "answer_garbage", "carried out, answered with half a body"},
    {FaultKind::AnswerError, "answer_error", "carried out, answered with HTTP code (500)"},
    {FaultKind::RefuseRequest, "refuse_request", "not carried out, HTTP code (500)"},
    {FaultKind::RefuseAuth, "refuse_auth", "data stream answers auth with code (406)"},
    {FaultKind::RefuseOrderAuth, "refuse_order_auth", "order stream answers unauthorized"},
    {FaultKind::RefuseUpgrade, "refuse_upgrade", "websocket upgrade gets HTTP code (429)"},
    {FaultKind::MuteData, "mute_data", "no market data, pings answered"},
    {FaultKind::MuteOrders, "mute_orders", "no order updates, pings answered"},
    {FaultKind::CutData, "cut_data", "data sockets are cut"},
    {FaultKind::CutOrders, "cut_orders", "order sockets are cut"},
    {FaultKind::ConnectionLimit, "connection_limit", "data sessions a key may have: code"},
    {FaultKind::SymbolLimit, "symbol_limit", "symbols in trades or in quotes: code"},
    {FaultKind::HoldCancels, "hold_cancels", "cancels stay pending_cancel"},
    {FaultKind::ExpireToken, "expire_token", "a page token is refused"},
    {FaultKind::TextOrders, "text_orders", "order stream sends text frames"},
    {FaultKind::SilentSubscription, "silent_subscription", "acknowledged, and nothing comes"},
    {FaultKind::LagPositions, "lag_positions", "positions are those of delay_ms of venue time ago"},
    {FaultKind::TruncatedPage, "truncated_page", "half a page of history, and no next one"},
  };
  return table;
}

Result<void> Faults::add(std::string_view text) {
  if (!door::is_shallow(text))
    return fail(ErrorKind::BadPayload, "the fault plan is nested too deep");
  const auto json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (json.is_discarded()) return fail(ErrorKind::BadPayload, "the fault plan is not JSON");
  auto list = json;
  auto clears = false;
  if (json.is_object() && !json.contains("kind")) {
    for (const auto& field : json.items())
      if (field.key() != "clear" && field.key() != "faults")
        return fail(ErrorKind::BadPayload, "the fault plan has no field \"" + field.key() + "\"");
    if (json.contains("clear") && !json.at("clear").is_boolean())
      return fail(ErrorKind::BadPayload, "the fault plan's clear must be true or false");
    clears = json.value("clear", false);
    list = json.value("faults", Json::array());
    if (!clears && !json.contains("faults"))
      return fail(ErrorKind::BadPayload, "the fault plan has neither faults nor clear");
  } else if (json.is_object()) {
    list = Json::array({json});
  }
  if (!list.is_array())
    return fail(ErrorKind::BadPayload, "the fault plan is not a list of faults");
  std::vector<FaultRule> rules;
  for (const auto& item : list) {
    auto rule = read_rule(item);
    if (!rule) return tl::unexpected(rule.error());
    rules.push_back(std::move(*rule));
  }
  if (clears) clear();
  for (auto& rule : rules) add(std::move(rule));
  return {};
}

bool Faults::coin(double probability) {
  if (probability >= 1) return true;
  random_ ^= random_ << 13;
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  return static_cast<double>(random_ >> 11) * 0x1p-53 < probability;
}

bool Faults::in_time(const FaultRule& rule) const {
  if (!rule.from && !rule.until) return true;
  if (!clock_) return false;
  const auto now = new_york_time_of_day(clock_());
  return (!rule.from || now >= *rule.from) && (!rule.until || now < *rule.until);
}

bool Faults::timed() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.rule.from || entry.rule.until; });
}

std::optional<FaultRule> Faults::strike(FaultKind kind, const FaultSubject& subject) {
  for (auto& entry : entries_) {
    if (entry.rule.kind != kind || !matches(entry.rule, subject) || !in_time(entry.rule)) continue;
    ++entry.matched;
    if (entry.matched <= entry.rule.skip) continue;
    if (entry.rule.times && entry.struck >= *entry.rule.times) continue;
    if (!coin(entry.rule.probability)) continue;
    ++entry.struck;
    return entry.rule;
  }
  return std::nullopt;
}

bool Faults::armed(FaultKind kind) const {
  return std::any_of(entries_.begin(), entries_.end(), [this, kind](const Entry& entry) {
    return entry.rule.kind == kind && (!entry.rule.times || entry.struck < *entry.rule.times) &&
           in_time(entry.rule);
  });
}

std::optional<int> Faults::limit(FaultKind kind) const {
  for (const auto& entry : entries_)
    if (entry.rule.kind == kind && in_time(entry.rule)) return entry.rule.code;
  return std::nullopt;
}

std::string Faults::to_json() const {
  auto list = Json::array();
  for (const auto& [rule, matched, struck] : entries_) {
    Json item{{"kind", name_of(rule.kind)}};
    if (!rule.method.empty()) item["method"] = rule.method;
    if (!rule.path.empty()) item["path"] = rule.path;
    if (!rule.event.empty()) item["event"] = rule.event;
    if (!rule.symbol.empty()) item["symbol"] = rule.symbol;
    if (rule.skip) item["skip"] = rule.skip;
    if (rule.times) item["times"] = *rule.times;
    if (rule.probability < 1) item["probability"] = rule.probability;
    if (rule.delay.count())
      item["delay_ms"] = std::chrono::duration_cast<std::chrono::milliseconds>(rule.delay).count();
    if (rule.code) item["code"] = rule.code;
    if (rule.from) item["from"] = text_of(*rule.from);
    if (rule.until) item["until"] = text_of(*rule.until);
    item["matched"] = matched;
    item["struck"] = struck;
    list.push_back(std::move(item));
  }
  return Json{{"faults", std::move(list)}}.dump();
}

} // namespace hft::simulated
