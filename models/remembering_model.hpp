#pragma once

#include "models/checkpoint.hpp"
#include "models/indicators/state.hpp"

#include <concepts>
#include <utility>

namespace hft {

/// Writes what a model remembers: see `RememberingModel`.
class MemoryWriter {
public:
  MemoryWriter(std::string_view model, int version) : memory_(model, version) {}

  template <class Field>
  void operator()(const std::string& key, const Field& field) {
    if constexpr (std::same_as<Field, bool>)
      memory_.put(key, field ? 1 : 0);
    else if constexpr (requires { memory_.put(key, field); })
      memory_.put(key, field);
    else if constexpr (requires { field.days; })
      memory_.put(key, field.days);
    else
      memory_.put(key, save_state(field)); // an indicator
  }
  void same(const std::string& key, const Symbol& now) { memory_.put(key, now.view()); }
  void same(const std::string& key, std::int64_t now) { memory_.put(key, now); }
  ModelCheckpoint done() const { return memory_.done(); }

private:
  CheckpointWriter memory_;
};

/// Reads it back.
class MemoryReader {
public:
  MemoryReader(const ModelCheckpoint& memory, std::string_view model, int version)
    : memory_(memory, model, version) {}

  template <class Field>
  void operator()(const std::string& key, Field& field) {
    constexpr std::size_t most = 100'000; // numbers of an indicator
    if constexpr (std::same_as<Field, bool>)
      field = memory_.number<int>(key) != 0;
    else if constexpr (std::is_arithmetic_v<Field>)
      field = memory_.number<Field>(key);
    else if constexpr (std::same_as<Field, Quantity>)
      field = memory_.quantity(key);
    else if constexpr (std::same_as<Field, Price>)
      field = memory_.price(key);
    else if constexpr (requires { field.days; })
      field.days = memory_.number<std::remove_cvref_t<decltype(field.days)>>(key);
    else if (!restore_state(field, memory_.numbers(key, most)))
      memory_.refuse(key + " is of another indicator");
  }
  void same(const std::string& key, const Symbol& now) { memory_.same(key, now.view()); }
  void same(const std::string& key, std::int64_t now) { memory_.same(key, now); }
  Result<void> done() const { return memory_.done(); }

private:
  CheckpointReader memory_;
};

/// A model that says once what it remembers between two lives, for `save` and `restore` alike:
///
///     template <class Memory>
///     void remember(Memory& memory) {
///       memory.same("symbol", symbol_); // must not have changed since
///       memory("rsi", rsi_);            // numbers, flags, prices, quantities, dates, indicators
///     }
///
/// `Self` has a `name` and can be copied. What does not fit is refused with the reason and changes
/// nothing. Raise `Version` when what is remembered changes its meaning.
template <class Self, int Version = 1>
class RememberingModel : public Model {
public:
  ModelCheckpoint save() const override {
    auto copy = static_cast<const Self&>(*this);
    MemoryWriter memory{Self::name, Version};
    copy.remember(memory);
    return memory.done();
  }
  Result<void> restore(const ModelCheckpoint& kept) override {
    auto next = static_cast<const Self&>(*this);
    MemoryReader memory{kept, Self::name, Version};
    next.remember(memory);
    if (auto done = memory.done(); !done) return done;
    static_cast<Self&>(*this) = std::move(next);
    return {};
  }
};

} // namespace hft
