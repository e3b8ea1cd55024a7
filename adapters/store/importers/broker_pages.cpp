#include "adapters/store/importers/broker_pages.hpp"

#include "adapters/simulated/market/tape/pages.hpp"
#include "adapters/store/corporate_actions.hpp"
#include "messages/new_york.hpp"

#include <nlohmann/json.hpp>

#include <cctype>
#include <stdexcept>

namespace hft::store {

namespace {

using nlohmann::json;

struct NoSense : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::int64_t units_in(const json& item, const char* key, bool needed = true) {
  const auto found = item.find(key);
  if (found == item.end() || found->is_null()) {
    if (needed) throw NoSense{std::string{key} + " is missing"};
    return 0;
  }
  std::optional<std::int64_t> units;
  if (found->is_number_integer()) {
    const auto whole = found->get<std::int64_t>();
    constexpr auto most = std::numeric_limits<std::int64_t>::max() / units_per_whole;
    if (whole <= most && whole >= 0) units = whole * units_per_whole;
  } else if (found->is_number()) {
    units = units_from_double(found->get<double>());
  } else if (found->is_string()) {
    units = parse_units(found->get_ref<const std::string&>());
  }
  if (!units || *units < 0) throw NoSense{std::string{key} + " is no number we can hold"};
  return *units;
}

std::string text_in(const json& item, const char* key) {
  const auto found = item.find(key);
  return found != item.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

Symbol symbol_in(const json& item, const char* key) {
  const auto text = text_in(item, key);
  const auto symbol = Symbol::from(text);
  if (!symbol || text.empty()) throw NoSense{std::string{key} + " is no symbol"};
  return *symbol;
}

Bar bar_in(const json& item, const Symbol& symbol) {
  Bar bar;
  bar.symbol = symbol;
  const auto time = parse_timestamp(text_in(item, "t"));
  if (!time) throw NoSense{"t is no time"};
  bar.start = *time;
  bar.open = {units_in(item, "o")};
  bar.high = {units_in(item, "h")};
  bar.low = {units_in(item, "l")};
  bar.close = {units_in(item, "c")};
  bar.vwap = {units_in(item, "vw", false)};
  bar.volume = {units_in(item, "v")};
  bar.trade_count = units_in(item, "n", false) / units_per_whole;
  if (bar.open.units == 0 || bar.close.units == 0) throw NoSense{"a price is zero"};
  return bar;
}

/// The broker's daily bars start at New York midnight, those of minutes never do.
void publish_kinds(std::vector<Bar>& bars) {
  bool all_midnight = !bars.empty();
  for (const auto& bar : bars)
    all_midnight = all_midnight && new_york_time_of_day(bar.start) == Duration{0};
  for (auto& bar : bars) bar.kind = all_midnight ? BarKind::Daily : BarKind::Minute;
}

class Pages {
public:
  Pages(const std::string& name, std::optional<Symbol> symbol, ImportSink& sink)
    : name_(name),
      symbol_(std::move(symbol)),
      sink_(sink) {}

  Result<void> read(const json& page, int depth = 0) {
    if (depth > 4) return trouble("its lists are nested too deep"), Result<void>{};
    if (page.is_array()) {
      for (const auto& element : page) {
        if (is_announcement(element))
          guarded([&] { read_announcement(element); });
        else if (is_bar(element))
          read_bars(page, symbol_);
        else if (is_tick(element))
          return read_ticks(page);
        else if (const auto done = read(element, depth + 1); !done)
          return done;
        if (is_bar(element)) break;
      }
      return {};
    }
    if (!page.is_object()) return trouble("a page is no object"), Result<void>{};
    bool anything = false;
    auto symbol = symbol_;
    if (const auto told = text_in(page, "symbol"); !told.empty()) symbol = Symbol::from(told);
    if (const auto bars = page.find("bars"); bars != page.end()) {
      anything = true;
      if (bars->is_object())
        for (const auto& [ticker, list] : bars->items()) read_bars(list, Symbol::from(ticker));
      else
        read_bars(*bars, symbol);
    }
    if (const auto actions = page.find("corporate_actions"); actions != page.end()) {
      anything = true;
      read_actions(*actions);
    }
    if (page.contains("trades") || page.contains("quotes")) return read_ticks(page);
    if (!anything) trouble("a page has no trades, quotes, bars or corporate actions");
    return {};
  }

private:
  static bool is_tick(const json& item) {
    return item.is_object() && item.contains("t") && (item.contains("p") || item.contains("bp"));
  }
  static bool is_bar(const json& item) {
    return item.is_object() && item.contains("t") && item.contains("o") && item.contains("c") &&
           !item.contains("p");
  }
  static bool is_announcement(const json& item) {
    return item.is_object() && item.contains("ca_type");
  }

  void trouble(const std::string& what) {
    sink_.trouble(DataTrouble::Malformed, name_ + " item " + std::to_string(items_) + ": " + what);
  }
  template <class Read>
  void guarded(Read read) {
    ++items_;
    try {
      read();
    } catch (const json::exception& e) {
      trouble(e.what());
    } catch (const std::runtime_error& e) {
      trouble(e.what());
    }
  }

  Result<void> read_ticks(const json& page) {
    auto pages = simulated::read_tape_pages(page.dump(), name_, symbol_);
    if (!pages) return tl::unexpected{pages.error()};
    for (const auto& sentence : pages->troubles.sentences)
      sink_.trouble(DataTrouble::Malformed, sentence);
    const auto told = pages->troubles.sentences.size();
    for (auto i = told; i < pages->troubles.malformed; ++i)
      sink_.trouble(DataTrouble::Malformed, name_);
    for (const auto& trade : pages->trades)
      if (sink_.go_on()) sink_.add(trade);
    for (const auto& quote : pages->quotes)
      if (sink_.go_on()) sink_.add(quote);
    return {};
  }

  void read_bars(const json& list, const std::optional<Symbol>& symbol) {
    if (list.is_null()) return; // How the broker says "none".
    if (!list.is_array()) return trouble("bars are no list");
    std::vector<Bar> bars;
    for (const auto& item : list)
      guarded([&] {
        auto whose = symbol;
        if (item.is_object() && item.contains("S")) whose = Symbol::from(text_in(item, "S"));
        if (!whose || whose->empty()) throw NoSense{"nothing says its symbol"};
        bars.push_back(bar_in(item, *whose));
      });
    publish_kinds(bars);
    for (const auto& bar : bars)
      if (sink_.go_on()) sink_.add(bar);
  }

  void add(const Symbol& symbol, const std::string& day, ActionKind kind, std::int64_t old_rate,
           std::int64_t new_rate, std::int64_t cash, const ActionWord& word) {
    const auto date = parse_date(day);
    if (!date) throw NoSense{"its date is none"};
    sink_.add_action(symbol,
                     {from_new_york(*date, Duration{0}).nanoseconds,
                      static_cast<std::int64_t>(kind), old_rate, new_rate, cash, 0, 0, 0},
                     action_word(word));
  }

  static std::string day_of(const json& item) {
    const auto ex = text_in(item, "ex_date");
    return ex.empty() ? text_in(item, "process_date") : ex;
  }

  void read_action(const std::string& list, const json& item) {
    const ActionWord word{{}, text_in(item, "id"), "broker"};
    if (list == "forward_splits" || list == "reverse_splits" || list == "unit_splits")
      return add(symbol_in(item, item.contains("symbol") ? "symbol" : "old_symbol"), day_of(item),
                 ActionKind::Split, units_in(item, "old_rate"), units_in(item, "new_rate"), 0,
                 word);
    if (list == "cash_dividends")
      return add(symbol_in(item, "symbol"), day_of(item), ActionKind::Dividend, 0, 0,
                 units_in(item, "rate"), word);
    if (list == "stock_dividends")
      return add(symbol_in(item, "symbol"), day_of(item), ActionKind::StockDividend,
                 units_per_whole, units_in(item, "rate"), 0, word);
    if (list == "name_changes") {
      auto renamed = word;
      renamed.other_symbol = text_in(item, "old_symbol");
      return add(symbol_in(item, "new_symbol"), day_of(item), ActionKind::Rename, 0, 0, 0, renamed);
    }
    if (list == "spin_offs") {
      auto other = word;
      other.other_symbol = text_in(item, "new_symbol");
      return add(symbol_in(item, "source_symbol"), day_of(item), ActionKind::SpinOff,
                 units_in(item, "source_rate"), units_in(item, "new_rate"), 0, other);
    }
    if (list == "cash_mergers")
      return add(symbol_in(item, "acquiree_symbol"), day_of(item), ActionKind::Merger, 0, 0,
                 units_in(item, "rate"), word);
    if (list == "stock_mergers" || list == "stock_and_cash_mergers") {
      auto other = word;
      other.other_symbol = text_in(item, "acquirer_symbol");
      return add(symbol_in(item, "acquiree_symbol"), day_of(item), ActionKind::Merger,
                 units_in(item, "acquiree_rate"), units_in(item, "acquirer_rate"),
                 units_in(item, "cash_rate", false), other);
    }
    throw NoSense{"the store does not know corporate actions of the list " + list};
  }

  void read_actions(const json& lists) {
    if (!lists.is_object()) return trouble("corporate actions are no lists");
    for (const auto& [list, items] : lists.items()) {
      if (items.is_null()) continue;
      if (!items.is_array()) {
        trouble(list + " is no list");
        continue;
      }
      for (const auto& item : items) guarded([&, &which = list] { read_action(which, item); });
    }
  }

  void read_announcement(const json& item) {
    const auto type = text_in(item, "ca_type");
    const auto sub = text_in(item, "ca_sub_type");
    const auto day = day_of(item);
    const auto symbol = text_in(item, "target_symbol").empty()
                          ? symbol_in(item, "initiating_symbol")
                          : symbol_in(item, "target_symbol");
    ActionWord word{{}, text_in(item, "id"), "broker"};
    if (type == "dividend" && sub.find("stock") != std::string::npos)
      return add(symbol, day, ActionKind::StockDividend, units_in(item, "old_rate"),
                 units_in(item, "new_rate"), 0, word);
    if (type == "dividend")
      return add(symbol, day, ActionKind::Dividend, 0, 0, units_in(item, "cash"), word);
    if (type == "split")
      return add(symbol, day, ActionKind::Split, units_in(item, "old_rate"),
                 units_in(item, "new_rate"), 0, word);
    if (type == "rename" || type == "name_change") {
      word.other_symbol = text_in(item, "initiating_symbol");
      return add(symbol, day, ActionKind::Rename, 0, 0, 0, word);
    }
    word.other_symbol = text_in(item, "initiating_symbol");
    if (type == "spinoff")
      return add(symbol_in(item, "initiating_symbol"), day, ActionKind::SpinOff,
                 units_in(item, "old_rate", false), units_in(item, "new_rate", false), 0,
                 {text_in(item, "target_symbol"), word.id, word.source});
    if (type == "merger")
      return add(symbol, day, ActionKind::Merger, units_in(item, "old_rate", false),
                 units_in(item, "new_rate", false), units_in(item, "cash", false), word);
    throw NoSense{"the store does not know announcements of type " + type};
  }

  std::string name_;
  std::optional<Symbol> symbol_;
  ImportSink& sink_;
  std::uint64_t items_ = 0;
};

} // namespace

Result<void> import_broker_pages(std::string_view text, const std::string& name,
                                 const std::optional<Symbol>& symbol, ImportSink& sink) {
  Pages pages{name, symbol, sink};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at != end) {
    if (std::isspace(static_cast<unsigned char>(*at)) != 0 || *at == ',') {
      ++at;
      continue;
    }
    if (*at != '{' && *at != '[')
      return fail(ErrorKind::BadPayload,
                  name + " is no JSON at byte " + std::to_string(at - text.data()));
    // The end of this value, by its brackets.
    int depth = 0;
    bool quoted = false;
    const char* stop = at;
    for (; stop != end; ++stop) {
      if (quoted) {
        if (*stop == '\\' && stop + 1 != end)
          ++stop;
        else if (*stop == '"')
          quoted = false;
        continue;
      }
      if (*stop == '"') quoted = true;
      if (*stop == '{' || *stop == '[') ++depth;
      if ((*stop == '}' || *stop == ']') && --depth == 0) break;
      if (depth > 64)
        return fail(ErrorKind::BadPayload,
                    name + " is nested too deep at byte " + std::to_string(stop - text.data()));
    }
    if (stop == end)
      return fail(ErrorKind::BadPayload, name + " is torn: its page from byte " +
                                           std::to_string(at - text.data()) + " has no end");
    const auto page = json::parse(at, stop + 1, nullptr, false);
    if (page.is_discarded())
      return fail(ErrorKind::BadPayload,
                  name + " is no JSON in its page from byte " + std::to_string(at - text.data()));
    if (const auto done = pages.read(page); !done) return done;
    if (sink.stopped()) return {};
    at = stop + 1;
  }
  return {};
}

} // namespace hft::store
