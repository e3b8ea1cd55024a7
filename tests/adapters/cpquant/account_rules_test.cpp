#define CAF_SUITE cpquant_account_rules
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include "adapters/cpquant/credentials.hpp"
#include "adapters/cpquant/data_client.hpp"
#include "adapters/cpquant/endpoints.hpp"
#include "adapters/cpquant/plot_bars.hpp"
#include "adapters/cpquant/request_budget.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

namespace account_rules_test {

using namespace hft;
using namespace hft::cpquant;
using namespace std::chrono_literals;

namespace {

using Variables = std::map<std::string, std::string>;

KeySources sources(Variables variables, std::filesystem::path env_file = {}) {
  return {std::move(env_file), [variables](const std::string& name) -> std::optional<std::string> {
            const auto at = variables.find(name);
            return at == variables.end() ? std::nullopt : std::optional{at->second};
          }};
}

struct Directory : TemporaryDirectory {
  void write(const std::string& name, const std::string& text) const {
    std::ofstream{path / name} << text;
  }
};

constexpr MonotonicTime at(std::int64_t seconds) {
  return {seconds * 1'000'000'000};
}

} // namespace

CAF_TEST(keys come from the variables of cpquant first) {
  const auto keys = load_credentials(KeyPair::Data, sources({{"ALPACA_DATA_PUBLIC_KEY", "K"},
                                                             {"ALPACA_DATA_SECRET_KEY", "S"},
                                                             {"APCA_API_KEY_ID", "other"},
                                                             {"APCA_API_SECRET_KEY", "other"}}));
  CAF_REQUIRE(keys.has_value());
  CAF_CHECK_EQUAL(keys->key(), "K");
  CAF_CHECK_EQUAL(keys->secret(), "S");
}

CAF_TEST(keys come from an env file and from credential files) {
  const Directory directory;
  directory.write(
    ".env", "# mine\nexport ALPACA_TRADE_PUBLIC_KEY=\"K1\"\nALPACA_TRADE_SECRET_KEY = 'S1' \n");
  const auto from_env = load_credentials(KeyPair::Trade, sources({}, directory.path / ".env"));
  CAF_REQUIRE(from_env.has_value());
  CAF_CHECK_EQUAL(from_env->key(), "K1");
  CAF_CHECK_EQUAL(from_env->secret(), "S1");
  directory.write("APCA_API_KEY_ID", "K2\n");
  directory.write("APCA_API_SECRET_KEY", "S2\n");
  const auto from_files =
    load_credentials(KeyPair::Trade, sources({{"CREDENTIALS_DIRECTORY", directory.path}}));
  CAF_REQUIRE(from_files.has_value());
  CAF_CHECK_EQUAL(from_files->secret(), "S2");
}

CAF_TEST(missing keys name their variables) {
  const auto keys = load_credentials(KeyPair::Trade, sources({{"ALPACA_TRADE_PUBLIC_KEY", "K"}}));
  CAF_REQUIRE(!keys.has_value());
  CAF_CHECK(keys.error().fault == ErrorKind::BadCredentials);
  CAF_CHECK(keys.error().sentence.find("ALPACA_TRADE_SECRET_KEY") != std::string::npos);
}

CAF_TEST(a key that would break a header is refused without showing it) {
  const auto keys = load_credentials(
    KeyPair::Data,
    sources({{"ALPACA_DATA_PUBLIC_KEY", "K"}, {"ALPACA_DATA_SECRET_KEY", "hid\r\nden"}}));
  CAF_REQUIRE(!keys.has_value());
  CAF_CHECK(keys.error().sentence.find("hid") == std::string::npos);
}

CAF_TEST(the live host is refused and others are one base) {
  const auto live = endpoints_for("https://api.alpaca.markets");
  CAF_REQUIRE(!live.has_value());
  CAF_CHECK(live.error().sentence.find("real money") != std::string::npos);
  CAF_CHECK(!endpoints_for("https://API.alpaca.markets.").has_value());
  const auto own = endpoints_for("http://127.0.0.1:8123");
  CAF_REQUIRE(own.has_value());
  CAF_CHECK_EQUAL(own->data_stream_url, "ws://127.0.0.1:8123/v2/iex");
  CAF_CHECK_EQUAL(own->order_stream_url, "ws://127.0.0.1:8123/stream");
  CAF_CHECK(!own->real());
  CAF_CHECK(endpoints_for("paper")->real());
  CAF_CHECK(!endpoints_for("http://example.com").has_value());
  CAF_CHECK(!endpoints_for("moon").has_value());
}

CAF_TEST(orders leave the reserve to cancels and reconciliation) {
  RequestBudget budget{10, 4};
  for (int i = 0; i < 6; ++i) CAF_CHECK(budget.take(at(0)));
  CAF_CHECK(!budget.take(at(1)));
  for (int i = 0; i < 4; ++i) CAF_CHECK(budget.take_reserved(at(1)));
  CAF_CHECK(!budget.take_reserved(at(2)));
  budget.count(at(2));
  CAF_CHECK(!budget.take(at(59)));
  CAF_CHECK(budget.take(at(60)));
}

CAF_TEST(a budget without a limit passes everything until told one) {
  RequestBudget budget{std::nullopt};
  for (int i = 0; i < 1000; ++i) CAF_CHECK(budget.take(at(0)));
  budget.limit_is(2);
  CAF_CHECK(budget.take(at(1)));
  CAF_CHECK(!budget.take(at(1)));
}

CAF_TEST(a budget says what it was used for and what it kept back) {
  RequestBudget budget{4, 2};
  for (int i = 0; i < 3; ++i) budget.take(at(0));           // the third may not
  for (int i = 0; i < 3; ++i) budget.take_reserved(at(30)); // nor may this third
  budget.count_throttled();
  auto report = budget.report(at(59));
  CAF_CHECK_EQUAL(report.limit.value_or(0), 4u);
  CAF_CHECK_EQUAL(report.used, 4u);
  CAF_CHECK_EQUAL(report.made, 4u);
  CAF_CHECK_EQUAL(report.refused, 1u);
  CAF_CHECK_EQUAL(report.delayed, 1u);
  CAF_CHECK_EQUAL(report.throttled, 1u);
  report = budget.report(at(60));
  CAF_CHECK_EQUAL(report.used, 2u);
  CAF_CHECK_EQUAL(report.made, 4u);
}

CAF_TEST(option symbols are taken apart) {
  const auto option = parse_option_symbol("AAPL240621C00070000");
  CAF_REQUIRE(option.has_value());
  CAF_CHECK_EQUAL(option->underlying, "AAPL");
  CAF_CHECK_EQUAL(format_date(option->expiration), "2024-06-21");
  CAF_CHECK(option->call);
  CAF_CHECK_EQUAL(to_string(option->strike), "70");
  CAF_CHECK(!parse_option_symbol("AAPL").has_value());
  CAF_CHECK(!parse_option_symbol("AAPL241321C00070000").has_value());
}

CAF_TEST(a chart is one file that needs nothing else) {
  const Directory directory;
  Bar bar;
  bar.symbol = Symbol{"SPY"};
  bar.open = cents(100);
  bar.high = cents(120);
  bar.low = cents(90);
  bar.close = cents(110);
  CAF_REQUIRE(plot_bars({bar, bar}, directory.path / "chart.html", "<SPY>").has_value());
  std::ifstream file{directory.path / "chart.html"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  CAF_CHECK(text.find("<svg") != std::string::npos);
  CAF_CHECK(text.find("&lt;SPY&gt;") != std::string::npos);
  CAF_CHECK(text.find("src=") == std::string::npos);
  CAF_CHECK(!plot_bars({}, directory.path / "none.svg").has_value());
}

} // namespace account_rules_test
