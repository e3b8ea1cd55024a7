#include "models/order_flow_imbalance.hpp"

namespace hft {

double order_flow(const Quote& before, const Quote& now) {
  double flow = 0;
  if (now.bid >= before.bid) flow += to_double(now.bid_size);
  if (now.bid <= before.bid) flow -= to_double(before.bid_size);
  if (now.ask <= before.ask) flow -= to_double(now.ask_size);
  if (now.ask >= before.ask) flow += to_double(before.ask_size);
  return flow;
}

std::vector<Parameter> OrderFlowImbalance::parameters() {
  using enum ParameterType;
  return parameters_around(
    {{"window", Integer, "60", "2", "10000", "intervals in the rolling mean and deviation"},
     {"entry", Number, "1.5", "0.1", "20", "deviations at which it follows the flow"},
     {"exit", Number, "0", "-20", "20", "deviations below which it is flat; less than entry"}},
    "10");
}

Result<void> OrderFlowImbalance::check(const Settings& settings) {
  return check_entry_and_exit(name, settings);
}

OrderFlowImbalance::OrderFlowImbalance(const Settings& settings)
  : TargetModel(settings, 0), // there is no history of quotes to warm up from
    entry_(settings.number("entry")),
    exit_(settings.number("exit")),
    flows_(static_cast<std::size_t>(settings.integer("window"))) {}

Needs OrderFlowImbalance::needs() const {
  auto needs = TargetModel::needs();
  needs.trades = false;
  needs.quotes = true;
  return needs;
}

void OrderFlowImbalance::on_quote(const Quote& quote, Decisions&) {
  if (quote.bid.units <= 0 || quote.ask.units <= 0) return; // a missing side says nothing
  if (last_) flow_ += order_flow(*last_, quote);
  last_ = quote;
  see_price((to_double(quote.bid) + to_double(quote.ask)) / 2);
}

int OrderFlowImbalance::on_sample(double, int held) {
  const auto flow = flow_;
  flow_ = 0;
  flows_.add(flow);
  if (!flows_.ready()) return held;
  const auto deviation = flows_.sample_deviation();
  if (deviation <= 0) return 0;
  return with_excess((flow - flows_.mean()) / deviation, entry_, exit_, held);
}

void OrderFlowImbalance::on_gap(const FeedGap&) {
  last_.reset();
  flow_ = 0;
}

ModelCheckpoint OrderFlowImbalance::save() const {
  CheckpointWriter memory{name, 1};
  save_base(memory);
  memory.put("flow", flow_).put("flows", flows_.window().values());
  return memory.done();
}

Result<void> OrderFlowImbalance::restore(const ModelCheckpoint& memory) {
  CheckpointReader reader{memory, name, 1};
  auto next = *this;
  next.restore_base(reader);
  next.last_.reset(); // the quotes between the two lives are not known
  next.flow_ = reader.number<double>("flow");
  next.flows_.resume(reader.numbers("flows", flows_.window().capacity()));
  if (auto done = reader.done(); !done) return done;
  *this = std::move(next);
  return {};
}

} // namespace hft
