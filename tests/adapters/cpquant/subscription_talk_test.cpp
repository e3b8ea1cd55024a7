#define CAF_SUITE cpquant_subscription_talk
#include "tests/test.hpp"

#include "adapters/cpquant/subscription_talk.hpp"

#include <set>

namespace subscription_talk_test {

using namespace hft;
using namespace hft::cpquant;

namespace {

Subscriptions trades(const std::vector<Symbol>& symbols) {
  Subscriptions made;
  for (const auto& symbol : symbols) made.add(Channel::Trades, symbol);
  return made;
}

SubscriptionTalk::Request request(bool subscribe, const Subscriptions& what) {
  return {subscribe, what};
}

/// A venue that takes so many symbols, and answers as the broker does.
struct Plan {
  std::size_t most = 0;
  Subscriptions set;
  std::size_t asked = 0;

  bool takes(const SubscriptionTalk::Request& request) {
    ++asked;
    auto next = set;
    if (request.subscribe) next.merge(request.what);
    if (!request.subscribe) next = {};
    if (next.of(Channel::Trades).size() > most) return false;
    set = next;
    return true;
  }
};

void talk_until_settled(SubscriptionTalk& talk, Plan& plan) {
  while (const auto request = talk.next()) {
    if (plan.takes(*request))
      talk.on_acknowledged(plan.set);
    else
      talk.on_refused("error 405: symbol limit exceeded");
  }
}

SubscriptionTalk wishing(const Subscriptions& wish) {
  SubscriptionTalk talk;
  talk.want(wish);
  talk.reset();
  return talk;
}

} // namespace

CAF_TEST(what is wished for is asked for once and acknowledged) {
  auto talk = wishing(trades({"SPY"}));
  CAF_CHECK(talk.next() == request(true, trades({"SPY"})));
  CAF_CHECK(!talk.next());
  CAF_CHECK(!talk.is_settled());
  talk.on_acknowledged(trades({"SPY"}));
  CAF_CHECK(talk.is_settled());
  CAF_CHECK(talk.has_any());
  CAF_CHECK_EQUAL(talk.missing_text(), "");
}

CAF_TEST(a refused subscription is none) {
  auto talk = wishing(trades({"SPY"}));
  talk.next();
  talk.on_refused("error 405: symbol limit exceeded");
  CAF_CHECK(talk.is_settled());
  CAF_CHECK(!talk.has_any());
  CAF_CHECK_EQUAL(talk.missing_text(),
                  "the venue did not acknowledge all we asked for (error 405: symbol limit "
                  "exceeded); missing: trades SPY");
}

CAF_TEST(beyond the limit as many are subscribed as the plan allows) {
  for (const std::size_t most : {0u, 1u, 2u, 3u, 5u, 6u, 7u}) {
    auto talk = wishing(trades({"AAPL", "IBM", "IWM", "MSFT", "QQQ", "SPY"}));
    Plan plan{most, {}};
    talk_until_settled(talk, plan);
    const auto allowed = std::min<std::size_t>(most, 6);
    CAF_CHECK_EQUAL(talk.acknowledged().of(Channel::Trades).size(), allowed);
    CAF_CHECK_EQUAL(talk.has_any(), most > 0);
    CAF_CHECK_EQUAL(talk.missing_text().empty(), most >= 6);
    CAF_CHECK(plan.asked <= 11);
  }
}

CAF_TEST(a symbol is refused with all its channels) {
  auto wish = trades({"QQQ", "SPY"});
  wish.add(Channel::Quotes, "SPY");
  auto talk = wishing(wish);
  talk.next();
  talk.on_refused("error 400");
  CAF_CHECK(talk.next() == request(true, trades({"QQQ"})));
  talk.on_acknowledged(trades({"QQQ"}));
  auto spy = trades({"SPY"});
  spy.add(Channel::Quotes, "SPY");
  CAF_CHECK(talk.next() == request(true, spy));
}

CAF_TEST(a list that lacks what was asked for is told and asked for again) {
  auto talk = wishing(trades({"QQQ", "SPY"}));
  talk.next();
  talk.on_acknowledged(trades({"SPY"}));
  CAF_CHECK(talk.is_settled());
  CAF_CHECK(talk.has_any());
  CAF_CHECK(talk.missing_text().find("missing: trades QQQ") != std::string::npos);
  talk.ask_again();
  CAF_CHECK(talk.next() == request(true, trades({"QQQ"})));
}

CAF_TEST(a list that comes unasked and lacks something is believed) {
  auto talk = wishing(trades({"SPY"}));
  talk.next();
  talk.on_acknowledged(trades({"SPY"}));
  talk.on_acknowledged({});
  CAF_CHECK(!talk.has_any());
}

CAF_TEST(a star stands for every symbol) {
  auto talk = wishing(trades({"QQQ", "SPY"}));
  talk.next();
  talk.on_acknowledged(trades({"*"}));
  CAF_CHECK_EQUAL(talk.missing_text(), "");
}

CAF_TEST(a changed wish asks for the difference and unsubscribes first) {
  auto talk = wishing(trades({"QQQ", "SPY"}));
  talk.next();
  talk.want(trades({"IWM", "SPY"})); // while the answer is under way
  talk.on_acknowledged(trades({"QQQ", "SPY"}));
  CAF_CHECK(talk.next() == request(false, trades({"QQQ"})));
  talk.on_acknowledged(trades({"SPY"}));
  CAF_CHECK(talk.next() == request(true, trades({"IWM"})));
  talk.on_acknowledged(trades({"IWM", "SPY"}));
  CAF_CHECK(talk.is_settled());
}

CAF_TEST(a venue that refuses everything is not asked for ever) {
  std::vector<Symbol> many;
  for (int i = 0; i < 1'000; ++i)
    many.push_back(Symbol::truncated("S" + std::to_string(1'000 + i)));
  auto talk = wishing(trades(many));
  Plan plan{0, {}};
  talk_until_settled(talk, plan);
  CAF_CHECK(plan.asked < 100);
  CAF_CHECK(talk.missing_text().size() < 500);
}

CAF_TEST(without a wish nothing is missing) {
  auto talk = wishing({});
  CAF_CHECK(!talk.next());
  CAF_CHECK(talk.is_settled());
  CAF_CHECK(talk.has_any());
}

} // namespace subscription_talk_test
