#define CAF_SUITE shelf
#include "tests/test.hpp"

#include "models/external/plugin.hpp"
#include "models/external/plugin_loader.hpp"
#include "models/external/shelf.hpp"
#include "tests/models/walk.hpp"

#include <cstdlib>
#include <fstream>

namespace shelf_test {

using namespace hft;

namespace {

const std::filesystem::path libraries = HFT_TEST_PLUGINS;

std::string refusal_of(ModelShelf& shelf, const std::string& spec) {
  const auto made = shelf.make(parse_spec(spec).value(), {"SPY"});
  return made ? "" : made.error().sentence;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(a model of a library is made like any other) {
  ModelShelf shelf{{libraries}};
  const auto model = shelf.make(parse_spec("breakout:prints=2").value(), {"SPY"});
  CAF_REQUIRE(model.has_value());
  Rehearsal rehearsal{**model};
  Decisions out;
  for (const auto price : {10, 12, 12, 13, 14})
    (*model)->on_trade(print_of("SPY", dollars(price)), out);
  CAF_REQUIRE_EQUAL(out.decisions().size(), 1u);
  CAF_CHECK_EQUAL(refusal_of(shelf, "breakout:prints=0"),
                  "model breakout parameter prints='0': out of range, allowed is 1 to 1000000");
}

CAF_TEST(the catalog is on the shelf and near names of libraries are offered) {
  ModelShelf shelf{{libraries}};
  CAF_CHECK_EQUAL(refusal_of(shelf, "modulo"), "");
  CAF_CHECK_EQUAL(refusal_of(shelf, "breakuot"),
                  "there is no model 'breakuot': did you mean breakout?");
  std::vector<Failure> refusals;
  const auto all = shelf.all(refusals);
  CAF_CHECK_EQUAL(all.size(), catalog().size() + 1);
  CAF_CHECK_EQUAL(refusals.size(), 3u); // old, alien and empty
}

CAF_TEST(a library that does not fit is refused with a reason) {
  ModelShelf shelf{{libraries}};
  CAF_CHECK(has(refusal_of(shelf, "old"), "libhft_model_old.so is refused: it has ABI " +
                                            std::to_string(plugin_abi + 1) + " and this program " +
                                            std::to_string(plugin_abi) +
                                            ": build it against this version"));
  CAF_CHECK(has(refusal_of(shelf, "alien"), "it was built as 'libstdc++ 99' and this program as"));
  CAF_CHECK(has(refusal_of(shelf, "empty"), "it exports no hft_model_plugin"));
}

CAF_TEST(a file that is no library or holds another model is refused) {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("hft-shelf-" + std::to_string(std::hash<std::string>{}(libraries.string())));
  std::filesystem::create_directories(folder);
  std::ofstream{plugin_file(folder, "text")} << "this is text\n";
  std::filesystem::copy_file(plugin_file(libraries, "breakout"), plugin_file(folder, "other"),
                             std::filesystem::copy_options::overwrite_existing);
  ModelShelf shelf{{folder}};
  CAF_CHECK(has(refusal_of(shelf, "text"), "libhft_model_text.so is refused: file too short") ||
            has(refusal_of(shelf, "text"), "invalid ELF header"));
  CAF_CHECK(has(refusal_of(shelf, "other"), "it holds model breakout"));
  std::filesystem::remove_all(folder);
}

CAF_TEST(names of libraries are read from their files) {
  CAF_CHECK_EQUAL(plugin_name("/a/libhft_model_x_1.so"), "x_1");
  CAF_CHECK_EQUAL(plugin_name("libhft_model_.so"), "");
  CAF_CHECK_EQUAL(plugin_name("libother.so"), "");
}

} // namespace shelf_test
