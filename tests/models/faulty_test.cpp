#define CAF_SUITE faulty
#include "tests/test.hpp"

#include "tests/models/walk.hpp"

#include <chrono>

namespace faulty_test {

using namespace hft;

namespace {

/// What the nth trades of this life lead to: a letter each, `.` nothing, `!` a throw.
std::string show(Model& model, std::initializer_list<std::int64_t> sizes) {
  std::string text;
  for (const auto size : sizes) {
    Decisions out;
    try {
      model.on_trade(print_of("SPY", dollars(100), shares(size)), out);
      text += out.empty() ? "." : std::to_string(out.decisions().size());
    } catch (const std::runtime_error& error) {
      text += std::string{"!"} + error.what();
    }
  }
  return text;
}

} // namespace

CAF_TEST(it throws at the trade it was told) {
  const auto model = model_of("faulty:at=3");
  CAF_CHECK_EQUAL(show(*model, {1, 1, 1, 1}), "..!a fault on command at trade 3.");
}

CAF_TEST(it faults at every trade of the size it was told) {
  CAF_CHECK_EQUAL(show(*model_of("faulty:fault=flood,flood=7,size=13"), {1, 13, 2, 13}), ".7.7");
  CAF_CHECK_EQUAL(show(*model_of("faulty:fault=nonsense,size=13"), {1, 13}), ".3");
}

CAF_TEST(it takes the time it was told) {
  const auto model = model_of("faulty:fault=stall,stall=20,at=1");
  const auto before = std::chrono::steady_clock::now();
  CAF_CHECK_EQUAL(show(*model, {1}), ".");
  CAF_CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds{20});
}

CAF_TEST(its count survives and restore may fail on command) {
  const auto model = model_of("faulty:at=3");
  show(*model, {1, 1});
  const auto next = model_of("faulty:at=3");
  CAF_CHECK_EQUAL(refusal_of(*next, model->save()), "");
  CAF_CHECK_EQUAL(show(*next, {1}), "!a fault on command at trade 3");
  const auto memory = model->save();
  const auto failing = model_of("faulty:fault=restore");
  bool thrown = false;
  try {
    static_cast<void>(failing->restore(memory));
  } catch (const std::runtime_error&) {
    thrown = true;
  }
  CAF_CHECK(thrown);
  CAF_CHECK_EQUAL(refusal_of("faulty:fault=sulk"),
                  "model faulty parameter fault='sulk': allowed is throw, stall, flood, nonsense "
                  "or restore");
}

} // namespace faulty_test
