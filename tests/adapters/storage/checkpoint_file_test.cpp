#define CAF_SUITE checkpoint_file
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include "adapters/storage/checkpoint_file.hpp"
#include "adapters/storage/checkpoint_store.hpp"

#include <cstdlib>
#include <fstream>

namespace checkpoint_file_test {

using namespace hft;
using namespace hft::storage;
namespace fs = std::filesystem;

namespace {
struct fixture {
  TemporaryDirectory directory;
  const fs::path& folder = directory.path;
};
} // namespace

CAF_TEST_FIXTURE_SCOPE(checkpoint_file_tests, fixture)

CAF_TEST(what is kept comes back) {
  const StoredCheckpoint memory{"ema_cross", 2, {{"fast", "451.31"}, {"slow", "450"}}};
  CAF_REQUIRE(write_checkpoint(folder / "models" / "a.json", memory).has_value());
  const auto read = read_checkpoint(folder / "models" / "a.json");
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(read->value() == memory);
}

CAF_TEST(a memory that could not be read again is not written and the one before it stays) {
  const StoredCheckpoint small{"ema_cross", 1, {{"fast", "451.31"}}};
  CAF_REQUIRE(write_checkpoint(folder / "a.json", small).has_value());
  const std::string most(largest_checkpoint, 'x');
  const auto written = write_checkpoint(folder / "a.json", {"ema_cross", 1, {{"fast", most}}});
  CAF_REQUIRE(!written.has_value());
  CAF_CHECK(written.error().sentence.find("more than 67108864") != std::string::npos);
  const auto read = read_checkpoint(folder / "a.json");
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(read->value() == small);
}

CAF_TEST(no file is no memory) {
  const auto read = read_checkpoint(folder / "none.json");
  CAF_REQUIRE(read.has_value());
  CAF_CHECK(!read->has_value());
}

CAF_TEST(a torn file is named) {
  std::ofstream{folder / "torn.json"} << R"({"model":"ema_cro)";
  const auto read = read_checkpoint(folder / "torn.json");
  CAF_REQUIRE(!read.has_value());
  CAF_CHECK(read.error().sentence.find("torn.json") != std::string::npos);
}

CAF_TEST(the keeper has written the newest memory when it ends) {
  {
    CheckpointStore keeper{[](const Failure& failure) { CAF_FAIL(failure.sentence); }};
    for (int version = 1; version <= 50; ++version)
      keeper.keep(folder / "a.json", {"m", version, {}});
    keeper.keep(folder / "b.json", {"n", 1, {}});
  }
  const auto newest = read_checkpoint(folder / "a.json");
  CAF_REQUIRE(newest.has_value() && newest->has_value());
  CAF_CHECK_EQUAL((*newest)->version, 50);
  const auto other = read_checkpoint(folder / "b.json");
  CAF_REQUIRE(other.has_value() && other->has_value());
  CAF_CHECK_EQUAL((*other)->model, "n");
}

CAF_TEST(the keeper has written all it was given when it is flushed) {
  CheckpointStore keeper{[](const Failure& failure) { CAF_FAIL(failure.sentence); }};
  keeper.flush();
  for (int i = 0; i < 5; ++i) {
    keeper.keep(folder / "a.json", {"m", i, {}});
    keeper.keep(folder / "b.json", {"n", i, {}});
    keeper.flush();
    for (const auto* name : {"a.json", "b.json"}) {
      const auto kept = read_checkpoint(folder / name).value().value();
      CAF_CHECK_EQUAL(kept.version, i);
    }
  }
}

CAF_TEST(the keeper complains of what cannot be written) {
  std::string sentence;
  {
    std::ofstream{folder / "file"} << "x";
    CheckpointStore keeper{[&](const Failure& failure) { sentence = failure.sentence; }};
    keeper.keep(folder / "file" / "a.json", {"m", 1, {}});
  }
  CAF_CHECK(sentence.find((folder / "file").string()) != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace checkpoint_file_test
