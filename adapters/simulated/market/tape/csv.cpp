#include "adapters/simulated/market/tape/csv.hpp"

#include "adapters/simulated/market/day_path.hpp"
#include "messages/new_york.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace hft::simulated {
namespace {

constexpr std::int64_t milliseconds_a_day = 86'400'000;
constexpr std::size_t most_sentences = 10;

/// What the lines cannot be, in the words of their complaint.
constexpr LineTrouble too_long = "it is longer than 65536 bytes";
constexpr LineTrouble wrong_fields = "it has not the right number of fields";
constexpr LineTrouble wrong_time = "its time is not milliseconds of a day";
constexpr LineTrouble wrong_price = "its price is no positive number";
constexpr LineTrouble wrong_size = "its size is no positive number";
constexpr LineTrouble wrong_exchange = "its exchange is not one character";
constexpr LineTrouble wrong_flags = "its condition flags are not hexadecimal";

template <std::size_t N>
bool split(std::string_view line, std::array<std::string_view, N>& fields) {
  for (std::size_t i = 0; i + 1 < N; ++i) {
    const auto comma = line.find(',');
    if (comma == std::string_view::npos) return false;
    fields[i] = line.substr(0, comma);
    line.remove_prefix(comma + 1);
  }
  fields[N - 1] = line;
  return line.find(',') == std::string_view::npos;
}

/// `text` times `unit`, exactly; almost always a whole number, else a decimal. Empty when it is
/// neither, negative or too large.
std::optional<std::int64_t> scaled(std::string_view text, std::int64_t unit) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  int128 exact = 0;
  if (error == std::errc{} && end == text.data() + text.size()) {
    exact = static_cast<int128>(whole) * unit;
  } else {
    const auto units = parse_units(text);
    if (!units) return std::nullopt;
    const auto product = static_cast<int128>(*units) * unit;
    if (product % units_per_whole != 0) return std::nullopt;
    exact = product / units_per_whole;
  }
  if (exact < 0 || exact > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return static_cast<std::int64_t>(exact);
}

std::optional<Timestamp> time_at(Timestamp midnight, std::string_view text) {
  const auto since = scaled(text, 1'000'000);
  if (!since || *since >= milliseconds_a_day * 1'000'000) return std::nullopt;
  return midnight + Duration{*since};
}

std::optional<Price> price_in(std::string_view text) {
  const auto units = scaled(text, units_per_whole / 10'000);
  return units ? std::optional{Price{*units}} : std::nullopt;
}

std::optional<Quantity> size_in(std::string_view text) {
  const auto units = scaled(text, units_per_whole);
  return units ? std::optional{Quantity{*units}} : std::nullopt;
}

struct FlagCode {
  std::uint32_t flags; ///< all of them set
  char code;
};
constexpr std::uint32_t bit(int number) {
  return 1U << number;
}
/// The engine's bits whose meaning has a code on the tape. Sold and out of sequence together are
/// `Z`, extended hours and out of sequence are `U`.
constexpr FlagCode flag_codes[] = {
  {bit(1), 'C'},  {bit(2), 'N'},  {bit(3), 'R'},  {bit(5), 'F'},  {bit(6), 'O'},  {bit(7), '6'},
  {bit(8), '5'},  {bit(9), '4'},  {bit(20), 'B'}, {bit(21), 'X'}, {bit(22), 'H'}, {bit(24), 'M'},
  {bit(25), 'P'}, {bit(26), 'Q'}, {bit(28), 'E'}, {bit(31), 'I'},
};

constexpr auto sold = bit(11);
constexpr auto extended = bit(13);
constexpr auto out_of_sequence = bit(14);

} // namespace

std::string_view plain_line(std::string_view line, std::string& scratch) {
  if (line.find_first_of("\"; \t") == std::string_view::npos) return line;
  char separator = ' ';
  for (const char candidate : {'\t', ';', ','})
    if (line.find(candidate) != std::string_view::npos) separator = candidate;
  scratch.clear();
  bool quoted = false;
  bool blank_before = false;
  for (const char c : line) {
    const bool blank = c == ' ' || c == '\t';
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == separator && (separator != ' ' || !blank_before)) {
      scratch += ',';
    } else if (!blank) {
      scratch += c;
    }
    blank_before = blank;
  }
  return scratch;
}

void complain(SourceTroubles& troubles, std::string sentence) {
  ++troubles.malformed;
  if (troubles.sentences.size() < most_sentences) troubles.sentences.push_back(std::move(sentence));
}

Conditions conditions_of_flags(std::uint32_t flags, char regular) {
  char text[Conditions::max_length] = {regular};
  std::size_t length = 1;
  const auto add = [&](char code) {
    if (length < Conditions::max_length) text[length++] = code;
  };
  if ((flags & extended) != 0) add((flags & out_of_sequence) != 0 ? 'U' : 'T');
  if ((flags & sold) != 0) add((flags & out_of_sequence) != 0 ? 'Z' : 'L');
  for (const auto& [mask, code] : flag_codes)
    if ((flags & mask) != 0) add(code);
  return Conditions::truncated({text, length});
}

std::uint32_t flags_of_conditions(const Conditions& conditions) {
  std::uint32_t flags = 0;
  for (const char code : conditions.view()) {
    if (code == 'T') flags |= extended;
    if (code == 'U') flags |= extended | out_of_sequence;
    if (code == 'L') flags |= sold;
    if (code == 'Z') flags |= sold | out_of_sequence;
    for (const auto& [mask, letter] : flag_codes)
      if (letter == code) flags |= mask;
  }
  return flags;
}

TapeLines::TapeLines(const Symbol& symbol, Date date)
  : midnight_{from_new_york(date, Duration{0})},
    symbol_{symbol},
    tape_{tape_of(symbol)},
    plain_{tape_ == 'C' ? '@' : ' '} {
  quote_.symbol = symbol;
  quote_.tape = tape_;
  quote_.conditions = Conditions{"R"};
}

tl::expected<Trade, LineTrouble> TapeLines::trade(std::string_view line) {
  ++id_; // Counts every line, so that an id names its line.
  std::array<std::string_view, 6> fields;
  if (!split(line, fields)) return tl::unexpected{wrong_fields};
  const auto time = time_at(midnight_, fields[0]);
  if (!time) return tl::unexpected{wrong_time};
  const auto price = price_in(fields[1]);
  if (!price || price->units == 0) return tl::unexpected{wrong_price};
  const auto size = size_in(fields[2]);
  if (!size || size->units == 0) return tl::unexpected{wrong_size};
  if (fields[3].size() != 1) return tl::unexpected{wrong_exchange};
  std::uint32_t flags = 0;
  const auto* const end = fields[4].data() + fields[4].size();
  if (!fields[4].empty() && std::from_chars(fields[4].data(), end, flags, 16).ptr != end)
    return tl::unexpected{wrong_flags};
  Trade trade;
  trade.symbol = symbol_;
  trade.id = id_;
  trade.price = *price;
  trade.size = *size;
  trade.time = *time;
  trade.exchange = fields[3][0];
  trade.tape = tape_;
  trade.conditions = conditions_of_flags(flags, plain_);
  return trade;
}

tl::expected<Quote, LineTrouble> TapeLines::quote(std::string_view line) {
  std::array<std::string_view, 8> fields;
  if (!split(line, fields)) return tl::unexpected{wrong_fields};
  const auto time = time_at(midnight_, fields[0]);
  if (!time) return tl::unexpected{wrong_time};
  const auto bid = price_in(fields[1]);
  const auto ask = price_in(fields[3]);
  if (!bid || !ask) return tl::unexpected{wrong_price};
  const auto bid_size = size_in(fields[2]);
  const auto ask_size = size_in(fields[4]);
  if (!bid_size || !ask_size) return tl::unexpected{wrong_size};
  if (fields[5].size() != 1) return tl::unexpected{wrong_exchange};
  quote_.time = *time;
  if (bid->units != 0 || bid_size->units != 0) {
    quote_.bid = *bid;
    quote_.bid_size = *bid_size;
    quote_.bid_exchange = fields[5][0];
  }
  if (ask->units != 0 || ask_size->units != 0) {
    quote_.ask = *ask;
    quote_.ask_size = *ask_size;
    quote_.ask_exchange = fields[5][0];
  }
  return quote_;
}

TapeCsv::TapeCsv(const TapeText& text, const About& about)
  : name_{text.name},
    about_{about},
    symbols_{about.symbol},
    unpacker_{text},
    lines_{about.symbol, about.date} {
  read_next();
  if (time_ && !about_.quotes) first_price_ = std::get<Trade>(event_).price;
}

MarketEvent TapeCsv::take() {
  ensure(time_.has_value(), "a tape that has ended was asked for an event");
  auto event = std::move(event_);
  read_next();
  return event;
}

void TapeCsv::drop() {
  ensure(time_.has_value(), "a tape that has ended was asked for an event");
  read_next();
}

std::optional<Price> TapeCsv::reference_price(const Symbol& symbol) const {
  return symbol == about_.symbol ? first_price_ : std::nullopt;
}

void TapeCsv::read_next() {
  for (std::string_view line; next_line(line);)
    if (read_line(line)) {
      const auto time = time_of(event_);
      if (!time_ || *time_ < time) time_ = time;
      return;
    }
  time_.reset();
}

bool TapeCsv::read_line(std::string_view line) {
  ++line_number_;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (line.empty() && !too_long_) return false;
  line = plain_line(line, plain_);
  const auto refuse = [&](LineTrouble trouble) {
    complain("tape skips line " + std::to_string(line_number_) + " of " + name_ + ": " + trouble);
    return false;
  };
  if (too_long_) return refuse(too_long);
  if (about_.quotes) {
    const auto quote = lines_.quote(line);
    if (!quote) return refuse(quote.error());
    event_ = *quote;
  } else {
    const auto trade = lines_.trade(line);
    if (!trade) return refuse(trade.error());
    event_ = *trade;
  }
  return true;
}

/// The last line may lack its line end.
bool TapeCsv::next_line(std::string_view& line) {
  constexpr std::size_t longest_line = 65'536;
  buffer_.clear();
  too_long_ = false;
  while (true) {
    if (at_ == piece_.size()) {
      if (!ended_) {
        at_ = 0;
        if (const auto done = unpacker_.next(piece_); !done) {
          complain(done.error().sentence);
          piece_.clear();
        }
        ended_ = piece_.empty();
      }
      if (ended_) {
        line = buffer_;
        return !buffer_.empty() || too_long_;
      }
    }
    const auto end = piece_.find('\n', at_);
    if (end != std::string::npos && buffer_.empty()) {
      line = std::string_view{piece_}.substr(at_, end - at_);
      at_ = end + 1;
      return true;
    }
    const auto more = (end == std::string::npos ? piece_.size() : end) - at_;
    if (too_long_ || buffer_.size() + more > longest_line) {
      too_long_ = true;
      buffer_.clear();
    } else {
      buffer_.append(piece_, at_, more);
    }
    at_ = end == std::string::npos ? piece_.size() : end + 1;
    if (end == std::string::npos) continue;
    line = buffer_;
    return true;
  }
}

void TapeCsv::complain(const std::string& sentence) {
  simulated::complain(troubles_, sentence);
}

} // namespace hft::simulated
