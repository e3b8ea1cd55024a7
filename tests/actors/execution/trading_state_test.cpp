#define CAF_SUITE trading_state
#include "tests/test.hpp"

#include "actors/execution/trading_state.hpp"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace trading_state_test {

using namespace hft;

namespace {

using Link = BooksLink;
using Cause = HaltCause;
using Phase = TradingPhase;

/// Everything that is told apart, by hand.
struct StateRow {
  Link link = Link::StreamDown;
  Cause halt = Cause::None;
  bool journal_failed = false;
  bool blocked = false;
  bool closing = false;
  bool flattening = false;
  bool operator==(const StateRow&) const = default;
};

StateRow row_of(const TradingState& state) {
  return {state.link(),    state.halt_cause(), state.journal_failed(),
          state.blocked(), state.closing(),    state.flattening()};
}

TradingState state_in(const StateRow& row) {
  TradingState state;
  if (row.link != Link::StreamDown) state.on_stream(true);
  if (row.link == Link::Agreed) state.on_agreement();
  if (row.journal_failed) state.fail_journal("no space left");
  if (row.halt != Cause::None && !(row.journal_failed && row.halt == Cause::Asked))
    state.halt("why", row.halt);
  state.on_block(row.blocked);
  if (row.closing) state.begin_close();
  if (row.flattening) state.begin_flattening();
  return state;
}

/// Every state that can be: a failed journal has always halted.
std::vector<StateRow> all_states() {
  std::vector<StateRow> rows;
  for (const auto link : {Link::StreamDown, Link::Reconciling, Link::Agreed})
    for (const auto halt : {Cause::None, Cause::Asked, Cause::Disagreement})
      for (int flags = 0; flags < 16; ++flags) {
        const StateRow row{
          link, halt, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0};
        if (!row.journal_failed || halt != Cause::None) rows.push_back(row);
      }
  return rows;
}

/// One input, and what it makes of a state: written down apart from the class.
struct InputRow {
  const char* name;
  std::function<void(TradingState&)> input;
  std::function<void(StateRow&)> expected;
};

const std::vector<InputRow>& inputs() {
  static const std::vector<InputRow> rows{
    {"the stream comes up", [](auto& x) { x.on_stream(true); },
     [](auto& x) { x.link = Link::Reconciling; }},
    {"the stream goes down", [](auto& x) { x.on_stream(false); },
     [](auto& x) { x.link = Link::StreamDown; }},
    {"the books agree", [](auto& x) { x.on_agreement(); },
     [](auto& x) {
       if (x.link == Link::Reconciling) x.link = Link::Agreed;
     }},
    {"something was missed", [](auto& x) { x.on_doubt(); },
     [](auto& x) {
       if (x.link == Link::Agreed) x.link = Link::Reconciling;
     }},
    {"somebody halts", [](auto& x) { x.halt("enough"); },
     [](auto& x) {
       if (x.halt == Cause::None) x.halt = Cause::Asked;
     }},
    {"the books disagree", [](auto& x) { x.halt("not ours", Cause::Disagreement); },
     [](auto& x) { x.halt = Cause::Disagreement; }},
    {"somebody resumes", [](auto& x) { x.resume(); },
     [](auto& x) {
       if (x.journal_failed) return;
       const bool disagreed = x.halt == Cause::Disagreement;
       x.halt = Cause::None;
       if (disagreed && x.link == Link::Agreed) x.link = Link::Reconciling;
     }},
    {"the journal fails", [](auto& x) { x.fail_journal("disk"); },
     [](auto& x) {
       x.journal_failed = true;
       if (x.halt == Cause::None) x.halt = Cause::Asked;
     }},
    {"the broker blocks", [](auto& x) { x.on_block(true); }, [](auto& x) { x.blocked = true; }},
    {"the broker lets trade", [](auto& x) { x.on_block(false); },
     [](auto& x) { x.blocked = false; }},
    {"the desk closes", [](auto& x) { x.begin_close(); }, [](auto& x) { x.closing = true; }},
    {"another session begins", [](auto& x) { x.reopen(); }, [](auto& x) { x.closing = false; }},
    {"positions are flattened", [](auto& x) { x.begin_flattening(); },
     [](auto& x) { x.flattening = true; }},
    {"flattening is over", [](auto& x) { x.end_flattening(); },
     [](auto& x) { x.flattening = false; }},
  };
  return rows;
}

/// The first reason of this list holds.
Phase phase_by_hand(const StateRow& row) {
  if (row.journal_failed) return Phase::JournalFailed;
  if (row.halt != Cause::None) return Phase::Halted;
  if (row.blocked) return Phase::Blocked;
  if (row.closing) return Phase::Closing;
  if (row.link == Link::StreamDown) return Phase::StreamDown;
  return row.link == Link::Reconciling ? Phase::Reconciling : Phase::Trading;
}

} // namespace

CAF_TEST(every state is reached as it is written down) {
  const auto states = all_states();
  CAF_CHECK_EQUAL(states.size(), 120u);
  for (const auto& row : states) CAF_CHECK(row_of(state_in(row)) == row);
}

CAF_TEST(every input does to every state what the table says) {
  std::size_t checked = 0;
  for (const auto& row : all_states())
    for (const auto& [name, input, expected] : inputs()) {
      auto state = state_in(row);
      input(state);
      auto wanted = row;
      expected(wanted);
      if (row_of(state) != wanted)
        CAF_ERROR("wrong after: " << name << ", while "
                                  << std::string{to_string(phase_by_hand(row))});
      ++checked;
    }
  CAF_CHECK_EQUAL(checked, 120u * 14);
}

CAF_TEST(of several reasons the first is told and none only while trading) {
  for (const auto& row : all_states()) {
    const auto state = state_in(row);
    CAF_CHECK(state.phase() == phase_by_hand(row));
    CAF_CHECK_EQUAL(state.standstill().has_value(), state.phase() != Phase::Trading);
    CAF_CHECK_EQUAL(state.ready(), row.link == Link::Agreed);
  }
}

CAF_TEST(a halt and a close leave positions to be closed and nothing else does) {
  for (const auto& row : all_states()) {
    const bool stuck = row.journal_failed || row.blocked || row.link != Link::Agreed;
    CAF_CHECK_EQUAL(state_in(row).closing_objection().has_value(), stuck);
  }
}

CAF_TEST(each phase has its refusal and its sentence) {
  struct Case {
    StateRow row;
    Refusal refusal;
    const char* sentence;
  };
  const std::array cases{
    Case{{Link::Agreed, Cause::Asked, true}, Refusal::Halted, "trading is halted: no space left"},
    Case{{Link::Agreed, Cause::Asked}, Refusal::Halted, "trading is halted: why"},
    Case{{Link::Agreed, Cause::None, false, true},
         Refusal::Halted,
         "the broker has blocked the account"},
    Case{{Link::Agreed, Cause::None, false, false, true},
         Refusal::SessionPhase,
         "the desk is closing"},
    Case{{Link::StreamDown}, Refusal::NotReady, "the order stream is down"},
    Case{{Link::Reconciling}, Refusal::NotReady, "the books are not reconciled yet"},
  };
  for (const auto& [row, refusal, sentence] : cases) {
    const auto why = state_in(row).standstill();
    CAF_REQUIRE(why);
    CAF_CHECK(why->refusal == refusal);
    CAF_CHECK_EQUAL(why->sentence, sentence);
  }
}

CAF_TEST(the first failure of the journal is told and told once) {
  TradingState state;
  CAF_CHECK(!state.take_journal_news());
  state.fail_journal("the first");
  state.fail_journal("the second");
  CAF_CHECK_EQUAL(state.halt_reason(), "the first");
  state.halt("by hand"); // nothing is mended by that
  CAF_CHECK_EQUAL(state.halt_reason(), "the first");
  CAF_CHECK(state.take_journal_news());
  CAF_CHECK(!state.take_journal_news());
  CAF_CHECK(!state.resume());
  CAF_CHECK(state.halted());
}

CAF_TEST(who resumes is told whether the books must agree anew) {
  auto asked = state_in({Link::Agreed, Cause::Asked});
  CAF_CHECK(!asked.resume());
  CAF_CHECK(asked.ready());
  CAF_CHECK_EQUAL(asked.halt_reason(), "");
  auto differed = state_in({Link::Agreed, Cause::Disagreement});
  differed.halt("an operator looks");
  CAF_CHECK(differed.resume());
  CAF_CHECK(!differed.ready());
  CAF_CHECK(!differed.resume());
}

CAF_TEST(a block is news once) {
  TradingState state;
  CAF_CHECK(!state.on_block(false));
  CAF_CHECK(state.on_block(true));
  CAF_CHECK(!state.on_block(true));
  CAF_CHECK(state.on_block(false));
}

CAF_TEST(the supervisor is told how it stands) {
  const auto told = state_in({Link::Agreed, Cause::Disagreement, true}).told("so", true);
  CAF_CHECK(told.ready && told.halted && told.books_disagree && told.journal_failed);
  CAF_CHECK(told.good_news);
  const auto calm = state_in({Link::Reconciling}).told("so", false);
  CAF_CHECK(!calm.ready && !calm.halted && !calm.books_disagree && !calm.journal_failed);
}

} // namespace trading_state_test
