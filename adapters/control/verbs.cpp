#include "adapters/control/verbs.hpp"

#include <algorithm>

namespace hft::control {

namespace {

/// How an argument is written on the command line.
std::string_view shown(std::string_view word) {
  if (word == "model") return "[ID=]NAME[:key=value,...]";
  if (word == "id") return "ID";
  if (word == "order") return "ORDER";
  if (word == "symbol") return "SYMBOL";
  if (word == "limit") return "[ID.]NAME=VALUE";
  return word;
}

} // namespace

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> table{
    {"status", {}, {}, "The session, the feed, the account and every model", true},
    {"watch", {}, {"every"}, "The same in short, drawn again every second until it ends", true},
    {"models", {}, {}, "The models alone", true},
    {"positions", {}, {}, "What the account and each model hold", true},
    {"orders", {}, {}, "Working orders and the newest that ended", true},
    {"spawn", {"model"}, {"shadow"}, "Starts one more model"},
    {"swap", {"id", "model"}, {"shadow"}, "Another model takes the place of this one"},
    {"promote", {"id"}, {}, "What runs in shadow under this id trades from now on"},
    {"stop", {"id"}, {"flatten"}, "Stops a model: its orders are canceled, its position is kept"},
    {"halt", {}, {"reason"}, "No new orders of anybody until resume"},
    {"resume", {}, {}, "Trades again after a halt"},
    {"cancel", {"order"}, {}, "Takes back one order, by our id or the broker's"},
    {"close", {"symbol"}, {}, "Closes what models hold of a symbol; they go on"},
    {"flatten", {}, {}, "Halts, cancels every order and closes every position"},
    {"limit", {"limit"}, {}, "Changes a risk limit until the program ends or reads its settings"},
    {"quit", {}, {}, "Ends the system in order, as a SIGTERM does"},
  };
  return table;
}

const Verb* find_verb(std::string_view name) {
  const auto& table = verbs();
  const auto found =
    std::find_if(table.begin(), table.end(), [&](const Verb& verb) { return verb.name == name; });
  return found == table.end() ? nullptr : &*found;
}

std::string usage_of(const Verb& verb) {
  std::string text{verb.name};
  for (const auto word : verb.words) text += ' ' + std::string{shown(word)};
  for (const auto flag : verb.flags) {
    const bool has_value = flag == "reason" || flag == "every";
    text += " [--" + std::string{flag} + (has_value ? "=..." : "") + ']';
  }
  return text;
}

Result<ControlRequest> request_of(const Verb& verb, const std::vector<std::string>& words,
                                  const std::map<std::string, std::string>& flags) {
  for (const auto& [name, value] : flags) {
    if (std::find(verb.flags.begin(), verb.flags.end(), name) != verb.flags.end()) continue;
    std::string with;
    for (const auto& other : verbs())
      if (std::find(other.flags.begin(), other.flags.end(), name) != other.flags.end())
        with += (with.empty() ? "" : " and ") + std::string{other.name};
    return fail(ErrorKind::BadArgument, "--" + name + " does not go with " +
                                          std::string{verb.name} + ": it goes with " + with);
  }
  if (words.size() != verb.words.size())
    return fail(ErrorKind::BadArgument,
                "hft control " + std::string{verb.name} + " takes " +
                  (verb.words.empty()
                     ? "no arguments"
                     : std::to_string(verb.words.size()) + " argument" +
                         (verb.words.size() == 1 ? "" : "s") + ": hft control " + usage_of(verb)));
  ControlRequest request{std::string{verb.name}, flags};
  for (std::size_t i = 0; i < words.size(); ++i)
    request.arguments[std::string{verb.words[i]}] = words[i];
  return request;
}

} // namespace hft::control
