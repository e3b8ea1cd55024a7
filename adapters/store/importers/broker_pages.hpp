#pragma once

#include "adapters/store/importers/import_sink.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hft::store {

/// Reads the broker's answers, one after the other or in arrays: trades, quotes and bars by symbol
/// or of one symbol, corporate actions (`corporate_actions` of the data side, or a list of
/// announcements). `symbol` is whose the items are where nothing says so. Items that make no sense
/// are counted; text that is no JSON is a Failure that names the place.
Result<void> import_broker_pages(std::string_view text, const std::string& name,
                                 const std::optional<Symbol>& symbol, ImportSink& sink);

} // namespace hft::store
