#pragma once

#include <map>
#include <string>

namespace hft::control {

/// What an operator asks of a running system: `status`, `spawn` and so on, with named arguments.
struct ControlRequest {
  std::string verb;
  std::map<std::string, std::string> arguments;
  bool operator==(const ControlRequest&) const = default;
};

struct ControlAnswer {
  bool done = false; ///< carried out; otherwise `text` says why not
  std::string text;  ///< for people
  std::string json;  ///< for programs; empty where there is nothing beyond `done` and `text`
  /// What `text` and `json` lack although asked for, in a sentence: they are shown all the same.
  std::string lacking = {};
  bool operator==(const ControlAnswer&) const = default;
};

/// Where a system with this state directory listens.
inline std::string control_socket_path(const std::string& state_dir) {
  return state_dir + "/control.sock";
}

} // namespace hft::control
