#include "app/config_file.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <utility>

namespace hft {

namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// Reads from front to end; the first fault ends it as an exception of this file.
class ConfigText {
public:
  explicit ConfigText(std::string_view text) : rest_(text) {}

  std::vector<ConfigEntry> entries() {
    std::vector<ConfigEntry> found;
    std::map<std::string, int> lines;
    for (skip_lines(); !rest_.empty(); skip_lines()) {
      auto entry = this->entry();
      const auto [first, fresh] = lines.emplace(entry.name, entry.line);
      if (!fresh) refuse(entry.name + " is set again, after line " + std::to_string(first->second));
      found.push_back(std::move(entry));
    }
    return found;
  }

private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Failure{Fault::BadArgument, "line " + std::to_string(line_) + ": " + why};
  }

  char front() const { return rest_.empty() ? '\0' : rest_.front(); }

  char take() {
    const auto c = front();
    rest_.remove_prefix(1);
    line_ += c == '\n' ? 1 : 0;
    return c;
  }

  void skip_blanks() {
    while (front() == ' ' || front() == '\t' || front() == '\r') take();
    if (front() == '#')
      while (!rest_.empty() && front() != '\n') take();
  }

  void skip_lines() {
    for (skip_blanks(); front() == '\n'; skip_blanks()) take();
  }

  ConfigEntry entry() {
    ConfigEntry entry;
    entry.line = line_;
    if (front() == '[') refuse("there are no tables here: options stand by themselves");
    entry.name = front() == '"' || front() == '\'' ? quoted() : word(is_word);
    if (entry.name.empty()) refuse("an option's name is missing");
    skip_blanks();
    if (front() != '=') refuse("after " + entry.name + " comes = and its value");
    take();
    skip_blanks();
    entry.values = front() == '[' ? array(entry) : std::vector<std::string>{value(entry.name)};
    skip_blanks();
    if (!rest_.empty() && front() != '\n')
      refuse("after the value of " + entry.name + " the line goes on");
    return entry;
  }

  std::vector<std::string> array(const ConfigEntry& entry) {
    std::vector<std::string> values;
    take();
    for (skip_lines(); front() != ']'; skip_lines()) {
      if (rest_.empty()) {
        line_ = entry.line;
        refuse("the bracket of " + entry.name + " is not closed");
      }
      values.push_back(value(entry.name));
      skip_lines();
      if (front() == ',')
        take();
      else if (front() != ']' && !rest_.empty())
        refuse("in " + entry.name + " a comma or a closing bracket is missing");
    }
    take();
    return values;
  }

  std::string value(const std::string& name) {
    if (front() == '"' || front() == '\'') return quoted();
    auto bare = word([](char c) { return is_word(c) || c == '.' || c == ':' || c == '+'; });
    if (bare.empty()) refuse(name + " has no value that can be read");
    const auto first = static_cast<unsigned char>(bare.front());
    const bool number = std::isdigit(first) != 0 || first == '+' || first == '-';
    if (!number && bare != "true" && bare != "false")
      refuse("the value " + bare + " of " + name + " stands without quotes");
    std::erase(bare, '_'); // 1_000
    return bare;
  }

  template <class Accepted>
  std::string word(Accepted accepted) {
    std::string text;
    while (!rest_.empty() && accepted(front())) text += take();
    return text;
  }

  std::string quoted() {
    const auto quote = take();
    std::string text;
    while (front() != quote) {
      if (rest_.empty() || front() == '\n') refuse("a quote is not closed");
      const auto c = take();
      text += c == '\\' && quote == '"' ? escaped() : c;
    }
    take();
    return text;
  }

  char escaped() {
    switch (rest_.empty() ? '\0' : take()) {
      case '"': return '"';
      case '\\': return '\\';
      case 'n': return '\n';
      case 't': return '\t';
      default: refuse(R"(after \ comes ", \, n or t; between ' and ' it stands for itself)");
    }
  }

  std::string_view rest_;
  int line_ = 1;
};

class ConfigReader final : public CLI::Config {
public:
  explicit ConfigReader(const CLI::App& app) : app_(app) {}

  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    const std::string text{std::istreambuf_iterator<char>{input}, {}};
    auto entries = read_config(text);
    if (!entries) throw CLI::ConfigError(entries.error().sentence, CLI::ExitCodes::ConfigError);
    std::vector<CLI::ConfigItem> read;
    for (auto& entry : *entries) {
      const auto* option = app_.get_option_no_throw("--" + entry.name);
      if (option == nullptr) refuse(entry, "there is no option " + entry.name);
      if (entry.values.size() > 1 && option->get_items_expected_max() == 1)
        refuse(entry, entry.name + " takes one value, not several");
      if (entry.values.empty()) continue; // an empty array is as if not there
      CLI::ConfigItem item;
      item.name = std::move(entry.name);
      item.inputs = std::move(entry.values);
      read.push_back(std::move(item));
    }
    return read;
  }

private:
  [[noreturn]] static void refuse(const ConfigEntry& entry, const std::string& why) {
    throw CLI::ConfigError("line " + std::to_string(entry.line) + ": " + why,
                           CLI::ExitCodes::ConfigError);
  }

  const CLI::App& app_;
};

} // namespace

Result<std::vector<ConfigEntry>> read_config(std::string_view text) try {
  return ConfigText{text}.entries();
} catch (const Failure& failure) {
  return tl::unexpected{failure};
}

std::shared_ptr<CLI::Config> config_reader(const CLI::App& app) {
  return std::make_shared<ConfigReader>(app);
}

} // namespace hft
