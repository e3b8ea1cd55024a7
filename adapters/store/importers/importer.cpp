#include "adapters/store/importers/importer.hpp"

#include "adapters/simulated/market/tape/bytes.hpp"
#include "adapters/store/importers/broker_pages.hpp"
#include "adapters/store/importers/engine_files.hpp"
#include "adapters/store/importers/flat_files.hpp"
#include "adapters/store/importers/text_lines.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <cctype>

namespace hft::store {

namespace {

using simulated::TapeText;

constexpr std::size_t largest_pages = std::size_t{1} << 30;
constexpr int lines_looked_at = 20;

std::string base_name(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

Result<std::string> unpack_all(const TapeText& text) {
  simulated::TapeUnpacker unpacker{text};
  std::string all;
  std::string piece;
  do {
    if (const auto done = unpacker.next(piece); !done) return tl::unexpected{done.error()};
    all += piece;
    if (all.size() > largest_pages)
      return fail(ErrorKind::BadPayload, text.name + " holds more than 1 GiB of pages");
  } while (!piece.empty());
  return all;
}

/// The first byte that is no blank.
Result<char> first_letter(const TapeText& text) {
  simulated::TapeUnpacker unpacker{text};
  std::string piece;
  do {
    if (const auto done = unpacker.next(piece); !done) return tl::unexpected{done.error()};
    for (const char c : piece)
      if (std::isspace(static_cast<unsigned char>(c)) == 0) return c;
  } while (!piece.empty());
  return '\0';
}

tl::unexpected<Failure> unknown(const std::string& name) {
  return fail(ErrorKind::BadPayload,
              name + " cannot be imported: its content is none of the engine's ticks, bars, factor "
                     "or map files, the broker's pages, daily files with a head line, or files "
                     "of the store");
}

Result<void> import_rows(StoreReader reader, ImportSink& sink,
                         const std::function<bool(Timestamp)>& wanted = {}) {
  const auto header = reader.header();
  const auto verified = reader.verify();
  if (!verified) return tl::unexpected{verified.error()};
  sink.begin(header.provenance, header.symbol, std::nullopt);
  RowCursor cursor{std::move(reader)};
  Trade trade;
  Quote quote;
  Bar bar;
  trade.symbol = quote.symbol = bar.symbol = header.symbol;
  for (;;) {
    const auto there = cursor.load();
    if (!there) return tl::unexpected{there.error()};
    if (!*there || !sink.go_on()) return {};
    const auto& rows = cursor.rows();
    const auto row = cursor.row();
    cursor.advance(row + 1);
    if (wanted && !wanted(rows.time(row))) continue;
    const auto& mark = cursor.marks()[rows.marks[row]];
    switch (rows.kind) {
      case DataKind::Trades:
        read_trade(rows, cursor.marks(), row, trade);
        sink.add(trade, mark);
        break;
      case DataKind::Quotes:
        read_quote(rows, cursor.marks(), row, quote);
        sink.add(quote, mark);
        break;
      case DataKind::MinuteBars:
      case DataKind::DailyBars:
        read_bar(rows, row, bar);
        sink.add(bar);
        break;
      case DataKind::Actions: {
        const auto& c = rows.columns;
        sink.add_action(
          header.symbol,
          {c[0][row], c[1][row], c[2][row], c[3][row], c[4][row], c[5][row], c[6][row], c[7][row]},
          rows.word(row));
        break;
      }
    }
  }
}

/// What a text of lines is, by the first line that says it.
Result<void> import_lines(const TapeText& text, const std::string& file, Provenance provenance,
                          const ImportSettings& settings, ImportSink& sink) {
  std::optional<EngineFile> engine;
  {
    TextLines lines{text};
    for (int i = 0; i < lines_looked_at && !engine; ++i) {
      const auto line = lines.next();
      if (!line) return tl::unexpected{line.error()};
      if (!*line) break;
      if (is_flat_file(**line) || is_store_csv(**line)) {
        const bool flat = is_flat_file(**line);
        provenance.format = flat ? "flat file" : "store csv";
        if (flat) provenance.feed = "sip";
        sink.begin(std::move(provenance), std::nullopt, std::nullopt);
        const std::string head{**line};
        return flat ? import_flat_file(head, lines, sink) : import_store_csv(head, lines, sink);
      }
      engine = engine_file_of(**line);
    }
  }
  if (!engine) return unknown(text.name);
  auto name = engine_name(file, text.entry);
  if (!name.symbol && settings.symbols.size() == 1) name.symbol = settings.symbols.front();
  if (!name.date) name.date = settings.date;
  if (!name.symbol)
    return fail(ErrorKind::BadArgument, text.name + " cannot be imported: neither its name nor "
                                                    "--symbols says whose it is");
  const bool ticks = *engine == EngineFile::Trades || *engine == EngineFile::Quotes;
  provenance.format = ticks ? "engine ticks"
                      : *engine == EngineFile::Factors || *engine == EngineFile::Map
                        ? "engine actions"
                        : "engine bars";
  const bool has_day = ticks || *engine == EngineFile::MinuteBars;
  sink.begin(std::move(provenance), *engine == EngineFile::Map ? std::nullopt : name.symbol,
             has_day ? name.date : std::nullopt);
  TextLines lines{text};
  return import_engine(*engine, lines, *name.symbol, name.date, sink);
}

} // namespace

Importer::Importer(const Catalog& catalog, ImportSettings settings)
  : catalog_(catalog),
    settings_(std::move(settings)),
    sink_(catalog_, settings_) {}

Result<void> Importer::import_file(const std::string& file) {
  const auto bytes = simulated::read_tape_file(file);
  if (!bytes) return tl::unexpected{bytes.error()};
  return import_bytes(file, *bytes);
}

Result<void> Importer::import_bytes(const std::string& name,
                                    std::shared_ptr<const std::string> bytes) {
  Provenance provenance;
  provenance.source = base_name(name);
  provenance.sha256 = sha256_of(*bytes);
  // The same bytes under a name of another symbol or day are other data.
  const auto told = engine_name(name, {});
  const auto identity = provenance.sha256 + ' ' + (told.symbol ? told.symbol->str() : "") + ' ' +
                        (told.date ? format_date(*told.date) : "");
  if (std::find(seen_.begin(), seen_.end(), identity) != seen_.end()) return {};
  seen_.push_back(identity);
  if (bytes->empty()) return fail(ErrorKind::BadPayload, name + " is empty");
  if (is_store_file(*bytes)) {
    auto reader = StoreReader::open_bytes(name, bytes);
    if (!reader) return tl::unexpected{reader.error()};
    if (const auto done = import_rows(std::move(*reader), sink_); !done) {
      sink_.drop();
      return done;
    }
    return sink_.flush();
  }
  const auto texts = simulated::texts_of(name, bytes);
  if (!texts) return tl::unexpected{texts.error()};
  for (const auto& text : *texts) {
    const auto letter = first_letter(text);
    if (!letter) return tl::unexpected{letter.error()};
    Result<void> done;
    bool pages = *letter == '{' || *letter == '[';
    if (*letter == '\0') {
      done = fail(ErrorKind::BadPayload, text.name + " is empty");
    } else if (pages) {
      const auto content = unpack_all(text);
      if (!content) return tl::unexpected{content.error()};
      const auto inner = engine_name(name, text.entry);
      provenance.format = "broker pages";
      sink_.begin(provenance, std::nullopt, std::nullopt);
      auto symbol = inner.date ? inner.symbol : std::nullopt;
      if (!symbol && settings_.symbols.size() == 1) symbol = settings_.symbols.front();
      done = import_broker_pages(*content, text.name, symbol, sink_);
    } else {
      done = import_lines(text, name, provenance, settings_, sink_);
      if (done) done = sink_.flush();
    }
    if (!done) {
      sink_.drop();
      return done;
    }
    if (sink_.stopped()) return {};
  }
  return {};
}

Result<void> Importer::keep_stored(StoreReader reader, Date from, Date to) {
  const auto begin = from_new_york(from, Duration{0});
  const auto end = from_new_york(to + 1, Duration{0});
  return import_rows(std::move(reader), sink_,
                     [&](Timestamp time) { return time < begin || time >= end; });
}

Result<ImportResult> Importer::finish() {
  if (const auto done = sink_.flush(); !done) return tl::unexpected{done.error()};
  return sink_.result();
}

} // namespace hft::store
