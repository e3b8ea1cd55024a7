#pragma once

#include "adapters/report/page.hpp"
#include "adapters/report/run_record.hpp"

#include <string>

namespace hft::research {

/// What the models noted, as a part of a report's page: a chart of each line they plotted and their
/// newest remarks with the orders they led to. Without blocks when they noted nothing.
report::PageSection notes_section(const report::RunRecord& record);

/// The same in a few lines for a terminal, the newest remarks last; empty when there are none.
std::string notes_text(const report::RunRecord& record);

} // namespace hft::research
