#include "app/settings/config_file.hpp"

#include "adapters/door/shown_text.hpp"
#include "adapters/storage/bounded_file.hpp"
#include "app/settings/run_line.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>

#include <algorithm>
#include <locale>
#include <sstream>
#include <toml++/toml.h>
#include <utility>

namespace hft {

namespace {

Failure fault_at(const toml::source_region& where, const std::string& why) {
  return {ErrorKind::BadArgument, "line " + std::to_string(where.begin.line) + ": " + why};
}

/// As it stands on a command line.
Result<std::string> text_of(const std::string& name, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (node.is_table() || node.is_array())
    return tl::unexpected{
      fault_at(node.source(), name + " takes a value or an array of values, nothing deeper")};
  std::ostringstream text;
  text.imbue(std::locale::classic());
  node.visit([&text](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) text << std::boolalpha << value.get();
  });
  return text.str();
}

Result<ConfigEntry> entry_of(const std::string& name, const toml::node& node) {
  ConfigEntry entry{name, {}, static_cast<int>(node.source().begin.line)};
  if (node.is_table())
    return tl::unexpected{
      fault_at(node.source(), "there are no tables here: options stand by themselves")};
  const auto* array = node.as_array();
  if (array == nullptr) {
    auto text = text_of(name, node);
    if (!text) return tl::unexpected{text.error()};
    entry.values.push_back(std::move(*text));
    return entry;
  }
  for (const auto& value : *array) {
    auto text = text_of(name, value);
    if (!text) return tl::unexpected{text.error()};
    entry.values.push_back(std::move(*text));
  }
  return entry;
}

class ConfigReader final : public CLI::Config {
public:
  explicit ConfigReader(const CLI::App& app) : app_(app) {}

  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::string text(storage::largest_written_file + 1, '\0');
    input.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(input.gcount()));
    if (text.size() > storage::largest_written_file)
      throw CLI::ConfigError("it is too large", CLI::ExitCodes::ConfigError);
    auto entries = read_config(text);
    if (!entries) throw CLI::ConfigError(entries.error().sentence, CLI::ExitCodes::ConfigError);
    std::vector<CLI::ConfigItem> read;
    for (auto& entry : *entries) {
      const auto* option = app_.get_option_no_throw("--" + entry.name);
      if (option == nullptr) refuse(entry, "there is no option " + entry.name);
      if (entry.values.size() > 1 && option->get_items_expected_max() == 1)
        refuse(entry, entry.name + " takes one value, not several");
      for (const auto& value : entry.values)
        if (option->get_delimiter() == ',' && (value.empty() || has_empty_part(value)))
          refuse(entry, entry.name + " has a part that is empty: '" + value + "'");
      for (const auto& value : entry.values)
        if (value.empty()) refuse(entry, entry.name + " has no value");
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

Result<void> check_config_file(int argc, const char* const* argv) {
  constexpr std::string_view option = "--config";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word{argv[i]};
    std::string file;
    if (word.starts_with("--config="))
      file = word.substr(option.size() + 1);
    else if (word == option && i + 1 < argc)
      file = argv[i + 1];
    if (file.empty()) continue;
    if (const auto text = storage::read_bounded(file, storage::largest_written_file); !text)
      return fail(ErrorKind::BadArgument, "the configuration file " + text.error().sentence);
  }
  return {};
}

Result<std::vector<ConfigEntry>> read_config(std::string_view text) try {
  const toml::table table = toml::parse(text);
  std::vector<ConfigEntry> entries;
  for (const auto& [name, node] : table) {
    auto entry = entry_of(std::string{name.str()}, node);
    if (!entry) return tl::unexpected{entry.error()};
    entries.push_back(std::move(*entry));
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.line < b.line; });
  return entries;
} catch (const toml::parse_error& error) {
  auto why = door::shown(error.description());
  // What it says of a word without quotes.
  if (why.find("could not determine value type") != std::string::npos)
    why += "; text stands in quotes, as in speed = \"max\"";
  return tl::unexpected{fault_at(error.source(), why)};
}

std::shared_ptr<CLI::Config> config_reader(const CLI::App& app) {
  return std::make_shared<ConfigReader>(app);
}

} // namespace hft
