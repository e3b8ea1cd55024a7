#pragma once

#include "adapters/fault_point.hpp"

#include <caf/all.hpp>

#include <string>
#include <string_view>

namespace hft {

/// The name of a message's first value without its namespace; an atom's own name.
inline std::string short_name(const caf::actor_system& system,
                              const caf::type_erased_tuple& message) {
  if (message.empty()) return "nothing";
  if (message.match_element<caf::atom_value>(0))
    return caf::to_string(message.get_as<caf::atom_value>(0));
  const auto& name = system.types().portable_name(message.type(0));
  const auto colon = name.rfind(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

/// An actor whose every handler is a fault point, `ROLE.MESSAGE`: what a test lets it throw goes
/// the way of any exception of that handler.
template <class Base>
class FaultPoints : public Base {
public:
  using Base::Base;

  using Base::consume;
  caf::invoke_message_result consume(caf::mailbox_element& element) override {
    if (fault::armed.load(std::memory_order_relaxed)) [[unlikely]] {
      // As inside a handler: whoever asked is answered with the error, by the present element.
      this->current_mailbox_element(&element);
      fault_point(std::string{role()} + '.' + short_name(this->system(), element.content()));
    }
    return Base::consume(element);
  }

  /// As `name`, but the same for all of a kind.
  virtual std::string_view role() const { return this->name(); }
};

} // namespace hft
