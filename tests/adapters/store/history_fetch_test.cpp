#define CAF_SUITE history_fetch
#include "tests/test.hpp"

#include "adapters/store/history_fetch.hpp"
#include "messages/new_york.hpp"
#include "tests/temporary_directory.hpp"

namespace history_fetch_test {

using namespace hft;
using namespace hft::store;

namespace {

const Date monday = make_date(2024, 3, 25);

/// A broker with three pages of trades each day, who may break at one of them.
struct Broker {
  TemporaryDirectory folder;
  Catalog catalog{folder.path};
  std::vector<FetchPorts::Parameters> asked;
  std::vector<Failure> troubles; ///< answered first, one a call
  int waits = 0;

  static std::string value(const FetchPorts::Parameters& parameters, const std::string& key) {
    for (const auto& [name, text] : parameters)
      if (name == key) return text;
    return {};
  }
  Result<std::string> get(const FetchPorts::Parameters& parameters) {
    if (!troubles.empty()) {
      const auto trouble = troubles.front();
      troubles.erase(troubles.begin());
      if (!trouble.sentence.empty()) return tl::unexpected{trouble};
    }
    asked.push_back(parameters);
    const auto token = value(parameters, "page_token");
    const auto page = token.empty() ? 1 : token.back() - '0';
    const auto next = page == 3 ? std::string{"null"} : "\"t" + std::to_string(page + 1) + '"';
    return "{\"trades\":{\"SPY\":[{\"t\":\"" + value(parameters, "start").substr(0, 10) +
           "T14:00:0" + std::to_string(page) +
           "Z\",\"p\":5,\n\"s\":1,\"x\":\"V\",\"i\":" + std::to_string(page) +
           "}]},\"next_page_token\":" + next + "}";
  }
  Result<FetchResult> fetch(Date to = monday) {
    FetchPlan plan;
    plan.symbols = {"SPY"};
    plan.from = monday;
    plan.to = to;
    plan.quotes = plan.bars = plan.actions = false;
    plan.feed = "iex";
    plan.now = from_new_york(make_date(2024, 3, 27), std::chrono::hours{12});
    ImportSettings settings;
    settings.hours = [](Date date) -> std::optional<RegularHours> {
      if (weekday(date) == 0 || weekday(date) == 6) return std::nullopt;
      return RegularHours{from_new_york(date, std::chrono::minutes{570}),
                          from_new_york(date, std::chrono::hours{16})};
    };
    FetchPorts ports;
    ports.get = [this](const std::string&, const FetchPorts::Parameters& parameters) {
      return get(parameters);
    };
    ports.wait = [this](Duration) { ++waits; };
    ports.progress = [](std::size_t, std::size_t, const std::string&) { return true; };
    return fetch_history(catalog, settings, plan, ports);
  }
  std::uint64_t rows() const {
    const auto entry = catalog.find("SPY", DataKind::Trades, monday);
    return entry ? entry->summary.rows : 0;
  }
};

} // namespace

CAF_TEST(all pages of a day become one file) {
  Broker broker;
  CAF_REQUIRE(broker.fetch());
  CAF_CHECK_EQUAL(broker.rows(), 3u);
  CAF_CHECK_EQUAL(broker.asked.size(), 3u);
  CAF_CHECK_EQUAL(Broker::value(broker.asked[0], "feed"), "iex");
  CAF_CHECK_EQUAL(Broker::value(broker.asked[0], "start"), "2024-03-25T04:00:00Z");
  CAF_CHECK_EQUAL(Broker::value(broker.asked[2], "page_token"), "t3");
}

CAF_TEST(a day that is there is not asked for again) {
  Broker broker;
  CAF_REQUIRE(broker.fetch());
  const auto again = broker.fetch();
  CAF_REQUIRE(again);
  CAF_CHECK_EQUAL(again->there, 1u);
  CAF_CHECK_EQUAL(broker.asked.size(), 3u);
}

CAF_TEST(a fetch that broke goes on with the page where it ended) {
  Broker broker;
  broker.troubles = {{}, {}, {ErrorKind::Refused, "no"}};
  CAF_CHECK(!broker.fetch());
  CAF_CHECK_EQUAL(broker.rows(), 0u);
  CAF_REQUIRE(broker.fetch());
  CAF_CHECK_EQUAL(broker.asked.size(), 3u);
  CAF_CHECK_EQUAL(broker.rows(), 3u);
}

CAF_TEST(too many requests and a broken line are waited out) {
  Broker broker;
  broker.troubles = {{ErrorKind::RateLimited, "slow"}, {ErrorKind::Unreachable, "gone"}};
  CAF_REQUIRE(broker.fetch());
  CAF_CHECK_EQUAL(broker.waits, 2);
  CAF_CHECK_EQUAL(broker.rows(), 3u);
}

CAF_TEST(sessions that are not over are left for another day) {
  Broker broker;
  CAF_REQUIRE(broker.fetch(make_date(2024, 3, 31)));
  CAF_CHECK_EQUAL(broker.asked.size(), 6u); // Monday and Tuesday
}

} // namespace history_fetch_test
