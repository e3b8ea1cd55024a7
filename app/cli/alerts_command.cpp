#include "app/cli/alerts_command.hpp"

#include "app/console/logging.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>
#include <spawn.h>
#include <string>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ; // NOLINT(readability-redundant-declaration)

namespace hft {

namespace {

namespace fs = std::filesystem;

constexpr const char* installed_rules = "/usr/share/hft-system/monitoring/hft.rules.yml";
constexpr const char* usual_alertmanager = "/etc/prometheus/alertmanager.yml";

/// Where a program of this name is, if it is installed.
std::optional<std::string> program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string rest = path != nullptr ? path : "/usr/bin:/bin";
  while (!rest.empty()) {
    const auto end = rest.find(':');
    const auto file = rest.substr(0, end) + '/' + name;
    if (::access(file.c_str(), X_OK) == 0) return file;
    rest = end == std::string::npos ? std::string{} : rest.substr(end + 1);
  }
  return std::nullopt;
}

/// Runs it without a shell, its words going where ours go; its exit code.
int run(const std::string& file, std::vector<std::string> words) {
  words.insert(words.begin(), file);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, file.c_str(), nullptr, nullptr, arguments.data(), environ) != 0)
    return -1;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int complain(int code, const std::string& sentence) {
  std::fflush(stdout);
  say_failure(sentence);
  return code;
}

void report(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout); // before a child's words
}

/// Why the file cannot hold the addresses of people, if it cannot.
std::optional<std::string> objection(const std::string& file) {
  struct stat found {};
  if (::stat(file.c_str(), &found) != 0)
    return "the file " + file + " cannot be read: " + std::strerror(errno) +
           " (docs/monitoring.md shows one)";
  if (!S_ISREG(found.st_mode)) return file + " is no file";
  if ((found.st_mode & S_IROTH) != 0)
    return "the file " + file + " holds passwords and every user can read it: chmod o-r " + file;
  if (::access(file.c_str(), R_OK) != 0) return "the file " + file + " cannot be read by this user";
  if (found.st_size == 0) return "the file " + file + " is empty: nobody would be told";
  return std::nullopt;
}

/// One that is named must be right; one that is merely usual, only where it and its checker are.
std::optional<std::string> check_with(const std::string& checker, const std::string& what,
                                      std::vector<std::string> words, const std::string& given,
                                      const std::string& usual) {
  std::error_code none;
  const auto& file = given.empty() ? usual : given;
  if (!fs::exists(file, none)) {
    if (given.empty()) return std::nullopt;
    return what + " " + file + " is not there";
  }
  const auto found = program(checker);
  if (!found) {
    report(what + " " + file + " is not checked: " + checker + " is not installed");
    return std::nullopt;
  }
  words.push_back(file);
  if (run(*found, std::move(words)) != 0)
    return what + " " + file + " is wrong: " + checker + " says why above";
  report(what + " " + file + " is right");
  return std::nullopt;
}

} // namespace

int run_alerts_check(const AlertsOptions& options) {
  if (const auto wrong =
        check_with("promtool", "the rules", {"check", "rules"}, options.rules, installed_rules))
    return complain(exit_code::configuration, *wrong);
  if (const auto wrong = check_with("amtool", "Alertmanager's configuration", {"check-config"},
                                    options.alertmanager, usual_alertmanager))
    return complain(exit_code::configuration, *wrong);
  if (const auto wrong = objection(options.notify))
    return complain(exit_code::configuration, *wrong);
  const auto apprise = program("apprise");
  if (!apprise)
    return complain(
      exit_code::configuration,
      "apprise is not installed: apt-get install apprise, and nobody is told until then");
  const std::vector<std::string> words{"--config=" + options.notify, "--title=hft: a test",
                                       "--body=This is a test of the alerts. Nothing is wrong."};
  auto dry = words;
  dry.emplace_back("--dry-run");
  if (run(*apprise, dry) != 0)
    return complain(exit_code::configuration,
                    "the file " + options.notify + " names nobody that apprise can tell");
  report("the addresses in " + options.notify + " are right");
  if (options.dry_run) return exit_code::done;
  if (run(*apprise, words) != 0)
    return complain(exit_code::failed,
                    "the test could not be sent to everybody in " + options.notify);
  report("a test was sent: look whether it came");
  return exit_code::done;
}

} // namespace hft
