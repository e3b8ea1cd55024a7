#pragma once

#include "adapters/cpquant/credentials.hpp"
#include "adapters/cpquant/endpoints.hpp"
#include "adapters/cpquant/wire_history.hpp"
#include "adapters/market_history.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hft::cpquant {

/// One symbol or many: a list, or cpquant's comma-separated text.
class SymbolList {
public:
  SymbolList(const char* text)
    : SymbolList(std::string{text}) {}                 // NOLINT(google-explicit-constructor)
  SymbolList(std::string text);                        // NOLINT(google-explicit-constructor)
  SymbolList(const std::vector<std::string>& symbols); // NOLINT(google-explicit-constructor)
  SymbolList(std::initializer_list<std::string> symbols)
    : SymbolList(std::vector<std::string>{symbols}) {}
  const std::vector<std::string>& list() const { return list_; }
  std::string joined() const;

private:
  std::vector<std::string> list_;
};

/// Start and end are `YYYY-MM-DD` or RFC 3339; empty: cpquant's default, the last 365 days.
struct BarsQuery {
  std::string timeframe = "1D";
  std::string start{};
  std::string end{};
  std::string adjustment = "raw";
  int limit = 1000; ///< of one page, over all symbols
  std::string asof{};
  std::string feed = "iex";
  std::string currency = "USD";
  std::string page_token{};
  bool only_market = false; ///< keep bars that start between 09:30 and 16:00 New York time
};

struct TradesQuery {
  std::string start{};
  std::string end{};
  int limit = 10'000;
  std::string asof{};
  std::string feed = "iex";
  std::string currency = "USD";
  std::string page_token{};
};

struct OptionChainQuery {
  std::string feed = "indicative";
  int limit = 100;
  std::string updated_since{};
  std::string page_token{};
  std::string type = "call";
  std::optional<Price> strike_price_gte{};
  std::optional<Price> strike_price_lte{};
  std::string expiration_date{};
  std::string expiration_date_gte{};
  std::string expiration_date_lte{};
  std::string root_symbol{};
};

struct OptionBarsQuery {
  std::string timeframe = "1D";
  std::string start{};
  std::string end{};
  int limit = 1000;
  std::string page_token{};
  std::string sort = "asc";
};

/// Walks the pages of a query: each `next` asks for one; empty after the last.
template <class Page>
class PageIterator {
public:
  using Fetch = std::function<Result<Page>(const std::string& token)>;
  PageIterator(Fetch fetch, std::string token)
    : fetch_(std::move(fetch)),
      token_(std::move(token)) {}
  /// A failure ends the walk; what came before stays valid.
  Result<std::optional<Page>> next() {
    if (done_) return std::optional<Page>{};
    auto page = fetch_(token_);
    done_ = !page || page->next_page_token.empty() || page->next_page_token == token_;
    if (!page) return tl::unexpected<Failure>{page.error()};
    token_ = page->next_page_token;
    return std::optional<Page>{std::move(*page)};
  }

private:
  Fetch fetch_;
  std::string token_;
  bool done_ = false;
};

/// Historical and latest market data, by cpquant's names; each call blocks for one answer. Also the
/// port `MarketHistory`, whose answers come on the client's own HTTP thread.
class AlpacaDataClient : public MarketHistory {
public:
  /// `tell` hears, on any thread, in one sentence when the broker asks us to wait.
  explicit AlpacaDataClient(Credentials credentials, Endpoints endpoints = paper_endpoints(),
                            Duration timeout = std::chrono::seconds{20},
                            std::function<void(const std::string&)> tell = {});
  /// With the keys of the environment and of `env_file`, see `load_credentials`.
  static Result<std::unique_ptr<AlpacaDataClient>>
  from_environment(const std::filesystem::path& env_file = ".env");
  ~AlpacaDataClient() override;

  Result<BarPage> get_bars(const SymbolList& symbols, const BarsQuery& query = {});
  Result<BarTable> get_latest_bars(const SymbolList& symbols, const std::string& feed = "iex",
                                   const std::string& currency = "USD");
  /// One symbol at a time, as in cpquant.
  Result<TradePage> get_trades(const SymbolList& symbols, const TradesQuery& query = {});
  PageIterator<TradePage> get_trades_iterator(const SymbolList& symbols,
                                              const TradesQuery& query = {});
  Result<std::map<std::string, std::string>> get_exchange_codes();
  Result<OptionChainPage> get_option_chain(const std::string& underlying_symbol,
                                           const OptionChainQuery& query = {});
  Result<BarPage> get_option_historical_bars(const SymbolList& symbols,
                                             const OptionBarsQuery& query = {});
  PageIterator<BarPage> get_option_historical_bars_iterator(const SymbolList& symbols,
                                                            const OptionBarsQuery& query = {});
  /// GET with the keys on any address of the data host, or a path on it; the body.
  Result<std::string> do_get(const std::string& url,
                             const std::vector<std::pair<std::string, std::string>>& params = {});

  // The port.
  void fetch_trades(const Symbol& symbol, Timestamp from, Timestamp until,
                    Answer<Trade> answer) override;
  void fetch_bars(const Symbol& symbol, Timestamp from, Timestamp until, Duration interval,
                  Answer<Bar> answer) override;

private:
  std::string base_;
  std::string feed_; ///< of the port's questions
  std::unique_ptr<class Rest> rest_;
};

} // namespace hft::cpquant
