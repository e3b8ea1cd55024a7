#define CAF_SUITE order_index
#include "tests/test.hpp"

#include "actors/execution/order_index.hpp"

#include <list>

namespace order_index_test {

using namespace hft;

namespace {

struct IndexWorld {
  LedgerEntry& add(const char* id, const ModelId& model = "modulo", std::uint32_t reference = 0) {
    auto& entry = entries.emplace_back();
    entry.order.client_order_id = ClientOrderId::truncated(id);
    entry.order.model = model;
    entry.order.reference = reference;
    index.add(entry);
    return entry;
  }
  const LedgerEntry* by_our_id(const char* id) const {
    return index.find(ClientOrderId::truncated(id));
  }
  const LedgerEntry* by_broker_id(const char* id) const {
    return index.find(BrokerOrderId::truncated(id));
  }
  OrderIndex index;
  std::list<LedgerEntry> entries; // addresses stay
};

} // namespace

CAF_TEST(an order is found by our id and the brokers and nobody by none) {
  IndexWorld w;
  auto& first = w.add("a");
  auto& second = w.add("b");
  w.index.know(first, "x");
  CAF_CHECK(w.by_our_id("a") == &first);
  CAF_CHECK(w.by_our_id("b") == &second);
  CAF_CHECK(w.by_broker_id("x") == &first);
  CAF_CHECK(w.by_broker_id("y") == nullptr);
  CAF_CHECK(w.by_our_id("") == nullptr);
  CAF_CHECK(w.by_broker_id("") == nullptr);
}

CAF_TEST(an order of ours keeps its id and one of somebody else gives it up) {
  IndexWorld w;
  w.add("a", {}); // somebody else's
  auto& ours = w.add("a");
  CAF_CHECK(w.by_our_id("a") == &ours);
  w.add("a", {});
  CAF_CHECK(w.by_our_id("a") == &ours);
}

CAF_TEST(an order is named by the broker once) {
  IndexWorld w;
  auto& entry = w.add("a");
  w.index.know(entry, "x");
  w.index.know(entry, "y");
  CAF_CHECK(entry.broker_id == BrokerOrderId{"x"});
  CAF_CHECK(w.by_broker_id("y") == nullptr);
}

CAF_TEST(an id the broker gave to another order is that orders) {
  IndexWorld w;
  auto& former = w.add("a");
  auto& other = w.add("b");
  w.index.know(former, "x");
  w.index.drop_broker_id(former);
  CAF_CHECK(w.by_broker_id("x") == nullptr);
  w.index.know(other, "x");
  CAF_CHECK(w.by_broker_id("x") == &other);
}

CAF_TEST(a reference means the newest order unless that ended and another works) {
  IndexWorld w;
  auto& first = w.add("a", "modulo", 7);
  auto& second = w.add("b", "modulo", 7);
  w.add("c", "trend", 7);
  CAF_CHECK(w.index.find("modulo", 7) == &second);
  second.state = OrderState::Rejected; // a replacement that was refused
  CAF_CHECK(w.index.find("modulo", 7) == &first);
  first.state = OrderState::Filled;
  CAF_CHECK(w.index.find("modulo", 7) == &second);
  CAF_CHECK(w.index.find("modulo", 8) == nullptr);
}

CAF_TEST(a successor is the order that replaces and has no name yet) {
  IndexWorld w;
  auto& former = w.add("a", "modulo", 7);
  auto& next = w.add("b", "modulo", 7);
  next.replaces = "a";
  CAF_CHECK(w.index.successor_of(former) == &next);
  w.index.know(next, "x");
  CAF_CHECK(w.index.successor_of(former) == nullptr);
}

CAF_TEST(late names and references are found and what is forgotten is not ) {
  IndexWorld w;
  auto& entry = w.add("");
  entry.order.client_order_id = "late";
  w.index.add_late_id(entry);
  entry.order.reference = 9;
  w.index.add_reference(entry);
  w.index.know(entry, "x");
  CAF_CHECK(w.by_our_id("late") == &entry);
  CAF_CHECK(w.index.find("modulo", 9) == &entry);
  w.index.forget(entry);
  CAF_CHECK(w.by_our_id("late") == nullptr);
  CAF_CHECK(w.by_broker_id("x") == nullptr);
  CAF_CHECK(w.index.find("modulo", 9) == nullptr);
}

} // namespace order_index_test
