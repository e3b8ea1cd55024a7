#pragma once

#include "adapters/control/control.hpp"
#include "messages/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hft::control {

/// One thing an operator can ask: what stands here is what the command line takes, what its help
/// says, what travels to the system and what `curl` may read.
struct Verb {
  std::string_view name;
  std::vector<std::string_view> words; ///< names of the arguments it takes, in order
  std::vector<std::string_view> flags; ///< names of the options that go with it
  std::string_view help;               ///< one line
  bool readable = false;               ///< answered on GET, as JSON
};

/// Every verb there is, in the order of the help.
const std::vector<Verb>& verbs();
/// The verb, or null.
const Verb* find_verb(std::string_view name);

/// What is asked, as a message; one sentence when words or options do not go with the verb.
/// `flags` are the options given, with their values.
Result<ControlRequest> request_of(const Verb& verb, const std::vector<std::string>& words,
                                  const std::map<std::string, std::string>& flags);

/// `swap ID NAME[:key=value,...]`.
std::string usage_of(const Verb& verb);

} // namespace hft::control
