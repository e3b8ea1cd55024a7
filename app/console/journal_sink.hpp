#pragma once

#include <spdlog/common.h>

#include <memory>

namespace hft {

/// True when standard error is the system's journal: then lines need no time and level of their
/// own.
bool logs_to_journal();

/// Sends each line to the journal with its priority and the fields HFT_PHASE and HFT_SESSION.
std::shared_ptr<spdlog::sinks::sink> make_journal_sink();

} // namespace hft
