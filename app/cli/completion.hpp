#pragma once

#include <string>

namespace CLI {
class App;
} // namespace CLI

namespace hft {

/// What a shell needs to complete `hft`: made from the command line's own options, with the models
/// and the verbs of `control`. `shell` is bash, zsh or fish.
std::string completion_script(const CLI::App& app, const std::string& shell);
int print_completion(const CLI::App& app, const std::string& shell);

} // namespace hft
