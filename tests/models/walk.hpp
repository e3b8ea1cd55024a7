#pragma once

#include "models/catalog.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hft {

/// The made-up numbers of `walk.py`: the same sequence for the same seed.
class Numbers {
public:
  explicit Numbers(std::int64_t seed) : state_(seed) {}
  std::int64_t next() {
    state_ = (state_ * 1103515245 + 12345) % 2147483648;
    return state_ >> 16;
  }

private:
  std::int64_t state_;
};

/// Prices that step by at most a dime.
inline std::vector<Price> walk(std::int64_t seed, int count, std::int64_t start = 45'000) {
  std::vector<Price> prices;
  Numbers numbers{seed};
  for (int i = 0; i < count; ++i) prices.push_back(cents(start += numbers.next() % 21 - 10));
  return prices;
}

inline std::unique_ptr<Model> model_of(std::string_view spec,
                                       const std::vector<Symbol>& symbols = {"SPY", "QQQ"}) {
  return std::move(make_model(parse_spec(spec).value(), symbols).value());
}

inline Trade print_of(const Symbol& symbol, Price price, Quantity size = shares(100)) {
  Trade trade;
  trade.symbol = symbol;
  trade.price = price;
  trade.size = size;
  return trade;
}

/// Shows a model samples and fills what it asks for at once; keeps what it asked for as `walk.py`
/// prints it.
class Rehearsal {
public:
  explicit Rehearsal(Model& model) : model_(model) {}

  void show(const Symbol& symbol, Price price, Quantity size = shares(100)) {
    Decisions none;
    model_.on_trade(print_of(symbol, price, size), none);
  }
  void show(const Quote& quote) {
    Decisions none;
    model_.on_quote(quote, none);
  }
  /// The next sample is due.
  void sample() {
    Decisions out;
    model_.on_timer(time_of(samples_), out);
    for (const auto& decision : out.decisions()) fill(decision);
    ++samples_;
  }
  void samples(const std::vector<Price>& prices) {
    for (const auto price : prices) {
      show("SPY", price);
      sample();
    }
  }
  /// `symbol` names the leg in the text, where a model has two.
  void name_leg(const Symbol& symbol, const std::string& letter) { letters_[symbol] = letter; }
  const std::string& text() const { return text_; }
  Quantity position(const Symbol& symbol = "SPY") const {
    const auto found = positions_.find(symbol);
    return found == positions_.end() ? Quantity{} : found->second;
  }
  static Timestamp time_of(std::int64_t sample) { return {(1'000 + sample) * 10'000'000'000}; }

private:
  void fill(const Decision& decision) {
    const auto change = signed_quantity(decision.side, decision.quantity);
    auto& position = positions_[decision.symbol];
    position += change;
    if (!text_.empty()) text_ += ' ';
    text_ += std::to_string(samples_) + ':' + letters_[decision.symbol];
    text_ += (change > Quantity{} ? "+" : "") + to_string(change);
    Fill fill;
    fill.symbol = decision.symbol;
    fill.side = decision.side;
    fill.quantity = decision.quantity;
    fill.model_position = position;
    Decisions none;
    model_.on_fill(fill, none);
  }

  Model& model_;
  std::int64_t samples_ = 0;
  std::string text_;
  std::map<Symbol, Quantity> positions_;
  std::map<Symbol, std::string> letters_;
};

/// A memory taken over by a fresh model of the same spec; then both are shown the same prices and
/// must decide the same. Answers what they decided, or why not.
inline std::string resumed(std::string_view spec, const std::vector<Price>& before,
                           const std::vector<Price>& after) {
  const auto first = model_of(spec);
  Rehearsal{*first}.samples(before);
  const auto second = model_of(spec);
  if (const auto restored = second->restore(first->save()); !restored)
    return restored.error().sentence;
  if (second->save() != first->save()) return "it remembers something else";
  Rehearsal one{*first};
  Rehearsal two{*second};
  one.samples(after);
  two.samples(after);
  return one.text() == two.text() ? one.text() : one.text() + " is not " + two.text();
}

/// Why a memory is refused; empty when it is taken.
inline std::string refusal_of(Model& model, const ModelCheckpoint& memory) {
  const auto restored = model.restore(memory);
  return restored ? "" : restored.error().sentence;
}

/// Why a spec makes no model.
inline std::string refusal_of(std::string_view spec, const std::vector<Symbol>& symbols = {"SPY"}) {
  const auto made = make_model(parse_spec(spec).value(), symbols);
  return made ? "" : made.error().sentence;
}

/// What a model remembers under a key.
inline std::string remembered(const Model& model, const std::string& key) {
  return model.save().values.at(key);
}

/// The same memory by a later program.
inline ModelCheckpoint newer(ModelCheckpoint memory) {
  memory.version = 99;
  return memory;
}

} // namespace hft
