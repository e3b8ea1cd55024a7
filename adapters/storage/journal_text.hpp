#pragma once

#include "adapters/order_journal.hpp"

#include <string>
#include <string_view>

namespace hft::storage {

/// What a kind of entry is called: `intent`, `sent`, `event`, ...
std::string_view name_of(const JournalEntry& entry);
/// One line for people, without its end: sequence, time, name, then `field=value`; empty and zero
/// fields are left out.
std::string text_line(const JournalRecord& record);
/// One JSON object in one line: `{"sequence":1,"at":"...","record":"intent",...}`; every field is
/// there.
std::string json_line(const JournalRecord& record);
/// Whether the record speaks of the order with this client or broker id.
bool mentions(const JournalRecord& record, std::string_view id);

} // namespace hft::storage
