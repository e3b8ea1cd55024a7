#define CAF_SUITE cpquant_authentication
#include "tests/test.hpp"

#include "adapters/cpquant/authentication_judge.hpp"

namespace authentication_judge_test {

using namespace hft;
using namespace hft::cpquant;
using namespace std::chrono_literals;
using Keys = AuthenticationJudge::Keys;

namespace {

MonotonicTime at(Duration since) {
  return MonotonicTime{1'000'000'000'000} + since;
}

} // namespace

CAF_TEST(keys that never worked are wrong at once) {
  AuthenticationJudge judge;
  CAF_CHECK(judge.refused(at(0s)));
}

CAF_TEST(keys that worked are tried again for minutes) {
  AuthenticationJudge judge;
  judge.accepted();
  CAF_CHECK(!judge.refused(at(0s)));
  CAF_CHECK(!judge.refused(at(60s)));
  CAF_CHECK(!judge.refused(at(119s)));
  CAF_CHECK(judge.refused(at(120s)));
}

CAF_TEST(keys taken elsewhere are tried again for moments) {
  AuthenticationJudge judge{Keys::TakenElsewhere};
  CAF_CHECK(!judge.refused(at(0s)));
  CAF_CHECK(!judge.refused(at(4s)));
  CAF_CHECK(judge.refused(at(5s)));
}

CAF_TEST(once accepted an earlier refusal is forgotten) {
  AuthenticationJudge judge{Keys::TakenElsewhere};
  CAF_CHECK(!judge.refused(at(0s)));
  judge.accepted();
  CAF_CHECK(judge.keys() == Keys::Taken);
  CAF_CHECK(!judge.refused(at(100s)));
  CAF_CHECK(!judge.refused(at(180s)));
}

CAF_TEST(a time without questions is no time of refusal) {
  AuthenticationJudge judge{Keys::Taken};
  CAF_CHECK(!judge.refused(at(0s)));
  CAF_CHECK(!judge.refused(at(3600s))); // the broker could not be reached for an hour
  CAF_CHECK(judge.refused(at(3630s)));
}

} // namespace authentication_judge_test
