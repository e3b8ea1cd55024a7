#include "app/settings/run_checks.hpp"

#include "adapters/simulated/market/known_symbols.hpp"
#include "messages/new_york.hpp"
#include "models/parameters.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace hft {

namespace {

std::vector<std::string> texts(const std::set<ModelId>& ids) {
  std::vector<std::string> names;
  for (const auto& id : ids) names.push_back(id.str());
  return names;
}

/// `--off-lane=trnd names no model of this run: did you mean trend?`
tl::unexpected<Failure> no_instance(const std::string& option, const std::string& id,
                                    const std::set<ModelId>& known) {
  const auto names = texts(known);
  const auto near = nearest_of(id, names);
  return fail(ErrorKind::BadArgument,
              option + " names no model of this run: " +
                (near.empty()
                   ? "there " + std::string{names.size() == 1 ? "is " : "are "} + listed(names)
                   : "did you mean " + listed(near) + "?"));
}

bool is_known(const std::string& text, const std::set<ModelId>& known) {
  const auto id = ModelId::from(text);
  return id && known.contains(*id);
}

std::string clock_text(Timestamp time) {
  return format_new_york_clock(time).substr(0, 5);
}

std::string sessions_around(const MarketCalendar& calendar, Date date) {
  const auto before = calendar.previous_session(date);
  std::optional<SessionPlan> after;
  for (int days = 1; days <= 10 && !after; ++days) after = calendar.session(date + days);
  std::string text;
  if (before) text += format_date(before->date);
  if (after) text += (text.empty() ? "" : " and ") + format_date(after->date);
  return text;
}

} // namespace

Result<void> check_instances(const RunOptions& options, const RiskConfig& risk,
                             const std::vector<ModelSpec>& models, const std::set<ModelId>& known) {
  for (const auto& [id, limits] : risk.models) {
    if (known.contains(id)) continue;
    const auto named =
      std::find_if(options.limits.begin(), options.limits.end(),
                   [&](const auto& text) { return text.starts_with(id.str() + '.'); });
    return no_instance("--limit=" + (named == options.limits.end() ? id.str() : *named), id.str(),
                       known);
  }
  for (const auto& text : options.off_lane) {
    if (!is_known(text, known)) return no_instance("--off-lane=" + text, text, known);
    for (const auto& spec : models)
      if (spec.id.view() == text && spec.runs_on == RunsOn::Lane)
        return fail(ErrorKind::BadArgument, "--off-lane=" + text + " is against --model=" + text +
                                              "@lane: say one of the two");
  }
  for (const auto& text : options.flatten_quarantined)
    if (text != "all" && !is_known(text, known))
      return no_instance("--flatten-quarantined=" + text, text, known);
  return {};
}

Result<void> check_start(const RunOptions& options, const simulated::VenueOptions& venue,
                         const MarketCalendar& calendar, bool extended_hours) {
  if (!options.when_closed.empty() || !venue.date) return {};
  const auto date = *venue.date;
  const auto session = calendar.session(date);
  const bool closed_on_purpose = !session && MarketCalendar{}.session(date); // by the user's file
  if (closed_on_purpose) return {};
  if (!session)
    return fail(ErrorKind::BadArgument,
                (options.market.date.empty() ? "the date of the tape, " + format_date(date) + ","
                                             : "--date=" + options.market.date) +
                  " has no session: the exchange is closed; sessions near it are " +
                  sessions_around(calendar, date));
  const auto start = from_new_york(date, venue.at);
  const auto over = extended_hours ? session->post_end : session->close;
  if (start < over) return {};
  return fail(ErrorKind::BadArgument, "--at=" + options.market.at + " is after the session of " +
                                        format_date(date) + ", which closes at " +
                                        clock_text(over) + " New York time: give an earlier time");
}

Result<void> check_made_up_symbols(const std::vector<Symbol>& symbols) {
  const auto known = simulated::known_symbols();
  for (const auto& symbol : symbols) {
    if (std::find(known.begin(), known.end(), symbol) != known.end()) continue;
    std::vector<std::string> names;
    for (const auto& one : known) names.push_back(one.str());
    const auto near = nearest_of(symbol.view(), names);
    return fail(ErrorKind::BadArgument, "the simulated market has no symbol " + symbol.str() +
                                          ": " +
                                          (near.empty() || symbol.view().size() < 3
                                             ? "it has " + listed(names)
                                             : "did you mean " + listed(near) + "?"));
  }
  return {};
}

Result<void> check_tape_symbols(const std::vector<std::pair<ModelId, std::vector<Symbol>>>& watched,
                                const std::vector<Symbol>& on_tape) {
  for (const auto& [id, symbols] : watched)
    for (const auto& symbol : symbols) {
      if (std::find(on_tape.begin(), on_tape.end(), symbol) != on_tape.end()) continue;
      std::vector<std::string> names;
      for (const auto& one : on_tape) names.push_back(one.str());
      return fail(ErrorKind::BadArgument, "model " + id.str() + " watches " + symbol.str() +
                                            ", which is not on the tape: it has " +
                                            (names.empty() ? "no symbol" : listed(names)));
    }
  return {};
}

Result<void> check_market_symbols(const ModelId& id, const std::vector<Symbol>& watched,
                                  const std::vector<Symbol>& market) {
  if (market.empty()) return {};
  for (const auto& symbol : watched) {
    if (std::find(market.begin(), market.end(), symbol) != market.end()) continue;
    std::vector<std::string> names;
    for (const auto& one : market) names.push_back(one.str());
    return fail(ErrorKind::BadArgument,
                "model " + id.str() + " watches " + symbol.str() +
                  ", which this run's market has not: it has " + listed(names) +
                  "; symbols are added with --symbols when the run is started");
  }
  return {};
}

Result<std::vector<std::string>>
check_assets(const std::vector<std::pair<ModelId, std::vector<Symbol>>>& watched, bool is_broker,
             const AskAsset& ask) {
  constexpr std::size_t most_asked = 50;
  std::set<Symbol> asked;
  std::vector<std::string> notes;
  for (const auto& [id, symbols] : watched)
    for (const auto& symbol : symbols) {
      if (asked.size() >= most_asked) return notes;
      if (!asked.insert(symbol).second) continue;
      const auto asset = ask(symbol.str());
      const auto who = "model " + id.str() + " watches " + symbol.str() + ", which the broker ";
      if (asset && (!asset->tradable || asset->status == "inactive"))
        notes.push_back(who + "does not trade now: orders in it are refused");
      else if (!asset && asset.error().fault == ErrorKind::NotFound &&
               (is_broker || asset.error().sentence.find("asset not found") != std::string::npos))
        return fail(ErrorKind::BadArgument, who + "does not know");
    }
  return notes;
}

Result<void> check_writable(const std::string& option, const std::string& file) {
  if (file.empty()) return {};
  const bool existed = ::access(file.c_str(), F_OK) == 0;
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666);
  if (opened < 0 && errno == ENXIO) return {}; // a pipe that nobody reads yet
  if (opened < 0)
    return fail(ErrorKind::BadArgument,
                option + '=' + file + " cannot be written: " + std::strerror(errno));
  ::close(opened);
  if (!existed) ::unlink(file.c_str());
  return {};
}

} // namespace hft
