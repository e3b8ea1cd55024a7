#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hft {

/// `hft tape`: a made-up day as files that `--tape` plays.
struct TapeCommandOptions {
  std::string date;                 ///< YYYY-MM-DD; empty: the newest session that is over
  std::uint64_t seed = 1;           ///< of the simulated market
  std::vector<std::string> symbols; ///< empty: SPY
  std::string calendar_overrides;   ///< a file; empty: none beside the built-in ones
  bool quotes = false;              ///< quotes too
  std::string folder = ".";         ///< where the files go
};

/// Writes the files and names them; the exit code.
int run_tape(const TapeCommandOptions& options);

} // namespace hft
