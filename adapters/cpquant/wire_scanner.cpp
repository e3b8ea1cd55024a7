#include "adapters/cpquant/wire_scanner.hpp"

#include "adapters/door/plausible.hpp"
#include "adapters/door/shown_text.hpp"

namespace hft::cpquant {

namespace {

constexpr std::int64_t powers[] = {1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000,
                                   10'000,        1'000,       100,        10,        1};
/// Above this a number of the general parser, which is a double, need not be exact.
constexpr std::int64_t largest_units = 4'000'000'000'000'000;

class Scanner {
public:
  Scanner(std::string_view frame, MinuteCache minute)
    : at_(frame.data()),
      end_(frame.data() + frame.size()),
      minute_(minute) {}

  bool frame(std::vector<MarketEvent>& events) {
    if (!take('[')) return false;
    do {
      if (!item(events)) return false;
    } while (take(','));
    return take(']') && at_ == end_;
  }

private:
  bool take(char wanted) {
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }

  bool take(std::string_view wanted) {
    if (static_cast<std::size_t>(end_ - at_) < wanted.size() ||
        std::string_view{at_, wanted.size()} != wanted)
      return false;
    at_ += wanted.size();
    return true;
  }

  bool item(std::vector<MarketEvent>& events) {
    if (!take("{\"T\":\"")) return false;
    if (take("t\"")) return trade(std::get<Trade>(events.emplace_back(std::in_place_type<Trade>)));
    if (take("q\"")) return quote(std::get<Quote>(events.emplace_back(std::in_place_type<Quote>)));
    return false;
  }

  /// The next key of one or two characters and its colon, as a number; 0 at the item's end, -1 when
  /// it is neither.
  int key() {
    if (take('}')) return 0;
    if (!take(",\"") || end_ - at_ < 4) return -1;
    int name = static_cast<unsigned char>(*at_++);
    if (*at_ != '"') name = name << 8 | static_cast<unsigned char>(*at_++);
    return take("\":") ? name : -1;
  }

  static constexpr int two(char a, char b) { return a << 8 | b; }

  bool trade(Trade& made) {
    unsigned seen = 0;
    for (int name = key(); name != 0; name = key()) {
      bool good = false;
      unsigned bit = 0;
      switch (name) {
        case 'S': bit = 1, good = symbol(made.symbol); break;
        case 'i': bit = 2, good = integer(made.id); break;
        case 'x': bit = 4, good = character(made.exchange); break;
        case 'p': bit = 8, good = units(made.price.units); break;
        case 's': bit = 16, good = units(made.size.units); break;
        case 'c': bit = 32, good = conditions(made.conditions); break;
        case 't': bit = 64, good = time(made.time); break;
        case 'z': bit = 128, good = character(made.tape); break;
        default: break;
      }
      if (!good || (seen & bit) != 0) return false;
      seen |= bit;
    }
    return seen == 0xff && door::is_print(made.price, made.size);
  }

  bool quote(Quote& made) {
    unsigned seen = 0;
    for (int name = key(); name != 0; name = key()) {
      bool good = false;
      unsigned bit = 0;
      switch (name) {
        case 'S': bit = 1, good = symbol(made.symbol); break;
        case two('b', 'x'): bit = 2, good = character(made.bid_exchange); break;
        case two('a', 'x'): bit = 4, good = character(made.ask_exchange); break;
        case two('b', 'p'): bit = 8, good = units(made.bid.units); break;
        case two('a', 'p'): bit = 16, good = units(made.ask.units); break;
        case two('b', 's'): bit = 32, good = units(made.bid_size.units); break;
        case two('a', 's'): bit = 64, good = units(made.ask_size.units); break;
        case 'c': bit = 128, good = conditions(made.conditions); break;
        case 't': bit = 256, good = time(made.time); break;
        case 'z': bit = 512, good = character(made.tape); break;
        default: break;
      }
      if (!good || (seen & bit) != 0) return false;
      seen |= bit;
    }
    return seen == 0x3ff && door::is_price_or_none(made.bid) && door::is_price_or_none(made.ask) &&
           door::is_size_or_none(made.bid_size) && door::is_size_or_none(made.ask_size);
  }

  /// A string of plain printable ASCII without escapes.
  bool string(std::string_view& text) {
    if (!take('"')) return false;
    const auto* begin = at_;
    while (at_ != end_ && *at_ != '"') {
      if (*at_ < ' ' || *at_ == '\\' || *at_ == 0x7f)
        return false; // also all above 0x7f: char is signed
      ++at_;
    }
    text = {begin, static_cast<std::size_t>(at_ - begin)};
    return take('"');
  }

  bool symbol(Symbol& made) {
    std::string_view text;
    if (!string(text) || text.size() > Symbol::max_length || !door::is_symbol_text(text))
      return false;
    made = Symbol::truncated(text);
    return true;
  }

  bool character(char& made) {
    std::string_view text;
    if (!string(text) || text.size() > 1) return false;
    made = text.empty() ? ' ' : text.front();
    return true;
  }

  /// Digits of a JSON number before the point: no leading zero, at most `most`.
  bool whole(std::int64_t& value, int most) {
    const auto* begin = at_;
    value = 0;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') {
      if (at_ - begin == most) return false;
      value = value * 10 + (*at_++ - '0');
    }
    return at_ != begin && (*begin != '0' || at_ - begin == 1);
  }

  bool integer(std::int64_t& value) {
    return whole(value, 18) && at_ != end_ && (*at_ == ',' || *at_ == '}');
  }

  bool units(std::int64_t& value) {
    if (!whole(value, 9)) return false;
    value *= units_per_whole;
    if (take('.')) {
      const auto* begin = at_;
      std::int64_t fraction = 0;
      while (at_ != end_ && *at_ >= '0' && *at_ <= '9') {
        if (at_ - begin == 9) return false;
        fraction = fraction * 10 + (*at_++ - '0');
      }
      if (at_ == begin) return false;
      value += fraction * powers[at_ - begin];
      if (value > largest_units) return false;
    }
    return at_ != end_ && (*at_ == ',' || *at_ == '}');
  }

  bool conditions(Conditions& made) {
    if (!take('[')) return false;
    char codes[Conditions::max_length];
    std::size_t count = 0;
    if (!take(']')) {
      do {
        std::string_view code;
        if (!string(code) || code.size() != 1 || count == sizeof codes) return false;
        codes[count++] = code.front();
      } while (take(','));
      if (!take(']')) return false;
    }
    made = Conditions::truncated({codes, count});
    return true;
  }

  /// `YYYY-MM-DDTHH:MM:SS[.fraction]Z`
  bool time(Timestamp& made) {
    std::string_view text;
    if (!string(text) || text.size() < 20 || text.back() != 'Z' || text[16] != ':') return false;
    if (text.substr(0, 16) != minute_.text) {
      const auto start = parse_timestamp(std::string{text.substr(0, 16)} + ":00Z");
      if (!start) return false;
      minute_.text = text.substr(0, 16);
      minute_.start = start->nanoseconds;
    }
    const auto digit = [&](std::size_t i) { return text[i] - '0'; };
    if (digit(17) < 0 || digit(17) > 5 || digit(18) < 0 || digit(18) > 9) return false;
    std::int64_t nanoseconds = (digit(17) * 10 + digit(18)) * units_per_whole;
    if (text.size() > 20) {
      const auto digits = text.size() - 21;
      if (text[19] != '.' || digits == 0 || digits > 9) return false;
      std::int64_t fraction = 0;
      for (std::size_t i = 20; i + 1 < text.size(); ++i) {
        if (digit(i) < 0 || digit(i) > 9) return false;
        fraction = fraction * 10 + digit(i);
      }
      nanoseconds += fraction * powers[digits];
    }
    // The last minutes of the representable range are the parser's business.
    if (__builtin_add_overflow(minute_.start, nanoseconds, &made.nanoseconds)) return false;
    return true;
  }

  const char* at_;
  const char* end_;
  MinuteCache minute_;
};

} // namespace

bool scan_market_frame(std::string_view frame, MinuteCache minute,
                       std::vector<MarketEvent>& events) {
  return Scanner{frame, minute}.frame(events);
}

} // namespace hft::cpquant
