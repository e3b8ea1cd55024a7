#define CAF_SUITE resting_order
#include "tests/test.hpp"

#include "models/trading/resting_order.hpp"

namespace resting_order_test {

using namespace hft;

namespace {

/// A bid and what it asks for.
struct Bid {
  std::string keep(std::int64_t price) {
    Decisions out;
    order.keep(cents(price), shares(10), out);
    return text_of(out);
  }
  std::string withdraw() {
    Decisions out;
    order.withdraw(out);
    return text_of(out);
  }
  void close(OrderState state) {
    OrderClosed closed;
    closed.reference = order.reference();
    closed.state = state;
    order.on_order_closed(closed);
  }
  void refuse(std::uint32_t reference) {
    OrderRefused refused;
    refused.reference = reference;
    order.on_refused(refused);
  }
  void fill(std::int64_t leaves) {
    Fill fill;
    fill.reference = order.reference();
    fill.leaves = shares(leaves);
    order.on_fill(fill);
  }
  static std::string text_of(const Decisions& out) {
    std::string text;
    for (const auto& decision : out.decisions()) {
      const char* const verbs[] = {"place", "replace", "cancel"};
      text += verbs[static_cast<int>(decision.action)];
      text += '#' + std::to_string(decision.reference) + ' ' + to_string(decision.limit_price);
    }
    return text;
  }

  RestingOrder order{"SPY", Side::Buy, 1, 2};
};

} // namespace

CAF_TEST(it is placed then moved then withdrawn) {
  Bid bid;
  CAF_CHECK_EQUAL(bid.keep(100), "place#3 1");
  CAF_CHECK_EQUAL(bid.keep(100), "");
  CAF_CHECK_EQUAL(bid.keep(101), "replace#3 1.01");
  CAF_CHECK_EQUAL(bid.keep(102), ""); // one request at a time
  bid.close(OrderState::Replaced);
  CAF_CHECK_EQUAL(bid.keep(101), "");
  CAF_CHECK_EQUAL(bid.withdraw(), "cancel#3 0");
  CAF_CHECK_EQUAL(bid.keep(101), "");
  bid.close(OrderState::Canceled);
  CAF_CHECK_EQUAL(bid.keep(101), "place#5 1.01");
}

CAF_TEST(a filled one is placed anew under another reference) {
  Bid bid;
  bid.keep(100);
  bid.fill(0);
  CAF_CHECK(bid.order.idle());
  CAF_CHECK_EQUAL(bid.keep(100), "place#5 1");
}

CAF_TEST(a replacement that met a fill leaves no trace) {
  Bid bid;
  bid.keep(100);
  bid.keep(101);
  bid.fill(0);
  CAF_CHECK_EQUAL(bid.keep(101), "place#5 1.01");
  bid.refuse(3); // late news of the one that is gone
  CAF_CHECK_EQUAL(bid.keep(101), "");
}

CAF_TEST(refused replacements are asked again and then the order is withdrawn) {
  Bid bid;
  bid.keep(100);
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(bid.keep(101), "replace#3 1.01");
    bid.refuse(3);
  }
  CAF_CHECK_EQUAL(bid.keep(101), "cancel#3 0");
  bid.refuse(3); // there is none to cancel
  CAF_CHECK_EQUAL(bid.keep(101), "place#5 1.01");
}

CAF_TEST(a partly filled one is withdrawn rather than moved) {
  Bid bid;
  bid.keep(100);
  bid.fill(4);
  CAF_CHECK_EQUAL(bid.keep(100), "");
  CAF_CHECK_EQUAL(bid.keep(101), "cancel#3 0");
}

CAF_TEST(a rejected successor leaves the order working) {
  Bid bid;
  bid.keep(100);
  bid.keep(101);
  bid.close(OrderState::Rejected);
  CAF_CHECK_EQUAL(bid.keep(101), "replace#3 1.01");
}

CAF_TEST(a cancel that nobody answers is asked for again) {
  Bid bid;
  bid.keep(100);
  CAF_CHECK_EQUAL(bid.withdraw(), "cancel#3 0");
  CAF_CHECK_EQUAL(bid.keep(101), "");
  CAF_CHECK_EQUAL(bid.withdraw(), "");
  CAF_CHECK_EQUAL(bid.keep(101), "cancel#3 0");
  CAF_CHECK_EQUAL(bid.withdraw(), "");
  bid.refuse(3); // the desk has none under that reference
  CAF_CHECK(bid.order.idle());
  CAF_CHECK_EQUAL(bid.keep(101), "place#5 1.01");
}

} // namespace resting_order_test
