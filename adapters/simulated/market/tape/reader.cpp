#include "adapters/simulated/market/tape/reader.hpp"

#include "adapters/simulated/market/tape/bracket.hpp"
#include "adapters/simulated/market/tape/csv.hpp"
#include "adapters/simulated/market/tape/names.hpp"
#include "adapters/simulated/market/tape/pages.hpp"
#include "adapters/simulated/market/tape/stored_day.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace hft::simulated {
namespace {

/// What the options say about one of their files.
struct Hints {
  std::optional<Symbol> symbol;
  std::optional<Date> date;
};

/// One text that can be played, and what it is about.
struct Part {
  std::unique_ptr<MarketSource> source;
  std::set<Symbol> traded;
  std::set<Symbol> quoted;
};

tl::unexpected<Failure> refuse(const std::string& name, const std::string& reason) {
  return fail(ErrorKind::BadPayload, "tape cannot play " + name + ": " + reason);
}

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() &&
         std::equal(ending.rbegin(), ending.rend(), name.rbegin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

/// Without what only says how it is packed.
std::string_view unpacked_name(std::string_view name) {
  for (const std::string_view packing : {".gz", ".bz2", ".xz", ".zst"})
    if (ends_with(name, packing)) return name.substr(0, name.size() - packing.size());
  return name;
}

bool is_pages(std::string_view name) {
  return ends_with(unpacked_name(name), ".json");
}

bool is_known(std::string_view name) {
  constexpr std::string_view endings[] = {".csv", ".json", ".zip", ".tar", ".tgz"};
  return std::any_of(std::begin(endings), std::end(endings), [&](std::string_view ending) {
    return ends_with(unpacked_name(name), ending);
  });
}

/// An entry's own name says most; the archive and its folder fill in.
TapeName name_of(const TapeText& text, const std::string& file) {
  auto name = read_tape_name(file);
  if (text.entry.empty()) return name;
  const auto inner = read_tape_name(text.entry);
  if (inner.symbol) name.symbol = inner.symbol;
  if (inner.date) name.date = inner.date;
  if (inner.quotes) name.quotes = inner.quotes;
  return name;
}

/// By the commas of the first line; empty when it is neither kind.
Result<std::optional<bool>> holds_quotes(const TapeText& text) {
  std::string piece;
  if (const auto done = TapeUnpacker{text}.next(piece); !done) return tl::unexpected{done.error()};
  std::string scratch;
  const auto line = plain_line(std::string_view{piece}.substr(0, piece.find('\n')), scratch);
  const auto commas = std::count(line.begin(), line.end(), ',');
  if (commas == 5) return std::optional{false};
  if (commas == 7) return std::optional{true};
  return std::optional<bool>{};
}

Result<Part> open_csv(const TapeText& text, const std::string& file, const Hints& hints) {
  const auto name = name_of(text, file);
  TapeCsv::About about;
  const auto symbol = name.symbol ? name.symbol : hints.symbol;
  if (!symbol) return refuse(text.name, "neither its name nor the symbols given say whose it is");
  const auto date = name.date ? name.date : hints.date;
  if (!date) return refuse(text.name, "neither its name nor a date given say of which day it is");
  if (const auto whole = check_tape_text(text); !whole) return tl::unexpected{whole.error()};
  auto quotes = name.quotes;
  if (!quotes) {
    const auto seen = holds_quotes(text);
    if (!seen) return tl::unexpected{seen.error()};
    quotes = *seen;
  }
  if (!quotes) return refuse(text.name, "neither its name nor its first line say trades or quotes");
  about.symbol = *symbol;
  about.date = *date;
  about.quotes = *quotes;
  Part part;
  part.source = std::make_unique<TapeCsv>(text, about);
  if (const auto found = part.source->troubles(); !part.source->next_time() && found.malformed > 0)
    return refuse(text.name, "none of its lines can be read: " + found.sentences.front());
  (about.quotes ? part.quoted : part.traded).insert(about.symbol);
  return part;
}

Result<std::string> unpack_all(const TapeText& text) {
  constexpr std::size_t largest_pages = std::size_t{1} << 30;
  TapeUnpacker unpacker{text};
  std::string all;
  std::string piece;
  do {
    if (const auto done = unpacker.next(piece); !done) return tl::unexpected{done.error()};
    all += piece;
    if (all.size() > largest_pages) return refuse(text.name, "it holds more than 1 GiB of pages");
  } while (!piece.empty());
  return all;
}

/// The date asked for when the pages have it, else that of their first item.
std::optional<Date> date_of(const TapePages& pages, const std::optional<Date>& wanted) {
  std::optional<Date> first;
  for (const auto& trade : pages.trades) {
    const auto date = new_york_date(trade.time);
    if (wanted && date == *wanted) return wanted;
    if (!first) first = date;
    if (!wanted) return first;
  }
  for (const auto& quote : pages.quotes) {
    const auto date = new_york_date(quote.time);
    if (wanted && date == *wanted) return wanted;
    if (!first) first = date;
    if (!wanted) return first;
  }
  return first;
}

Result<Part> open_pages(const TapeText& text, const std::string& file, const Hints& hints) {
  const auto name = name_of(text, file);
  const auto content = unpack_all(text);
  if (!content) return tl::unexpected{content.error()};
  auto pages = read_tape_pages(*content, text.name, name.symbol ? name.symbol : hints.symbol);
  if (!pages) return tl::unexpected{pages.error()};
  const auto date = date_of(*pages, name.date ? name.date : hints.date);
  if (!date) return refuse(text.name, "it holds no trade and no quote");
  Part part;
  for (const auto& trade : pages->trades) part.traded.insert(trade.symbol);
  for (const auto& quote : pages->quotes) part.quoted.insert(quote.symbol);
  part.source = std::make_unique<PagesSource>(std::move(*pages), *date, text.name);
  return part;
}

Result<Part> open_stored(const std::string& file, const TapeBytes& bytes) {
  auto opened = open_stored_day(file, bytes);
  if (!opened) return refuse(file, opened.error().sentence);
  Part part;
  (opened->quotes ? part.quoted : part.traded).insert(opened->source->symbols().front());
  part.source = std::move(opened->source);
  return part;
}

/// All files are of one date.
Result<void> add_part(Result<Part> part, const std::string& name, std::vector<Part>& parts) {
  if (!part) return tl::unexpected{part.error()};
  if (!parts.empty() && parts.front().source->date() != part->source->date())
    return refuse(name, "it is of " + format_date(part->source->date()) +
                          ", but the first file is of " +
                          format_date(parts.front().source->date()));
  parts.push_back(std::move(*part));
  return {};
}

Result<void> open_file(const std::string& file, const TapeBytes& bytes, const Hints& hints,
                       std::vector<Part>& parts) {
  if (is_stored_day(*bytes)) return add_part(open_stored(file, bytes), file, parts);
  if (!is_known(file))
    return refuse(file, "its name ends in none of .csv, .csv.gz, .zip, .json, .hft");
  const auto texts = texts_of(file, bytes);
  if (!texts) return tl::unexpected{texts.error()};
  for (const auto& text : *texts) {
    const auto pages = is_pages(text.entry.empty() ? file : text.entry);
    auto part = pages ? open_pages(text, file, hints) : open_csv(text, file, hints);
    if (const auto done = add_part(std::move(part), text.name, parts); !done) return done;
  }
  return {};
}

/// A tape without an event would be waited for in vain.
Result<void> check_events(const std::vector<Part>& parts, const std::string& name) {
  for (const auto& part : parts)
    if (part.source->next_time()) return {};
  return refuse(name, "it holds no trade and no quote");
}

/// Quotes first, so that at equal times a trade meets the quote of its moment.
std::unique_ptr<MarketSource> assemble(std::vector<Part> parts) {
  std::stable_partition(parts.begin(), parts.end(),
                        [](const Part& part) { return part.traded.empty(); });
  std::set<Symbol> traded;
  std::set<Symbol> quoted;
  std::vector<std::unique_ptr<MarketSource>> sources;
  for (auto& part : parts) {
    traded.merge(part.traded);
    quoted.merge(part.quoted);
    sources.push_back(std::move(part.source));
  }
  std::vector<Symbol> unquoted;
  std::set_difference(traded.begin(), traded.end(), quoted.begin(), quoted.end(),
                      std::back_inserter(unquoted));
  std::unique_ptr<MarketSource> source;
  if (sources.size() == 1)
    source = std::move(sources.front());
  else
    source = std::make_unique<MergedSource>(std::move(sources));
  if (unquoted.empty()) return source;
  return std::make_unique<BracketedSource>(std::move(source), unquoted);
}

Hints hints_of(const TapeOptions& options, std::size_t file) {
  Hints hints;
  hints.date = options.date;
  if (options.symbols.size() == 1)
    hints.symbol = options.symbols.front();
  else if (options.symbols.size() == options.files.size() && file < options.symbols.size())
    hints.symbol = options.symbols[file];
  return hints;
}

} // namespace

Result<std::unique_ptr<MarketSource>> open_tape(const TapeOptions& options) {
  if (options.files.empty())
    return fail(ErrorKind::BadArgument, "tape cannot play: no file is given");
  std::vector<Part> parts;
  for (std::size_t i = 0; i < options.files.size(); ++i) {
    const auto bytes = read_tape_file(options.files[i]);
    if (!bytes) return tl::unexpected{bytes.error()};
    const auto done = open_file(options.files[i], *bytes, hints_of(options, i), parts);
    if (!done) return tl::unexpected{done.error()};
  }
  if (const auto any = check_events(parts, options.files.front()); !any)
    return tl::unexpected{any.error()};
  return assemble(std::move(parts));
}

Result<std::unique_ptr<MarketSource>> open_tape_bytes(const std::string& name, std::string bytes,
                                                      const TapeOptions& options) {
  std::vector<Part> parts;
  const auto shared = std::make_shared<const std::string>(std::move(bytes));
  const auto done = open_file(name, shared, hints_of(options, 0), parts);
  if (!done) return tl::unexpected{done.error()};
  if (const auto any = check_events(parts, name); !any) return tl::unexpected{any.error()};
  return assemble(std::move(parts));
}

Result<Date> tape_date(const TapeOptions& options) {
  for (const auto& file : options.files)
    if (const auto date = read_tape_name(file).date) return *date;
  const auto source = open_tape(options);
  if (!source) return tl::unexpected{source.error()};
  return (*source)->date();
}

} // namespace hft::simulated
