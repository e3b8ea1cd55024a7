#define CAF_SUITE tape_writer
#include "tests/test.hpp"

#include "adapters/simulated/market/generator.hpp"
#include "adapters/simulated/market/tape/csv.hpp"
#include "adapters/simulated/market/tape/reader.hpp"
#include "adapters/simulated/market/tape/writer.hpp"
#include "messages/new_york.hpp"
#include "tests/temporary_directory.hpp"

#include <algorithm>
#include <deque>

namespace writer_test {

using namespace hft;
using namespace hft::simulated;
using namespace std::chrono_literals;

namespace {

const Date day = make_date(2026, 7, 2);

/// Events handed in by the test.
class GivenSource final : public MarketSource {
public:
  explicit GivenSource(std::vector<MarketEvent> events) : events_{events.begin(), events.end()} {}
  std::optional<Timestamp> next_time() const override {
    return events_.empty() ? std::nullopt : std::optional{time_of(events_.front())};
  }
  MarketEvent take() override {
    auto event = events_.front();
    events_.pop_front();
    return event;
  }
  const std::vector<Symbol>& symbols() const override { return symbols_; }
  Date date() const override { return day; }

private:
  std::deque<MarketEvent> events_;
  std::vector<Symbol> symbols_{"SPY"};
};

Trade a_trade() {
  Trade trade;
  trade.symbol = "SPY";
  trade.id = 1;
  trade.price = Price{451'310'000'000};
  trade.size = shares(17);
  trade.time = from_new_york(day, 9h + 30min + 5ms);
  trade.exchange = 'P';
  trade.tape = 'B';
  trade.conditions = Conditions{" FI"};
  return trade;
}

Quote a_quote() {
  Quote quote;
  quote.symbol = "SPY";
  quote.bid = Price{451'300'000'000};
  quote.ask = Price{451'320'000'000};
  quote.bid_size = shares(300);
  quote.ask_size = shares(200);
  quote.time = from_new_york(day, 9h + 30min + 4ms);
  quote.bid_exchange = quote.ask_exchange = 'Q';
  quote.tape = 'B';
  quote.conditions = Conditions{"R"};
  return quote;
}

std::vector<MarketEvent> played(const std::vector<std::string>& files) {
  const auto tape = open_tape({files, {}, std::nullopt});
  if (!tape) CAF_FAIL(tape.error().sentence);
  std::vector<MarketEvent> events;
  while ((*tape)->next_time()) events.push_back((*tape)->take());
  return events;
}

std::vector<MarketEvent> trades_of_a_made_up_morning() {
  GeneratorConfig config;
  config.plan.date = day;
  config.plan.pre_open = from_new_york(day, 4h);
  config.plan.open = from_new_york(day, 9h + 30min);
  config.plan.close = from_new_york(day, 16h);
  config.plan.post_end = from_new_york(day, 20h);
  config.symbols = {"SPY"};
  MarketGenerator market{config};
  std::vector<MarketEvent> events;
  market.take_until(from_new_york(day, 9h + 35min), events, 100'000);
  return events;
}

/// Of the trades; a tape without quotes is played with quotes made around them.
std::vector<std::pair<Price, Quantity>> prices_and_sizes(const std::vector<MarketEvent>& events) {
  std::vector<std::pair<Price, Quantity>> found;
  for (const auto& event : events)
    if (const auto* trade = std::get_if<Trade>(&event))
      found.emplace_back(trade->price, trade->size);
  return found;
}

} // namespace

CAF_TEST(a written tape reads as the trades and quotes that went into it) {
  const TemporaryDirectory folder;
  GivenSource source{{a_quote(), a_trade()}};

  const auto files = write_tape(source, folder.path.string(), TapeKinds::TradesAndQuotes);

  CAF_REQUIRE(files.has_value());
  CAF_CHECK_EQUAL(*files,
                  (std::vector<std::string>{folder.path.string() + "/spy_20260702_trade.csv.gz",
                                            folder.path.string() + "/spy_20260702_quote.csv.gz"}));
  CAF_CHECK(played(*files) == (std::vector<MarketEvent>{a_quote(), a_trade()}));
}

CAF_TEST(a made up morning written as a tape has the same sizes and prices in the same order) {
  const TemporaryDirectory folder;
  const auto made = trades_of_a_made_up_morning();
  GivenSource source{made};

  const auto files = write_tape(source, folder.path.string(), TapeKinds::Trades);

  CAF_REQUIRE(files.has_value());
  const auto wanted = prices_and_sizes(made);
  const auto found = prices_and_sizes(played(*files));
  CAF_CHECK(wanted.size() > 100);
  CAF_CHECK(found == wanted);
}

CAF_TEST(a tape that cannot be written is one sentence with its place) {
  GivenSource source{{a_trade()}};

  const auto files = write_tape(source, "/dev/null/tapes", TapeKinds::Trades);

  CAF_REQUIRE(!files.has_value());
  CAF_CHECK(files.error().sentence.find("/dev/null/tapes") != std::string::npos);
}

CAF_TEST(every condition with a flag survives the way to the tape and back) {
  const Conditions extended{" UO"};
  CAF_CHECK_EQUAL(conditions_of_flags(flags_of_conditions(extended), ' '), extended);
  const Conditions late{"@ZI"};
  CAF_CHECK_EQUAL(conditions_of_flags(flags_of_conditions(late), '@'), late);
  CAF_CHECK_EQUAL(flags_of_conditions(Conditions{" "}), 0U);
}

} // namespace writer_test
