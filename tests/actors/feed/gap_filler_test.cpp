#define CAF_SUITE gap_filler
#include "tests/test.hpp"

#include "actors/feed/gap_filler.hpp"
#include "tests/actors/feed/events.hpp"

namespace gap_filler_test {

using namespace hft;
using namespace std::chrono_literals;

namespace {

const std::vector<Symbol> symbols{"IBM", "SPY"};

/// A filler that saw SPY trades 1 and 2, lost the stream, and gets trade 9 at 900 ms.
struct Broken {
  Broken() {
    filler.on_frame(frame_of({trade_at(100, "SPY", 1), trade_at(200, "SPY", 2)}, 200), symbols,
                    true);
    filler.on_down();
    question = filler.on_frame(frame_of({trade_at(900, "SPY", 9)}, 2'000), symbols, true);
  }
  std::string mended(std::int64_t now) {
    const auto result = filler.fill_gap(real(now));
    if (!result) return "not yet";
    std::string text;
    for (const auto& trade : result->trades) text += std::to_string(trade.id) + ' ';
    text += '|';
    for (const auto& frame : result->held)
      text += ' ' + std::to_string(std::get<Trade>(frame.batch->events.front()).id);
    return result->failure.empty() ? text : text + " (" + result->failure + ')';
  }

  GapFiller filler{{.patience = 2s, .held_limit = 3}};
  std::optional<GapFiller::Question> question;
};

} // namespace

CAF_TEST(the first live frame after a loss bounds the hole) {
  Broken broken;
  CAF_REQUIRE(broken.question.has_value());
  CAF_CHECK(broken.question->gap == (FeedGap{ten_and(200), ten_and(900)}));
  CAF_CHECK(broken.question->symbols == symbols);
  CAF_CHECK(broken.filler.is_holding());
}

CAF_TEST(fetched trades come in order of time without those that came live) {
  Broken broken;
  broken.filler.hold(frame_of({trade_at(950, "SPY", 10)}, 2'050));
  CAF_CHECK_EQUAL(broken.mended(2'060), "not yet");
  broken.filler.on_fetched(1, "SPY",
                           std::vector{trade_at(200, "SPY", 2), trade_at(300, "SPY", 3),
                                       trade_at(500, "SPY", 5), trade_at(900, "SPY", 9)});
  CAF_CHECK_EQUAL(broken.mended(2'070), "not yet");
  broken.filler.on_fetched(1, "IBM", std::vector{trade_at(400, "IBM", 4)});
  CAF_CHECK_EQUAL(broken.mended(2'080), "3 4 5 | 9 10");
  CAF_CHECK(!broken.filler.is_holding());
  CAF_CHECK_EQUAL(broken.mended(2'090), "not yet");
}

CAF_TEST(patience ends and the live frames go on) {
  Broken broken;
  broken.filler.on_fetched(1, "SPY", std::vector{trade_at(300, "SPY", 3)});
  CAF_CHECK_EQUAL(broken.mended(3'999), "not yet");
  CAF_CHECK_EQUAL(broken.mended(4'000), "3 | 9 (gap not filled: the history did not answer)");
}

CAF_TEST(no more frames are held than allowed) {
  Broken broken;
  broken.filler.hold(frame_of({trade_at(950, "SPY", 10)}, 2'050));
  CAF_CHECK_EQUAL(broken.mended(2'060), "not yet");
  broken.filler.hold(frame_of({trade_at(960, "SPY", 11)}, 2'060));
  CAF_CHECK_EQUAL(broken.mended(2'070), "| 9 10 11 (gap not filled: the history did not answer)");
}

CAF_TEST(a failed answer is told and the rest is kept) {
  Broken broken;
  broken.filler.on_fetched(1, "IBM", fail(ErrorKind::Unreachable, "nobody there"));
  broken.filler.on_fetched(1, "SPY", std::vector{trade_at(300, "SPY", 3)});
  CAF_CHECK_EQUAL(broken.mended(2'100), "3 | 9 (gap of IBM not filled: nobody there)");
}

CAF_TEST(answers to an older question are ignored) {
  Broken broken;
  broken.filler.on_fetched(0, "SPY", std::vector{trade_at(300, "SPY", 3)});
  broken.filler.on_fetched(0, "IBM", std::vector<Trade>{});
  CAF_CHECK_EQUAL(broken.mended(2'100), "not yet");
}

CAF_TEST(without history the gap is only told) {
  GapFiller filler;
  filler.on_frame(frame_of({trade_at(100, "SPY", 1)}, 100), symbols, false);
  CAF_CHECK(!filler.gap().has_value());
  filler.on_down();
  CAF_CHECK(!filler.on_frame(frame_of({trade_at(900, "SPY", 9)}, 900), symbols, false).has_value());
  CAF_CHECK(filler.gap() == std::optional{FeedGap{ten_and(100), ten_and(900)}});
  CAF_CHECK(!filler.is_holding());
  filler.on_frame(frame_of({trade_at(950, "SPY", 9)}, 950), symbols, false);
  CAF_CHECK(!filler.gap().has_value());
}

CAF_TEST(a loss before the first event leaves no hole) {
  GapFiller filler;
  filler.on_down();
  CAF_CHECK(!filler.on_frame(frame_of({trade_at(900, "SPY", 9)}, 900), symbols, true).has_value());
  CAF_CHECK(!filler.gap().has_value());
}

} // namespace gap_filler_test
