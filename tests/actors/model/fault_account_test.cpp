#define CAF_SUITE fault_account
#include "tests/test.hpp"

#include "actors/model/fault_account.hpp"
#include "models/model_fault.hpp"

#include <stdexcept>

namespace fault_account_test {

using namespace hft;

namespace {

template <class Throwing>
std::string account_of(Throwing throwing) {
  try {
    throwing();
  } catch (...) {
    return fault_account({"on_bar", "", {}}, Context::none(), std::current_exception());
  }
  return {};
}

const std::string head = "  handler: on_bar\n  it holds: nothing\n";

} // namespace

CAF_TEST(an exception is told with its type and what it was thrown because of) {
  const auto told = account_of([] {
    try {
      throw std::out_of_range{"no such band"};
    } catch (...) {
      std::throw_with_nested(std::runtime_error{"the signal cannot be made"});
    }
  });
  CAF_CHECK(told.starts_with(head));
  CAF_CHECK(told.find("runtime_error") != std::string::npos);
  CAF_CHECK(told.ends_with(": the signal cannot be made\n"
                           "  because of std::out_of_range: no such band\n"));
}

CAF_TEST(a traceback is told line by line) {
  const auto told = account_of([] {
    throw ModelFault{"KeyError: 'x' (a.py line 2)", "Traceback:\n  File \"a.py\"\nKeyError: 'x'\n"};
  });
  CAF_CHECK_EQUAL(told, head + "  Traceback:\n    File \"a.py\"\n  KeyError: 'x'\n");
}

CAF_TEST(what is thrown and is no exception is told as such) {
  const auto told = account_of([] { throw 7; });
  CAF_CHECK_EQUAL(told, head + "  something that is no exception\n");
}

CAF_TEST(an account is bounded and has no control characters) {
  const auto told = account_of([] {
    throw ModelFault{"deep", "begin\x1b[0m\n" + std::string(100'000, 'x') + "end"};
  });
  CAF_CHECK(told.size() < 20'000);
  CAF_CHECK(told.find("begin?[0m") != std::string::npos);
  CAF_CHECK(told.ends_with("end\n"));
}

} // namespace fault_account_test
