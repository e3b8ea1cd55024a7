#include "app/cli/control_command.hpp"

#include "adapters/control/control_client.hpp"
#include "adapters/control/control_wire.hpp"
#include "adapters/control/verbs.hpp"
#include "app/console/logging.hpp"
#include "app/console/terminal.hpp"
#include "app/settings/state_dir.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>
#include <unistd.h>
#include <vector>

namespace hft {

namespace fs = std::filesystem;

namespace {

std::map<std::string, std::string> flags_of(const ControlOptions& options) {
  std::map<std::string, std::string> flags;
  if (options.shadow) flags["shadow"] = "yes";
  if (options.flatten) flags["flatten"] = "yes";
  if (!options.reason.empty()) flags["reason"] = options.reason;
  if (options.every != ControlOptions{}.every) flags["every"] = std::to_string(options.every);
  return flags;
}

/// Systems that listen at the usual places: the user's own and the services'.
std::vector<fs::path> running_systems() {
  std::vector<fs::path> found;
  const auto look = [&](const fs::path& dir) {
    control::ControlRequest ping{"models", {}};
    std::error_code none;
    if (fs::exists(control_socket(dir), none) &&
        control::ControlClient::call(control_socket(dir).string(), ping, std::chrono::seconds{2}))
      found.push_back(dir);
  };
  const auto own = state_dir_of("");
  look(own);
  for (const auto& parent : {own, fs::path{"/var/lib/hft"}, fs::path{"/var/lib/private/hft"}}) {
    std::error_code none;
    for (fs::directory_iterator entry{parent, none}; !none && entry != fs::directory_iterator{};
         entry.increment(none))
      if (entry->is_directory(none)) look(entry->path());
  }
  return found;
}

/// The state directories of systems that run elsewhere, by the sockets the kernel knows of.
std::vector<fs::path> listening_elsewhere() {
  std::vector<fs::path> found;
  std::ifstream table{"/proc/net/unix"};
  for (std::string line; std::getline(table, line);) {
    const auto at = line.find(" /");
    if (at == std::string::npos) continue;
    const fs::path socket{line.substr(at + 1)};
    if (socket != control_socket(socket.parent_path())) continue;
    if (control::ControlClient::call(socket.string(), control::ControlRequest{"models", {}},
                                     std::chrono::seconds{2}))
      found.push_back(socket.parent_path());
  }
  return found;
}

/// A socket that a killed system left behind counts for nothing; one that is slow to answer does.
bool may_listen(const fs::path& dir) {
  std::error_code none;
  if (!fs::exists(control_socket(dir), none)) return false;
  const auto heard = control::ControlClient::call(
    control_socket(dir).string(), control::ControlRequest{"models", {}}, std::chrono::seconds{2});
  return heard || heard.error().sentence.find("nobody listens") == std::string::npos;
}

/// Where to ask: what is given; else the default, else the only one that runs.
Result<fs::path> chosen_system(const ControlOptions& options) {
  const auto own = state_dir_of(options.state_dir);
  if (!options.state_dir.empty() || may_listen(own)) return own;
  auto running = running_systems();
  for (const auto& dir : listening_elsewhere())
    if (std::find(running.begin(), running.end(), dir) == running.end()) running.push_back(dir);
  if (running.empty())
    return fail(ErrorKind::Unreachable, "nothing runs with the state directory " + own.string() +
                                          " or as a service: name another with --state-dir");
  std::string names;
  for (const auto& dir : running) names += (names.empty() ? "" : ", ") + dir.string();
  return fail(ErrorKind::Unreachable, "nothing runs with the state directory " + own.string() +
                                        "; these run: " + names + "; name one with --state-dir");
}

int end_control(const Failure& failure) {
  say_failure(failure.sentence);
  return failure.fault == ErrorKind::Unreachable ? exit_code::venue : exit_code::failed;
}

/// Over the picture before it, line by line: a screen that is wiped first would flicker.
std::string redrawn(const std::string& text) {
  std::string picture = "\033[H";
  for (const char letter : text)
    picture += letter == '\n' ? std::string{"\033[K\n"} : std::string(1, letter);
  return picture + "\033[J";
}

/// Until the system ends: on a terminal in place, elsewhere one picture after the other.
int watch(const fs::path& socket, const control::ControlRequest& request,
          const ControlOptions& options) {
  const bool in_place = is_terminal(STDOUT_FILENO);
  bool seen = false;
  for (;;) {
    const auto answer = control::ControlClient::call(socket.string(), request);
    if (!answer && seen) {
      std::printf("The system has ended.\n");
      return exit_code::done;
    }
    if (!answer) return end_control(answer.error());
    seen = true;
    const auto& text = options.format == "json" ? answer->json + '\n' : answer->text + '\n';
    std::fputs(in_place ? redrawn(text).c_str() : text.c_str(), stdout);
    if (std::fflush(stdout) != 0) return exit_code::done; // who read it has gone
    std::this_thread::sleep_for(std::chrono::duration<double>{options.every});
  }
}

} // namespace

int run_control(const ControlOptions& options) {
  const auto* verb = control::find_verb(options.verb); // the command line has checked it
  const auto request = control::request_of(*verb, options.arguments, flags_of(options));
  if (!request) {
    say_failure(request.error().sentence);
    return exit_code::usage;
  }
  const auto system = chosen_system(options);
  if (!system) return end_control(system.error());
  const auto socket = control_socket(*system);
  if (options.verb == "watch") return watch(socket, *request, options);
  const auto answer = control::ControlClient::call(socket.string(), *request);
  if (!answer) return end_control(answer.error());
  if (!answer->done) {
    say_failure(answer->text);
    return exit_code::failed;
  }
  const auto text = options.format == "json" ? control::json_of(*answer) : answer->text;
  std::printf("%s%s", text.c_str(), text.empty() || text.back() == '\n' ? "" : "\n");
  if (answer->lacking.empty()) return exit_code::done;
  std::fflush(stdout);
  say_failure(answer->lacking);
  return exit_code::failed;
}

} // namespace hft
