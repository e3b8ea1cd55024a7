#pragma once

#include "actors/execution/desk.hpp"
#include "messages/control.hpp"

#include <vector>

namespace hft {

/// What operators ask of the desk beside halt and resume: cancel one order, close a symbol, flatten
/// everything. Closing a symbol first cancels what models have working in it and sends one market
/// order a position when those orders have ended. Pure; asked again at each pulse.
class OperatorCommands {
public:
  CommandResult carry_out(const DeskCommand& command, Desk& desk, DeskTime at, DeskOutput& out);
  /// Closes symbols whose canceled orders have ended.
  void on_pulse(Desk& desk, DeskTime at, DeskOutput& out);

private:
  struct Closing {
    Symbol symbol;
    std::vector<ClientOrderId> awaited; ///< canceled, not known to have ended
  };
  CommandResult carry(const CancelOrder& command, Desk& desk, DeskTime at, DeskOutput& out);
  CommandResult carry(const CloseSymbol& command, Desk& desk, DeskTime at, DeskOutput& out);
  CommandResult carry(const FlattenAll& command, Desk& desk, DeskTime at, DeskOutput& out);

  std::vector<Closing> closing_;
};

} // namespace hft
