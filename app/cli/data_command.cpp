#include "app/cli/data_command.hpp"

#include "adapters/cpquant/data_client.hpp"
#include "adapters/store/corporate_actions.hpp"
#include "adapters/store/exporters/exporter.hpp"
#include "adapters/store/history_fetch.hpp"
#include "adapters/store/importers/importer.hpp"
#include "app/console/logging.hpp"
#include "app/console/progress_line.hpp"
#include "app/console/stop_request.hpp"
#include "app/console/terminal.hpp"
#include "app/settings/calendar_file.hpp"
#include "app/settings/market_settings.hpp"
#include "app/settings/options.hpp"
#include "app/settings/run_line.hpp"
#include "app/version.hpp"
#include "app/wall_clock.hpp"
#include "messages/number_text.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>
#include <unistd.h>

namespace hft {

namespace {

constexpr const char* not_known = "unknown";

int end_with(const Failure& failure) {
  say_failure(failure.sentence);
  switch (failure.fault) {
    case ErrorKind::BadArgument: return exit_code::usage;
    case ErrorKind::BadCredentials: return exit_code::configuration;
    case ErrorKind::Unreachable:
    case ErrorKind::RateLimited:
    case ErrorKind::Refused: return exit_code::venue;
    default: return exit_code::failed;
  }
}

std::string bar_text(std::size_t done, std::size_t parts) {
  constexpr std::size_t width = 24;
  const auto full = parts == 0 ? width : done * width / parts;
  return '[' + std::string(full, '#') + std::string(width - full, '.') + ']';
}

Result<Date> date_in(const std::string& text, const std::string& option) {
  const auto date = parse_date(text);
  if (!date)
    return fail(ErrorKind::BadArgument, option + "=" + text + " is no date: give YYYY-MM-DD");
  return *date;
}

/// What the options say in our words.
struct Request {
  store::Catalog catalog{std::filesystem::path{}};
  store::ImportSettings settings;
};

Result<Request> request_of(const DataOptions& data) {
  Request request;
  request.catalog = store::Catalog{data_dir_of(data.data_dir)};
  if (!data.symbols.empty()) {
    const auto symbols = read_symbols(data.symbols);
    if (!symbols) return tl::unexpected{symbols.error()};
    request.settings.symbols = *symbols;
  }
  if (!data.date.empty()) {
    const auto date = date_in(data.date, "--date");
    if (!date) return tl::unexpected{date.error()};
    request.settings.date = *date;
  }
  const auto calendar = load_calendar(data.calendar_overrides);
  if (!calendar) return tl::unexpected{calendar.error()};
  request.settings.hours = [calendar = *calendar](Date date) -> std::optional<store::RegularHours> {
    if (!calendar->covers(date)) return std::nullopt;
    const auto plan = calendar->session(date);
    if (!plan) return std::nullopt;
    return store::RegularHours{plan->open, plan->close};
  };
  request.settings.feed = data.feed;
  request.settings.tool = std::string{"hft "} + version;
  request.settings.replace = data.replace;
  return request;
}

/// For what only looks at the store: a directory that was named must be there.
Result<Request> request_of_store(const DataOptions& data) {
  std::error_code none;
  if (!data.data_dir.empty() && !std::filesystem::is_directory(data.data_dir, none))
    return fail(ErrorKind::BadArgument, "--data-dir=" + data.data_dir + " is no directory");
  return request_of(data);
}

/// Why a listing is empty.
std::string nothing_to_show(const Request& request, bool is_empty) {
  const auto root = request.catalog.root().string();
  return is_empty ? "the store " + root + " is empty: bring data in with hft data import\n"
                  : "the store " + root + " has nothing of that\n";
}

double bytes_a_row(std::uint64_t bytes, std::uint64_t rows) {
  return rows == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(rows);
}

void say_troubles(const store::QualityReport& quality) {
  for (const auto& sentence : quality.sentences()) std::fprintf(stderr, "%s\n", sentence.c_str());
  if (!quality.empty()) std::fprintf(stderr, "found: %s\n", quality.text().c_str());
}

void say_imported(const store::ImportResult& result) {
  for (const auto& file : result.files) {
    const auto verb = file.outcome == store::Catalog::Outcome::Same       ? "has already"
                      : file.outcome == store::Catalog::Outcome::Replaced ? "replaced"
                                                                          : "wrote";
    fmt::print("{} {} {} {}: {} rows, {} ({})\n", verb, file.header.symbol.str(),
               store::to_string(file.header.kind), store::period_text(file.header), file.rows,
               file.path.string(), file.quality.empty() ? "no troubles" : file.quality.text());
  }
}

int import_files(const DataOptions& data) {
  auto request = request_of(data);
  if (!request) return end_with(request.error());
  ProgressLine line;
  std::string now;
  std::size_t at = 0;
  request->settings.progress = [&](std::uint64_t rows) {
    line.show(fmt::format("{} {}: {} rows, {:.0f} rows/s", bar_text(at, data.files.size()), now,
                          rows, static_cast<double>(rows) / std::max(line.seconds(), 0.001)));
    return !asked_to_stop.load();
  };
  store::Importer importer{request->catalog, request->settings};
  std::vector<Failure> failures;
  for (; at < data.files.size() && !asked_to_stop; ++at) {
    now = data.files[at];
    line.show(fmt::format("{} {}", bar_text(at, data.files.size()), now));
    if (auto done = importer.import_file(now); !done) failures.push_back(done.error());
  }
  auto result = importer.finish();
  line.clear();
  if (!result) failures.push_back(result.error());
  if (result) {
    say_imported(*result);
    say_troubles(result->quality);
    if (result->stopped || asked_to_stop)
      say_failure(fmt::format("the import was stopped after {} of {} files: the same command "
                              "goes on",
                              at, data.files.size()));
    if (result->files.empty() && failures.empty())
      failures.push_back(
        {ErrorKind::BadPayload, "nothing was imported: no row is of what was asked"});
  }
  int code = asked_to_stop ? exit_code::failed : exit_code::done;
  for (const auto& failure : failures) code = end_with(failure);
  return code;
}

int fetch(const DataOptions& data) {
  const auto request = request_of(data);
  if (!request) return end_with(request.error());
  store::FetchPlan plan;
  const auto from = date_in(data.from, "--from");
  const auto to = date_in(data.to, "--to");
  if (!from) return end_with(from.error());
  if (!to) return end_with(to.error());
  if (*to < *from)
    return end_with({ErrorKind::BadArgument, "--to=" + data.to + " is before --from=" + data.from});
  const auto symbols = read_symbols(data.symbols);
  if (!symbols) return end_with(symbols.error());
  plan.symbols = *symbols;
  plan.from = *from;
  plan.to = *to;
  const auto wants = [&](const char* kind) {
    return std::find(data.kinds.begin(), data.kinds.end(), kind) != data.kinds.end();
  };
  plan.trades = wants("trades");
  plan.quotes = wants("quotes");
  plan.bars = wants("bars");
  plan.actions = wants("actions");
  plan.feed = data.feed.empty() ? "sip" : data.feed;
  plan.now = wall_clock_now();
  if (data.venue == "simulated")
    return end_with(
      {ErrorKind::BadArgument,
       "--venue=simulated has no history to fetch: give paper or http://HOST:PORT, or "
       "write a made-up day with hft tape"});
  const auto endpoints = cpquant::endpoints_for(data.venue);
  if (!endpoints) return end_with({ErrorKind::BadArgument, endpoints.error().sentence});
  auto keys = cpquant::load_credentials(cpquant::KeyPair::Data, {data.env_file, {}});
  if (!keys) return end_with(keys.error());
  ProgressLine line;
  cpquant::AlpacaDataClient client{std::move(*keys), *endpoints};
  store::FetchPorts ports;
  ports.get = [&](const std::string& path, const store::FetchPorts::Parameters& parameters) {
    return client.do_get(path, parameters);
  };
  ports.wait = [](Duration wait) {
    const auto until = std::chrono::steady_clock::now() + wait;
    while (!asked_to_stop && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
  };
  std::size_t pages = 0;
  ports.progress = [&](std::size_t done, std::size_t parts, const std::string& what) {
    line.show(fmt::format("{} {} of {}: {} ({} pages)", bar_text(done, parts), done + 1, parts,
                          what, pages++));
    return !asked_to_stop.load();
  };
  const auto result = store::fetch_history(request->catalog, request->settings, plan, ports);
  line.clear();
  if (!result) return end_with(result.error());
  say_imported(result->imported);
  say_troubles(result->imported.quality);
  fmt::print("{} parts were there already, {} are empty\n", result->there, result->empty);
  if (result->stopped) {
    say_failure("the fetch was stopped: the same command goes on from here");
    return exit_code::failed;
  }
  return exit_code::done;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

std::string troubles_json(const std::map<std::string, std::uint64_t>& troubles) {
  std::string out = "{";
  for (const auto& [kind, times] : troubles)
    out += fmt::format("{}{}:{}", out.size() > 1 ? "," : "", quoted(kind), times);
  return out + '}';
}

bool is_asked_for(const store::Catalog::Entry& entry, const DataOptions& data,
                  const Request& request) {
  const auto& symbols = request.settings.symbols;
  if (!symbols.empty() &&
      std::find(symbols.begin(), symbols.end(), entry.header.symbol) == symbols.end())
    return false;
  if (!data.kind.empty() && store::to_string(entry.header.kind) != data.kind) return false;
  const auto& date = request.settings.date;
  return !date || (entry.header.first_date <= *date && *date <= entry.header.last_date);
}

int list(const DataOptions& data) {
  const auto request = request_of_store(data);
  if (!request) return end_with(request.error());
  const auto listing = request->catalog.list();
  const bool json = data.format == "json";
  std::string rows;
  std::size_t shown = 0;
  for (const auto& entry : listing.entries) {
    if (!is_asked_for(entry, data, *request)) continue;
    const auto& header = entry.header;
    const auto per_row = bytes_a_row(entry.bytes, entry.summary.rows);
    if (json)
      rows += fmt::format(
        "{}{{\"symbol\":{},\"date\":{},\"kind\":{},\"rows\":{},\"bytes\":{},\"bytes_a_row\":{:.3f},"
        "\"feed\":{},\"source\":{},\"format\":{},\"source_sha256\":{},\"sha256\":{},\"tool\":{},"
        "\"troubles\":{},\"path\":{}}}",
        shown == 0 ? "" : ",\n", quoted(header.symbol.str()), quoted(store::period_text(header)),
        quoted(std::string{store::to_string(header.kind)}), entry.summary.rows, entry.bytes,
        per_row, quoted(header.provenance.feed), quoted(header.provenance.source),
        quoted(header.provenance.format), quoted(header.provenance.sha256),
        quoted(entry.summary.sha256), quoted(header.provenance.tool),
        troubles_json(entry.summary.troubles), quoted(entry.path.string()));
    else
      rows +=
        fmt::format("{:<8} {:<10} {:<7} {:>10} {:>11} {:>7.2f} {:<8} {}\n", header.symbol.str(),
                    store::period_text(header), store::to_string(header.kind), entry.summary.rows,
                    entry.bytes, per_row, header.provenance.feed, header.provenance.source);
    ++shown;
  }
  if (json)
    fmt::print("[{}]\n", rows);
  else if (shown == 0)
    fmt::print("{}", nothing_to_show(*request, listing.entries.empty()));
  else
    fmt::print("{:<8} {:<10} {:<7} {:>10} {:>11} {:>7} {:<8} {}\n{}", "symbol", "date", "kind",
               "rows", "bytes", "B/row", "feed", "source", rows);
  for (const auto& failure : listing.failures) say_failure(failure.sentence);
  return listing.failures.empty() ? exit_code::done : exit_code::failed;
}

int verify(const DataOptions& data) {
  const auto request = request_of_store(data);
  if (!request) return end_with(request.error());
  const auto listing = request->catalog.list();
  store::QualityReport quality;
  std::vector<std::string> bad;
  for (const auto& failure : listing.failures) bad.push_back(failure.sentence);
  std::map<std::string, std::vector<Date>> days;
  std::uint64_t rows = 0;
  std::size_t good = 0;
  ProgressLine line;
  for (std::size_t i = 0; i < listing.entries.size() && !asked_to_stop; ++i) {
    const auto& entry = listing.entries[i];
    if (!is_asked_for(entry, data, *request)) continue;
    line.show(fmt::format("{} {}", bar_text(i, listing.entries.size()), entry.path.string()));
    auto reader = store::StoreReader::open(entry.path);
    const auto counted = reader ? reader->verify() : tl::unexpected{reader.error()};
    if (!counted) {
      bad.push_back(counted.error().sentence);
      continue;
    }
    ++good;
    rows += *counted;
    const auto& header = entry.header;
    const auto name = header.symbol.str() + ' ' + std::string{store::to_string(header.kind)} +
                      " of " + store::period_text(header);
    const bool day = header.first_date == header.last_date;
    const auto all = reader->read_all();
    if (all)
      store::check_rows(*all, name, day ? request->settings.hours(header.first_date) : std::nullopt,
                        quality);
    if (request->catalog.path_of(header) != entry.path)
      bad.push_back(entry.path.string() + " is not where its content belongs: " +
                    request->catalog.path_of(header).string());
    if (day)
      days[header.provenance.feed + ' ' + header.symbol.str() + ' ' +
           std::string{store::to_string(header.kind)}]
        .push_back(header.first_date);
  }
  line.clear();
  if (asked_to_stop) {
    say_failure(fmt::format("the check was stopped after {} files", good + bad.size()));
    return exit_code::failed;
  }
  if (good == 0 && bad.empty()) {
    fmt::print("{}", nothing_to_show(*request, listing.entries.empty()));
    return exit_code::done;
  }
  for (const auto& [what, stored] : days)
    for (const auto missing : store::missing_days(stored, request->settings.hours))
      quality.count(store::DataTrouble::MissingDay, what + " of " + format_date(missing));
  say_troubles(quality);
  for (const auto& sentence : bad) say_failure(sentence);
  fmt::print("{} files with {} rows are good, {} are not; {}\n", good, rows, bad.size(),
             quality.empty() ? "no troubles" : quality.text());
  return bad.empty() ? exit_code::done : exit_code::failed;
}

int export_file(const DataOptions& data) {
  auto request = request_of_store(data);
  if (!request) return end_with(request.error());
  const auto kind = store::data_kind_from(data.kind == "bars" ? "minute" : data.kind);
  const auto format = store::export_format_from(data.format);
  if (!kind || !format) return end_with({ErrorKind::BadArgument, "--kind or --format is none"});
  if (request->settings.symbols.size() != 1)
    return end_with({ErrorKind::BadArgument, "export takes one symbol: give --symbol"});
  if (!request->settings.date && *kind != store::DataKind::Actions)
    return end_with({ErrorKind::BadArgument, "export takes one day: give --date"});
  const auto entry =
    request->catalog.find(request->settings.symbols.front(), *kind,
                          request->settings.date.value_or(make_date(2000, 1, 1)), data.feed);
  if (!entry) return end_with(entry.error());
  auto reader = store::StoreReader::open(entry->path);
  if (!reader) return end_with(reader.error());
  const bool to_screen = data.output.empty() || data.output == "-";
  if (to_screen && is_terminal(STDOUT_FILENO) &&
      (*format == store::ExportFormat::Dbn || *format == store::ExportFormat::Npz))
    return end_with({ErrorKind::BadArgument,
                     "--format=" + data.format + " is no text for a terminal: give --output=FILE"});
  const auto beside = data.output + ".new";
  std::FILE* file = to_screen ? stdout : std::fopen(beside.c_str(), "wb");
  if (file == nullptr)
    return end_with({ErrorKind::Storage, "the export cannot write " + data.output});
  bool reader_has_gone = false;
  const auto done = store::export_rows(*reader, *format, [&](std::string_view bytes) {
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    reader_has_gone = !written && to_screen && errno == EPIPE;
    return written;
  });
  if (to_screen) {
    const bool flushed = std::fflush(stdout) == 0;
    if (reader_has_gone || (!flushed && errno == EPIPE)) return exit_code::done; // as with | head
    if (done && !flushed)
      return end_with({ErrorKind::Storage, "the export cannot write to standard output"});
  } else {
    const bool closed = std::fclose(file) == 0;
    std::error_code failed;
    if (done && closed) std::filesystem::rename(beside, data.output, failed);
    if (!done || !closed || failed) std::filesystem::remove(beside, failed);
    if (done && (!closed || failed))
      return end_with({ErrorKind::Storage, "the export cannot write " + data.output});
  }
  return done ? exit_code::done : end_with(done.error());
}

int print_actions(const DataOptions& data) {
  const auto request = request_of_store(data);
  if (!request) return end_with(request.error());
  const auto listing = request->catalog.list();
  const bool json = data.format == "json";
  std::string out;
  std::size_t shown = 0;
  int code = exit_code::done;
  for (const auto& entry : listing.entries) {
    if (entry.header.kind != store::DataKind::Actions || !is_asked_for(entry, data, *request))
      continue;
    auto reader = store::StoreReader::open(entry.path);
    auto rows = reader ? reader->read_all() : tl::unexpected{reader.error()};
    if (!rows) {
      code = end_with(rows.error());
      continue;
    }
    for (const auto& action : store::corporate_actions(*rows)) {
      const auto symbol = entry.header.symbol.str();
      const auto date = format_date(action.date);
      if (json)
        out += fmt::format("{}{{\"symbol\":{},\"date\":{},\"action\":{},\"old_rate\":\"{}\","
                           "\"new_rate\":\"{}\",\"cash\":\"{}\",\"other_symbol\":{},\"id\":{},"
                           "\"source\":{}}}",
                           shown == 0 ? "" : ",\n", quoted(symbol), quoted(date),
                           quoted(std::string{store::to_string(action.kind)}),
                           to_string(action.old_rate), to_string(action.new_rate),
                           to_string(action.cash), quoted(action.word.other_symbol),
                           quoted(action.word.id), quoted(action.word.source));
      else if (action.kind == store::ActionKind::Dividend)
        out += fmt::format("{} {} dividend of {} a share ({})\n", date, symbol,
                           to_string(action.cash), action.word.source);
      else if (action.kind == store::ActionKind::Rename)
        out += fmt::format("{} {} was {} before ({})\n", date, symbol, action.word.other_symbol,
                           action.word.source);
      else
        out +=
          fmt::format("{} {} {}: {} for {} {}({})\n", date, symbol, store::to_string(action.kind),
                      to_string(action.new_rate), to_string(action.old_rate),
                      action.word.other_symbol.empty() ? "" : action.word.other_symbol + ' ',
                      action.word.source);
      ++shown;
    }
  }
  if (json)
    fmt::print("[{}]\n", out);
  else
    fmt::print("{}", shown == 0 ? "the store knows no corporate actions of that\n" : out);
  for (const auto& failure : listing.failures) code = end_with(failure);
  return code;
}

struct Verb {
  const char* name;
  const char* help;
  int (*run)(const DataOptions&);
};
constexpr Verb data_verbs[] = {
  {"import", "Bring files in; what they hold is told by their content", import_files},
  {"fetch", "Bring in days from the broker's history; goes on where it stopped", fetch},
  {"list", "What there is: rows, bytes, feed and source of each file", list},
  {"verify", "Check every byte of every file, and the data for what cannot be", verify},
  {"export", "Give one file on in another form", export_file},
  {"actions", "Splits, dividends, renames and the like", print_actions},
};

} // namespace

CLI::App* add_data(CLI::App& app, DataOptions& data) {
  auto* command = app.add_subcommand("data", "The market data store: bring in, look at, give on");
  command->require_subcommand(1);
  command->add_option("--data-dir", data.data_dir,
                      "Where the store is ($XDG_DATA_HOME/hft, else ~/.local/share/hft)");
  add_overrides(*command, data.calendar_overrides);
  std::map<std::string, CLI::App*> verbs;
  for (const auto& verb : data_verbs)
    (verbs[verb.name] = command->add_subcommand(verb.name, verb.help))->fallthrough();
  const std::vector<std::string> feeds{"sip", "iex", not_known};
  const auto add_symbols_to = [&](const char* verb, const char* help) {
    verbs[verb]->add_option("--symbols,--symbol", data.symbols, help)->delimiter(',');
  };

  auto* import = verbs["import"];
  import->add_option("files", data.files, "The files; packed ones and archives as they are")
    ->required();
  add_symbols_to("import", "Only these; of a file that names none, the one given");
  import->add_option("--date", data.date, "Only this day; of a file that names none, its own");
  import->add_option("--feed", data.feed, "Where the data come from, when the data do not say it")
    ->check(CLI::IsMember(feeds));
  import->add_flag("--replace", data.replace, "Write anew what is there with other rows");

  auto* fetched = verbs["fetch"];
  add_symbols_to("fetch", "What to fetch, SPY,QQQ (SPY)");
  fetched->add_option("--from", data.from, "First date, YYYY-MM-DD")->required();
  fetched->add_option("--to", data.to, "Last date, YYYY-MM-DD")->required();
  data.kinds = {"trades", "quotes", "bars", "actions"};
  fetched->add_option("--kinds", data.kinds, "trades,quotes,bars,actions (all)")
    ->delimiter(',')
    ->check(CLI::IsMember(data.kinds));
  fetched->add_option("--feed", data.feed, "sip or iex (sip)")
    ->check(CLI::IsMember({"sip", "iex"}));
  fetched->add_option("--venue", data.venue, "paper: the broker; or http://HOST:PORT")
    ->capture_default_str();
  fetched->add_option("--env-file", data.env_file, "File with keys, as NAME=VALUE lines")
    ->capture_default_str();
  fetched->add_flag("--replace", data.replace, "Fetch anew what is there");

  const std::vector<std::string> kinds{"trades", "quotes", "minute", "daily", "actions"};
  for (const char* verb : {"list", "verify"}) {
    add_symbols_to(verb, "Only these (all)");
    verbs[verb]->add_option("--date", data.date, "Only this day (all)");
    verbs[verb]
      ->add_option("--kind", data.kind, "Only this kind (all)")
      ->check(CLI::IsMember(kinds));
  }
  for (const char* verb : {"list", "actions"})
    verbs[verb]
      ->add_option("--format", data.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  add_symbols_to("actions", "Only these (all)");

  auto* given = verbs["export"];
  add_symbols_to("export", "Whose");
  given->add_option("--date", data.date, "Which day; of daily bars any day of the year");
  given->add_option("--kind", data.kind, "Which kind; bars is minute")
    ->required()
    ->check(CLI::IsMember({"trades", "quotes", "bars", "minute", "daily", "actions"}));
  given->add_option("--format", data.format, "csv, lean (the engine's lines), dbn or npz")
    ->required()
    ->check(CLI::IsMember({"csv", "lean", "dbn", "npz"}));
  given->add_option("--feed", data.feed, "From which feed, when there are several");
  given->add_option("--output", data.output, "The file to write (standard output)");
  return command;
}

std::string data_dir_of(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* home = std::getenv("XDG_DATA_HOME"); home != nullptr && *home == '/')
    return std::string{home} + "/hft";
  const char* home = std::getenv("HOME");
  return std::string{home == nullptr ? "." : home} + "/.local/share/hft";
}

int run_data(const CLI::App& command, const DataOptions& data) {
  stop_on_signals();
  for (const auto& verb : data_verbs)
    if (command.got_subcommand(verb.name)) return verb.run(data);
  return exit_code::usage;
}

} // namespace hft
