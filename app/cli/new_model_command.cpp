#include "app/cli/new_model_command.hpp"

#include "app/cli/new_model_templates.hpp"
#include "app/cli/taken_names.hpp"
#include "models/catalog.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace hft {

namespace {

using Path = std::filesystem::path;

/// Files to write, all or none.
struct NewFiles {
  std::vector<std::pair<Path, std::string>> fresh;
  std::vector<std::pair<Path, std::string>> changed;
};

std::string class_of(const std::string& name) {
  std::string made;
  bool up = true;
  for (const auto c : name) {
    if (c != '_') made += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    up = c == '_';
  }
  return made;
}

void replace(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// One of the models there are to begin from.
struct Kind {
  std::string name;          ///< of its files in `app/cli/templates/`
  std::string does;          ///< what its test says of it
  std::string settings;      ///< of its test, as on the command line
  std::string settings_code; ///< the same in C++
};

Kind kind_of(const NewModelOptions& options) {
  if (options.bars)
    return {"bars", "buys when a bar closes above the mean", "period=3", R"({"period", "3"})"};
  if (options.pairs)
    return {"pairs", "sells the dear and buys the cheap", "period=4,entry=1",
            R"({"period", "4"}, {"entry", "1"})"};
  if (options.market_maker)
    return {"market_maker", "quotes both sides of the market", "quantity=5",
            R"({"quantity", "5"})"};
  return {"trades", "buys once above the highest of the first prints", "prints=2",
          R"({"prints", "2"})"};
}

/// The build directory this program runs from; empty for one that is installed.
Path build_directory() {
  std::error_code none;
  const auto built = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  const auto top = built.parent_path();
  return std::filesystem::exists(top / "CMakeCache.txt", none) ? top : Path{};
}

/// Where the module `hft` of this program's own build is, or will be once it is built; it is found
/// without where it is installed.
std::string python_path() {
  const auto build = build_directory();
  return build.empty() ? "" : (build / "app" / "python").string();
}

/// A template with everything filled in.
std::string filled(const std::string& file, const std::string& name, const Kind& kind) {
  auto text = new_model::template_text(file);
  replace(text, "@DRIVE@", new_model::template_text(kind.name + "_drive.cpp"));
  replace(text, "@DOES@", kind.does);
  replace(text, "@SETTINGS_LINE@", kind.settings);
  replace(text, "@SETTINGS_MAP@", kind.settings_code);
  replace(text, "@PYTHON_PATH@", python_path());
  const auto build = build_directory();
  replace(text, "@BUILD@", build.empty() ? "BUILD" : build.string());
  replace(text, "@INCLUDE@", "include");
  replace(text, "@NAME@", name);
  replace(text, "@CLASS@", class_of(name));
  return text;
}

std::string page(const std::string& name, const Kind& kind, const std::string& how) {
  auto text = filled(kind.name + "_page.md", name, kind);
  replace(text, "@HOW@", how);
  return text;
}

/// A C++ model's class must not be a type of ours already, nor a script one of our modules.
Result<void> check_free(const NewModelOptions& options) {
  const auto& name = options.name;
  const bool is_module = name == "hft" || name == "hft_testing" || name == "numpy";
  if (options.python && is_module)
    return fail(ErrorKind::BadArgument,
                "'" + name + "' cannot be a script's name: it would stand before the module " +
                  name + "; call it my_" + name);
  if (!options.python && is_taken_name(class_of(name)))
    return fail(ErrorKind::BadArgument,
                "'" + name + "' cannot be a model's name: the headers of models have a type " +
                  class_of(name) + " already; call it my_" + name);
  return {};
}

Result<void> check_name(const std::string& name) {
  const bool spelt = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (name.empty() || name.size() > 31 || !spelt || name[0] < 'a')
    return fail(ErrorKind::BadArgument,
                "'" + name +
                  "' cannot be a model's name: small letters, digits and '_', at most "
                  "31, a letter first");
  if (find_model(name))
    return fail(ErrorKind::BadArgument, "there is a model " + name + " already");
  return {};
}

/// `line` into the sorted lines of `text` that begin with `prefix`; unchanged where there are none.
std::string with_line(const std::string& text, const std::string& prefix, const std::string& line) {
  auto at = text.find(prefix);
  if (at == std::string::npos) return text;
  while (text.compare(at, prefix.size(), prefix) == 0) {
    const auto end = text.find('\n', at);
    if (text.substr(at, end - at) > line) break;
    at = end + 1;
  }
  return text.substr(0, at) + line + '\n' + text.substr(at);
}

Result<std::string> read_text(const Path& file) {
  std::ifstream in{file};
  if (!in)
    return fail(ErrorKind::BadArgument,
                file.string() + " cannot be read: give --into=DIR, the source tree of hft");
  return std::string{std::istreambuf_iterator<char>{in}, {}};
}

Result<NewFiles> in_tree(const Path& tree, const std::string& name, const Kind& kind) {
  const auto catalog_text = read_text(tree / "models/catalog.cpp");
  if (!catalog_text) return tl::unexpected{catalog_text.error()};
  const auto tests = read_text(tree / "tests/models/CMakeLists.txt");
  if (!tests) return tl::unexpected{tests.error()};
  NewFiles files;
  files.fresh = {{tree / "models" / (name + ".hpp"), filled(kind.name + ".hpp", name, kind)},
                 {tree / "tests/models" / (name + "_test.cpp"), filled("test.cpp", name, kind)},
                 {tree / "docs/models" / (name + ".md"), page(name, kind, {})}};
  // The first paragraph is the catalog's own header.
  const auto rest = catalog_text->find("\n\n") + 2;
  auto table =
    catalog_text->substr(0, rest) + with_line(catalog_text->substr(rest), "#include \"models/",
                                              "#include \"models/" + name + ".hpp\"");
  table = with_line(table, "    describe<", "    describe<" + class_of(name) + ">(),");
  const std::string last = "\n         LIBRARIES hft_models)";
  auto sources = *tests;
  const auto at = sources.find(last);
  if (at == std::string::npos)
    return fail(ErrorKind::BadArgument,
                "tests/models/CMakeLists.txt does not list the models' tests");
  sources.insert(at, "\n                             " + name + "_test.cpp");
  files.changed = {{tree / "models/catalog.cpp", table},
                   {tree / "tests/models/CMakeLists.txt", sources}};
  return files;
}

NewFiles library(const Path& folder, const std::string& name, const Kind& kind) {
  const std::string how = "    cmake -B build && cmake --build build && ctest --test-dir build"
                          "    # add -DHFT_SOURCE=THE_TREE where hft is not installed\n"
                          "    hft --model-path=build --model=" +
                          name + '\n' + '\n';
  NewFiles files;
  files.fresh = {{folder / (name + ".hpp"), filled(kind.name + ".hpp", name, kind)},
                 {folder / (name + ".cpp"), filled("plugin.cpp", name, kind)},
                 {folder / (name + "_test.cpp"), filled("plugin_test.cpp", name, kind)},
                 {folder / "CMakeLists.txt", filled("CMakeLists.txt", name, kind)},
                 {folder / (name + ".md"), page(name, kind, how)}};
  return files;
}

NewFiles script(const Path& folder, const std::string& name, const Kind& kind) {
  auto text = page(name, kind,
                   "    python3 " + name + "_test.py\n    hft --model=python:" + name + ".py\n\n");
  for (const auto* length : {"5m", "1m"}) // a script takes a size of bars as text
    replace(text, "duration | `" + std::string{length} + "` | 1s to 6h",
            "text | `" + std::string{length} + "` | ");
  NewFiles files;
  files.fresh = {{folder / (name + ".py"), filled(kind.name + ".py", name, kind)},
                 {folder / (name + "_test.py"), filled(kind.name + "_test.py", name, kind)},
                 {folder / (name + ".md"), text}};
  return files;
}

Result<void> write_all(const NewFiles& files) {
  std::error_code failed;
  for (const auto& [file, text] : files.fresh)
    if (std::filesystem::exists(file, failed))
      return fail(ErrorKind::BadArgument, file.string() + " is there already");
  for (const auto* list : {&files.fresh, &files.changed})
    for (const auto& [file, text] : *list) {
      std::filesystem::create_directories(file.parent_path(), failed);
      std::ofstream out{file, std::ios::binary | std::ios::trunc};
      out << text;
      out.close();
      if (!out) return fail(ErrorKind::Storage, file.string() + " cannot be written");
      std::printf("%s %s\n", list == &files.fresh ? "wrote  " : "changed", file.c_str());
    }
  return {};
}

Result<void> write_new(const NewModelOptions& options) {
  if (auto checked = check_name(options.name); !checked) return checked;
  if (auto checked = check_free(options); !checked) return checked;
  if (options.bars + options.pairs + options.market_maker > 1)
    return fail(ErrorKind::BadArgument, "a model begins from one of --bars, --pairs and "
                                        "--market-maker, not from several");
  const Path into = options.into.empty() ? "." : options.into;
  const auto kind = kind_of(options);
  if (options.plugin) return write_all(library(into / options.name, options.name, kind));
  if (options.python) return write_all(script(into / options.name, options.name, kind));
  const auto files = in_tree(into, options.name, kind);
  if (!files) return tl::unexpected{files.error()};
  return write_all(*files);
}

} // namespace

int run_new_model(const NewModelOptions& options) {
  const auto written = write_new(options);
  if (written) return exit_code::done;
  std::fprintf(stderr, "hft: %s\n", written.error().sentence.c_str());
  return exit_code::usage;
}

} // namespace hft
