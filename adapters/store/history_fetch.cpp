#include "adapters/store/history_fetch.hpp"

#include "adapters/door/bounds.hpp"
#include "adapters/storage/bounded_file.hpp"
#include "messages/new_york.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace hft::store {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t largest_partial = std::size_t{1} << 30;
constexpr int most_tries = 8;
constexpr Duration shortest_wait = std::chrono::seconds{1};
constexpr Duration longest_wait = std::chrono::seconds{60};

/// One day, year or range of one symbol and kind: what becomes a file.
struct Part {
  Symbol symbol;
  DataKind kind = DataKind::Trades;
  Date from;
  Date to;
  std::string what() const {
    return symbol.str() + ' ' + std::string{to_string(kind)} + ' ' + format_date(from) +
           (from == to ? "" : " to " + format_date(to));
  }
};

std::vector<Part> parts_of(const FetchPlan& plan, const HoursOf& hours) {
  std::vector<Part> parts;
  for (const auto& symbol : plan.symbols) {
    for (auto day = plan.from; day <= plan.to; day = day + 1) {
      const auto session = hours ? hours(day) : std::nullopt;
      // Late prints come until the evening of the day.
      if (!session || from_new_york(day + 1, Duration{0}) > plan.now) continue;
      if (plan.trades) parts.push_back({symbol, DataKind::Trades, day, day});
      if (plan.quotes) parts.push_back({symbol, DataKind::Quotes, day, day});
      if (plan.bars) parts.push_back({symbol, DataKind::MinuteBars, day, day});
    }
    const auto newest = new_york_date(plan.now) - 1;
    const auto last = std::min(plan.to, newest);
    if (plan.bars && plan.from <= last)
      parts.push_back({symbol, DataKind::DailyBars, plan.from, last});
    if (plan.actions) parts.push_back({symbol, DataKind::Actions, plan.from, plan.to});
  }
  return parts;
}

class Fetch {
public:
  Fetch(const Catalog& catalog, const ImportSettings& settings, const FetchPlan& plan,
        const FetchPorts& ports)
    : catalog_(catalog),
      settings_(settings),
      plan_(plan),
      ports_(ports) {}

  Result<FetchResult> run() {
    const auto parts = parts_of(plan_, settings_.hours);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto& part = parts[i];
      if (!ports_.progress(i, parts.size(), part.what())) {
        result_.stopped = true;
        break;
      }
      if (is_there(part)) {
        ++result_.there;
        continue;
      }
      done_ = i;
      count_ = parts.size();
      if (const auto done = fetch(part); !done) return tl::unexpected{done.error()};
      if (result_.stopped) break;
    }
    return std::move(result_);
  }

private:
  /// Ranges of bars and actions grow, so they are asked for again.
  bool is_there(const Part& part) const {
    return part.from == part.to && part.kind != DataKind::DailyBars &&
           part.kind != DataKind::Actions && !settings_.replace &&
           catalog_.find(part.symbol, part.kind, part.from, plan_.feed).has_value();
  }

  std::string path_of(DataKind kind) const {
    switch (kind) {
      case DataKind::Trades: return "/v2/stocks/trades";
      case DataKind::Quotes: return "/v2/stocks/quotes";
      case DataKind::MinuteBars:
      case DataKind::DailyBars: return "/v2/stocks/bars";
      case DataKind::Actions: break;
    }
    return "/v1/corporate-actions";
  }

  FetchPorts::Parameters parameters_of(const Part& part, const std::string& token) const {
    FetchPorts::Parameters asked{{"symbols", part.symbol.str()}};
    if (part.kind == DataKind::Actions) {
      asked.insert(
        asked.end(),
        {{"start", format_date(part.from)}, {"end", format_date(part.to)}, {"limit", "1000"}});
    } else {
      const auto begin = from_new_york(part.from, Duration{0});
      const auto end = from_new_york(part.to + 1, Duration{0}) - Duration{1};
      asked.insert(asked.end(), {{"start", format_timestamp(begin)},
                                 {"end", format_timestamp(end)},
                                 {"limit", "10000"},
                                 {"feed", plan_.feed}});
    }
    if (part.kind == DataKind::MinuteBars) asked.emplace_back("timeframe", "1Min");
    if (part.kind == DataKind::DailyBars) asked.emplace_back("timeframe", "1Day");
    if (part.kind == DataKind::MinuteBars || part.kind == DataKind::DailyBars)
      asked.emplace_back("adjustment", "raw");
    asked.emplace_back("sort", "asc");
    if (!token.empty()) asked.emplace_back("page_token", token);
    return asked;
  }

  Result<std::string> ask(const Part& part, const std::string& token) {
    Duration wait = shortest_wait;
    for (int tries = 1;; ++tries) {
      auto body = ports_.get(path_of(part.kind), parameters_of(part, token));
      if (body) return body;
      const auto fault = body.error().fault;
      const bool passes = fault == ErrorKind::RateLimited || fault == ErrorKind::Unreachable;
      if (!passes || tries == most_tries)
        return fail(fault, "the fetch of " + part.what() + " stopped: " + body.error().sentence +
                             " (the same command goes on from here)");
      ports_.wait(wait);
      wait = std::min(wait * 2, longest_wait);
    }
  }

  fs::path partial_of(const Part& part) const {
    std::string name;
    for (const char c : plan_.feed + '_' + part.what()) {
      const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                         (c >= 'a' && c <= 'z') || c == '-' || c == '_';
      name += plain ? c : '_';
    }
    return catalog_.root() / ".fetch" / (name + ".pages");
  }

  /// Pages of an earlier call, a line each; one that is not whole does not count.
  std::string kept_pages(const fs::path& file) const {
    auto text = storage::read_bounded(file, largest_partial);
    if (!text || !*text) return {};
    auto pages = std::move(**text);
    pages.erase(pages.rfind('\n') == std::string::npos ? 0 : pages.rfind('\n') + 1);
    return pages;
  }

  /// Empty: there is no further page. A page that says nothing is a Failure.
  Result<std::string> token_in(std::string_view page, const Part& part) const {
    const auto parsed = door::is_shallow(page) ? json::parse(page, nullptr, false) : json{};
    if (!parsed.is_object())
      return fail(ErrorKind::BadPayload, "the fetch of " + part.what() +
                                           " stopped: the broker answered what is no page of JSON");
    const auto token = parsed.find("next_page_token");
    return token != parsed.end() && token->is_string() ? token->get<std::string>() : std::string{};
  }

  Result<void> fetch(const Part& part) {
    const auto file = partial_of(part);
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    auto pages = kept_pages(file);
    std::string token;
    bool ended = false;
    if (!pages.empty()) {
      const auto last = pages.rfind('\n', pages.size() - 2);
      const auto begin = last == std::string::npos ? 0 : last + 1;
      const auto next = token_in(std::string_view{pages}.substr(begin), part);
      if (!next) {
        pages.clear();
      } else {
        token = *next;
        ended = token.empty();
      }
    }
    std::ofstream keep{file, std::ios::binary | std::ios::trunc};
    keep << pages << std::flush;
    while (!ended) {
      auto page = ask(part, token);
      if (!page) return tl::unexpected{page.error()};
      std::replace(page->begin(), page->end(), '\n', ' ');
      std::replace(page->begin(), page->end(), '\r', ' ');
      const auto next = token_in(*page, part);
      if (!next) return tl::unexpected{next.error()};
      pages += *page + '\n';
      keep << *page << '\n' << std::flush;
      if (!keep) return fail(ErrorKind::Storage, "the fetch cannot write " + file.string());
      ended = next->empty() || *next == token;
      token = *next;
      if (!ended && !ports_.progress(done_, count_, part.what())) {
        result_.stopped = true;
        return {};
      }
    }
    keep.close();
    if (const auto done = import(part, std::move(pages)); !done) return done;
    fs::remove(file, failed);
    return {};
  }

  Result<void> import(const Part& part, std::string pages) {
    auto settings = settings_;
    settings.symbols = {part.symbol};
    settings.date.reset();
    settings.feed = plan_.feed;
    const bool grows = part.kind == DataKind::DailyBars || part.kind == DataKind::Actions;
    settings.replace = settings.replace || grows;
    const auto name = "GET " + path_of(part.kind).substr(1) + ' ' + part.what();
    Importer importer{catalog_, settings};
    if (grows) {
      if (const auto done = take_stored(part, importer); !done) return done;
    }
    auto source = name;
    std::replace(source.begin(), source.end(), '/', ' ');
    if (const auto done =
          importer.import_bytes(source, std::make_shared<const std::string>(std::move(pages)));
        !done)
      return done;
    auto imported = importer.finish();
    if (!imported) return tl::unexpected{imported.error()};
    if (imported->files.empty()) ++result_.empty;
    auto& all = result_.imported;
    all.rows += imported->rows;
    all.quality.add(imported->quality);
    all.files.insert(all.files.end(), std::make_move_iterator(imported->files.begin()),
                     std::make_move_iterator(imported->files.end()));
    return {};
  }

  /// What is stored of the same years stays, where the answer does not say it anew.
  Result<void> take_stored(const Part& part, Importer& importer) {
    Date day = part.from;
    for (;;) {
      const auto stored = catalog_.find(part.symbol, part.kind, day, plan_.feed);
      if (stored) {
        auto reader = StoreReader::open(stored->path);
        if (!reader) return tl::unexpected{reader.error()};
        if (const auto done = importer.keep_stored(std::move(*reader), part.from, part.to); !done)
          return done;
      }
      const auto next = period_of(part.kind, day).last + 1;
      if (next > part.to) return {};
      day = next;
    }
  }

  const Catalog& catalog_;
  const ImportSettings& settings_;
  const FetchPlan& plan_;
  const FetchPorts& ports_;
  FetchResult result_;
  std::size_t done_ = 0;
  std::size_t count_ = 0;
};

} // namespace

Result<FetchResult> fetch_history(const Catalog& catalog, const ImportSettings& settings,
                                  const FetchPlan& plan, const FetchPorts& ports) {
  return Fetch{catalog, settings, plan, ports}.run();
}

} // namespace hft::store
