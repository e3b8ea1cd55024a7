#include "models/faulty.hpp"

#include "models/checkpoint.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace hft {

namespace {

const std::vector<std::string> faults{"throw", "stall", "flood", "nonsense", "restore"};

// The one place where a model looks at a clock: its fault is to take time.
void stall(Duration duration) {
  const auto until = std::chrono::steady_clock::now() + duration;
  while (std::chrono::steady_clock::now() < until) {}
}

} // namespace

std::vector<Parameter> Faulty::parameters() {
  using enum ParameterType;
  return {
    {"symbol", Ticker, "SPY", "", "", "whose trades it watches"},
    {"fault", Text, "throw", "", "", listed(faults)},
    {"at", Integer, "0", "0", "1000000000", "number of the trade at which it faults; 0: none"},
    {"size", ParameterType::Quantity, "0", "0", "1000000000",
     "a trade of this many shares makes it fault; 0: none"},
    {"stall", Integer, "1000", "1", "600000", "milliseconds a stall takes"},
    {"flood", Integer, "1000", "1", "1000000", "orders a flood has, of one share each"},
  };
}

Result<void> Faulty::check(const Settings& settings) {
  const auto& fault = settings.text("fault");
  if (std::find(faults.begin(), faults.end(), fault) != faults.end()) return {};
  return fail(ErrorKind::BadArgument,
              "model faulty parameter fault='" + fault + "': allowed is " + listed(faults));
}

Faulty::Faulty(const Settings& settings)
  : symbol_(settings.symbol("symbol")),
    fault_(settings.text("fault")),
    at_(settings.integer("at")),
    size_(settings.quantity("size")),
    stall_(std::chrono::milliseconds{settings.integer("stall")}),
    flood_(settings.integer("flood")) {}

Needs Faulty::needs() const {
  Needs needs;
  needs.symbols = {symbol_};
  return needs;
}

void Faulty::on_trade(const Trade& trade, Decisions& out) {
  ++count_;
  const bool sized = size_ != Quantity{} && trade.size == size_;
  if (count_ == at_ || sized) fault(trade, out);
}

void Faulty::fault(const Trade& trade, Decisions& out) const {
  if (fault_ == "throw")
    throw std::runtime_error{"a fault on command at trade " + std::to_string(count_)};
  if (fault_ == "stall") stall(stall_);
  if (fault_ == "flood")
    for (std::int64_t i = 0; i < flood_; ++i) out.buy(symbol_, shares(1));
  if (fault_ == "nonsense") {
    out.buy(symbol_, shares(-1));
    out.limit(symbol_, Side::Sell, shares(1), Price{-trade.price.units});
    out.cancel(4'000'000'000U, symbol_);
  }
}

ModelCheckpoint Faulty::save() const {
  return CheckpointWriter{name, 1}.put("count", count_).done();
}

Result<void> Faulty::restore(const ModelCheckpoint& memory) {
  if (fault_ == "restore") throw std::runtime_error{"a fault on command in restore"};
  CheckpointReader reader{memory, name, 1};
  const auto count = reader.number<std::int64_t>("count");
  if (auto done = reader.done(); !done) return done;
  count_ = count;
  return {};
}

} // namespace hft
