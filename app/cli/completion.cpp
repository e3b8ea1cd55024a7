#include "app/cli/completion.hpp"

#include "adapters/control/verbs.hpp"
#include "models/catalog.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace hft {

namespace {

/// One option, or one word of a subcommand.
struct Completed {
  std::string word; ///< `--venue`
  std::string help;
  bool takes_value = false;
  std::vector<std::string> values; ///< to choose from; empty: files
};

struct Command {
  std::string name; ///< empty: `hft` itself
  std::string help;
  std::vector<Completed> options;
  std::vector<std::string> words; ///< what may stand alone
};

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& entry : catalog()) names.push_back(entry.name);
  return names;
}

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const auto& verb : control::verbs()) names.emplace_back(verb.name);
  return names;
}

/// `TEXT:{wait,exit}`: what the option's own check lists.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const auto name = option.get_lnames().front();
  if (name == "model") return model_names();
  if (name == "venue") return {"simulated", "paper", "http://127.0.0.1:"};
  if (name == "speed") return {"max", "1", "60", "300"};
  const auto type = option.get_type_name();
  const auto from = type.find('{');
  const auto until = type.find('}');
  std::vector<std::string> choices;
  if (from == std::string::npos || until == std::string::npos) return choices;
  for (auto begin = from + 1; begin < until;) {
    const auto end = std::min(type.find(',', begin), until);
    choices.push_back(type.substr(begin, end - begin));
    begin = end + 1;
  }
  return choices;
}

/// One line without what a shell would read as its own.
std::string plain(std::string text) {
  std::erase_if(text, [](char c) { return c == '\'' || c == '[' || c == ']' || c == '\n'; });
  std::replace(text.begin(), text.end(), ':', ' ');
  return text;
}

Command described(const CLI::App& app, const std::string& name) {
  Command command{name, plain(app.get_description()), {}, {}};
  for (const auto* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    Completed completed;
    completed.word = "--" + option->get_lnames().front();
    completed.help = plain(option->get_description());
    completed.takes_value = option->get_items_expected_max() > 0;
    if (completed.takes_value) completed.values = choices_of(*option);
    command.options.push_back(std::move(completed));
  }
  if (name == "control") command.words = verb_names();
  if (name == "models") command.words = model_names();
  if (name == "completion") command.words = {"bash", "zsh", "fish"};
  return command;
}

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> commands{described(app, "")};
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    commands.push_back(described(*sub, sub->get_name()));
    commands.front().words.push_back(sub->get_name());
    for (const auto* nested : sub->get_subcommands([](const CLI::App*) { return true; }))
      commands.back().words.push_back(nested->get_name());
  }
  return commands;
}

std::string words_of(const Command& command) {
  std::string words;
  for (const auto& option : command.options)
    words += option.word + (option.takes_value ? "= " : " ");
  for (const auto& word : command.words) words += word + ' ';
  if (!words.empty()) words.pop_back();
  return words;
}

std::string bash_script(const std::vector<Command>& commands) {
  std::string text = "# bash completion for hft; made by `hft completion bash`\n"
                     "_hft() {\n"
                     "  local cur=${COMP_LINE:0:$COMP_POINT} command= word words values\n"
                     "  cur=${cur##*[[:space:]]}\n"
                     "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                     "    case $word in\n";
  std::string names;
  for (const auto& command : commands)
    if (!command.name.empty()) names += (names.empty() ? "" : "|") + command.name;
  text +=
    "      " + names + ") command=$word; break;;\n    esac\n  done\n  case $command:$cur in\n";
  for (const auto& command : commands)
    for (const auto& option : command.options)
      if (!option.values.empty())
        text += fmt::format("    {}:{}=*) values='{}';;\n", command.name, option.word,
                            fmt::join(option.values, " "));
  text += "    *:--*=*) COMPREPLY=($(compgen -f -- \"${cur#*=}\")); return;;\n  esac\n"
          "  if [ -n \"$values\" ]; then\n"
          "    COMPREPLY=($(compgen -W \"$values\" -- \"${cur#*=}\")); return\n  fi\n"
          "  case $command in\n";
  for (const auto& command : commands)
    text += fmt::format("    {}) words='{}';;\n", command.name.empty() ? "''" : command.name,
                        words_of(command));
  return text + "  esac\n"
                "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                "  [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
                "}\n"
                "complete -F _hft hft\n";
}

std::string zsh_options(const Command& command) {
  std::string text;
  for (const auto& option : command.options) {
    const auto action = option.values.empty() ? std::string{"_files"}
                                              : fmt::format("({})", fmt::join(option.values, " "));
    text += option.takes_value
              ? fmt::format(" \\\n    '*{}=[{}]:value:{}'", option.word, option.help, action)
              : fmt::format(" \\\n    '{}[{}]'", option.word, option.help);
  }
  return text;
}

std::string zsh_script(const std::vector<Command>& commands) {
  std::string text = "#compdef hft\n# made by `hft completion zsh`\n_hft() {\n"
                     "  local command word\n"
                     "  for word in ${words[2,CURRENT-1]}; do\n"
                     "    [[ $word == -* ]] || { command=$word; break }\n  done\n"
                     "  case $command in\n";
  for (const auto& command : commands) {
    text += fmt::format("  {})\n    _arguments{}", command.name.empty() ? "''" : command.name,
                        zsh_options(command));
    if (!command.words.empty())
      text += fmt::format(" \\\n    '*:word:({})'", fmt::join(command.words, " "));
    text += ";;\n";
  }
  return text + "  esac\n}\n_hft \"$@\"\n";
}

std::string fish_script(const std::vector<Command>& commands) {
  std::string text = "# fish completion for hft; made by `hft completion fish`\n"
                     "complete -c hft -f\n";
  for (const auto& command : commands) {
    const auto when = command.name.empty() ? std::string{"__fish_use_subcommand"}
                                           : "__fish_seen_subcommand_from " + command.name;
    for (const auto& option : command.options) {
      text += fmt::format("complete -c hft -n '{}' -l {} -d '{}'", when, option.word.substr(2),
                          option.help);
      if (option.takes_value && option.values.empty()) text += " -r -F";
      if (!option.values.empty()) text += fmt::format(" -x -a '{}'", fmt::join(option.values, " "));
      text += '\n';
    }
    if (!command.words.empty())
      text += fmt::format("complete -c hft -n '{}' -a '{}'\n", when, fmt::join(command.words, " "));
  }
  return text;
}

} // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  const auto commands = commands_of(app);
  if (shell == "bash") return bash_script(commands);
  return shell == "zsh" ? zsh_script(commands) : fish_script(commands);
}

int print_completion(const CLI::App& app, const std::string& shell) {
  std::fputs(completion_script(app, shell).c_str(), stdout);
  return 0;
}

} // namespace hft
