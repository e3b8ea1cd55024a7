#include "adapters/cpquant/data_client.hpp"

#include "adapters/cpquant/gather.hpp"
#include "adapters/cpquant/rest.hpp"
#include "adapters/net/clock.hpp"
#include "adapters/net/url.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <utility>

namespace hft::cpquant {

namespace {

constexpr int cpquants_range = 365; // days
constexpr int largest_page = 10'000;

std::string today() {
  return format_date(new_york_date(net::wall_now()));
}
std::string start_or_default(const std::string& start) {
  return start.empty() ? format_date(new_york_date(net::wall_now()) - cpquants_range) : start;
}
std::string or_today(const std::string& text) {
  return text.empty() ? today() : text;
}
std::string text_of(const std::optional<Price>& price) {
  return price ? to_string(*price) : std::string{};
}

bool in_regular_hours(const Bar& bar) {
  const auto time = new_york_time_of_day(bar.start);
  return time >= std::chrono::hours{9} + std::chrono::minutes{30} && time < std::chrono::hours{16};
}

void keep_regular_hours(BarTable& table) {
  for (auto& [symbol, bars] : table)
    std::erase_if(bars, [](const Bar& bar) { return !in_regular_hours(bar); });
}

Result<void> check_symbols(const SymbolList& symbols) {
  if (symbols.list().empty())
    return fail(ErrorKind::BadArgument, "the data client was asked for no symbol");
  return {};
}

/// The feed named at the end of the stream's address; the free one for streams without history.
std::string feed_of(const Endpoints& endpoints) {
  const auto slash = endpoints.data_stream_url.rfind('/');
  const auto feed =
    slash == std::string::npos ? std::string{} : endpoints.data_stream_url.substr(slash + 1);
  return feed == "sip" ? feed : "iex";
}

} // namespace

SymbolList::SymbolList(std::string text) {
  std::size_t at = 0;
  while (at <= text.size()) {
    const auto comma = std::min(text.find(',', at), text.size());
    auto symbol = text.substr(at, comma - at);
    symbol.erase(0, symbol.find_first_not_of(' '));
    symbol.erase(symbol.find_last_not_of(' ') + 1);
    if (!symbol.empty()) list_.push_back(symbol);
    at = comma + 1;
  }
}

SymbolList::SymbolList(const std::vector<std::string>& symbols) : list_(symbols) {}

std::string SymbolList::joined() const {
  std::string text;
  for (const auto& symbol : list_) text += (text.empty() ? "" : ",") + symbol;
  return text;
}

AlpacaDataClient::AlpacaDataClient(Credentials credentials, Endpoints endpoints, Duration timeout,
                                   std::function<void(const std::string&)> tell)
  : base_(endpoints.data_url),
    feed_(feed_of(endpoints)) {
  auto gate = std::make_shared<RequestGate>(known_limit(endpoints.real()), 0, net::monotonic_now);
  gate->on_pause(std::move(tell));
  rest_ = std::make_unique<Rest>(base_, credentials, timeout, std::move(gate));
}

Result<std::unique_ptr<AlpacaDataClient>>
AlpacaDataClient::from_environment(const std::filesystem::path& env_file) {
  auto credentials = load_credentials(KeyPair::Data, {env_file, {}});
  if (!credentials) return tl::unexpected<Failure>{credentials.error()};
  return std::make_unique<AlpacaDataClient>(std::move(*credentials));
}

AlpacaDataClient::~AlpacaDataClient() = default;

Result<BarPage> AlpacaDataClient::get_bars(const SymbolList& symbols, const BarsQuery& query) {
  if (const auto good = check_symbols(symbols); !good) return tl::unexpected<Failure>{good.error()};
  const auto response = rest_->perform(net::Method::Get, "/v2/stocks/bars",
                                       {{"symbols", symbols.joined()},
                                        {"timeframe", query.timeframe},
                                        {"start", start_or_default(query.start)},
                                        {"end", or_today(query.end)},
                                        {"adjustment", query.adjustment},
                                        {"limit", std::to_string(query.limit)},
                                        {"asof", or_today(query.asof)},
                                        {"feed", query.feed},
                                        {"currency", query.currency},
                                        {"page_token", query.page_token}});
  if (!response) return tl::unexpected<Failure>{response.error()};
  auto page = parse_bar_page(response->body);
  if (!page) return page;
  for (const auto& symbol : symbols.list())
    if (!page->bars.contains(symbol)) page->rejected.push_back(symbol);
  if (query.only_market) keep_regular_hours(page->bars);
  return page;
}

Result<BarTable> AlpacaDataClient::get_latest_bars(const SymbolList& symbols,
                                                   const std::string& feed,
                                                   const std::string& currency) {
  if (const auto good = check_symbols(symbols); !good) return tl::unexpected<Failure>{good.error()};
  const auto response =
    rest_->perform(net::Method::Get, "/v2/stocks/bars/latest",
                   {{"symbols", symbols.joined()}, {"feed", feed}, {"currency", currency}});
  if (!response) return tl::unexpected<Failure>{response.error()};
  return parse_latest_bars(response->body);
}

Result<TradePage> AlpacaDataClient::get_trades(const SymbolList& symbols,
                                               const TradesQuery& query) {
  if (symbols.list().size() != 1)
    return fail(ErrorKind::BadArgument, "the data client was asked for the trades of \"" +
                                          symbols.joined() + "\": it takes one symbol at a time");
  const auto response = rest_->perform(net::Method::Get, "/v2/stocks/trades",
                                       {{"symbols", symbols.joined()},
                                        {"start", start_or_default(query.start)},
                                        {"end", or_today(query.end)},
                                        {"limit", std::to_string(query.limit)},
                                        {"asof", or_today(query.asof)},
                                        {"feed", query.feed},
                                        {"currency", query.currency},
                                        {"page_token", query.page_token}});
  if (!response) return tl::unexpected<Failure>{response.error()};
  return parse_trade_page(response->body);
}

PageIterator<TradePage> AlpacaDataClient::get_trades_iterator(const SymbolList& symbols,
                                                              const TradesQuery& query) {
  return {[this, symbols, query](const std::string& token) {
            auto page = query;
            page.page_token = token;
            return get_trades(symbols, page);
          },
          query.page_token};
}

Result<std::map<std::string, std::string>> AlpacaDataClient::get_exchange_codes() {
  const auto response = rest_->perform(net::Method::Get, "/v2/stocks/meta/exchanges");
  if (!response) return tl::unexpected<Failure>{response.error()};
  return parse_names(response->body);
}

Result<OptionChainPage> AlpacaDataClient::get_option_chain(const std::string& underlying_symbol,
                                                           const OptionChainQuery& query) {
  const auto response = rest_->perform(
    net::Method::Get, "/v1beta1/options/snapshots/" + net::percent_encoded(underlying_symbol),
    {{"feed", query.feed},
     {"limit", std::to_string(query.limit)},
     {"updated_since", query.updated_since},
     {"page_token", query.page_token},
     {"type", query.type},
     {"strike_price_gte", text_of(query.strike_price_gte)},
     {"strike_price_lte", text_of(query.strike_price_lte)},
     {"expiration_date", query.expiration_date},
     {"expiration_date_gte", query.expiration_date_gte},
     {"expiration_date_lte", query.expiration_date_lte},
     {"root_symbol", query.root_symbol}});
  if (!response) return tl::unexpected<Failure>{response.error()};
  return parse_option_chain(response->body);
}

Result<BarPage> AlpacaDataClient::get_option_historical_bars(const SymbolList& symbols,
                                                             const OptionBarsQuery& query) {
  if (const auto good = check_symbols(symbols); !good) return tl::unexpected<Failure>{good.error()};
  const auto response = rest_->perform(net::Method::Get, "/v1beta1/options/bars",
                                       {{"symbols", symbols.joined()},
                                        {"timeframe", query.timeframe},
                                        {"start", start_or_default(query.start)},
                                        {"end", or_today(query.end)},
                                        {"limit", std::to_string(query.limit)},
                                        {"page_token", query.page_token},
                                        {"sort", query.sort}});
  if (!response) return tl::unexpected<Failure>{response.error()};
  return parse_bar_page(response->body);
}

PageIterator<BarPage>
AlpacaDataClient::get_option_historical_bars_iterator(const SymbolList& symbols,
                                                      const OptionBarsQuery& query) {
  return {[this, symbols, query](const std::string& token) {
            auto page = query;
            page.page_token = token;
            return get_option_historical_bars(symbols, page);
          },
          query.page_token};
}

Result<std::string>
AlpacaDataClient::do_get(const std::string& url,
                         const std::vector<std::pair<std::string, std::string>>& params) {
  const auto full = url.starts_with('/') ? base_ + url : url;
  // The keys go nowhere else.
  if (!full.starts_with(base_ + '/'))
    return fail(ErrorKind::BadArgument, "the data client does not ask " + full.substr(0, 200) +
                                          ": its keys are for " + base_ + " only");
  const auto response = rest_->perform_url(net::Method::Get, target_of(full, params));
  if (!response) return tl::unexpected<Failure>{response.error()};
  return response->body;
}

void AlpacaDataClient::fetch_trades(const Symbol& symbol, Timestamp from, Timestamp until,
                                    Answer<Trade> answer) {
  const auto parse = [name = symbol.str()](const std::string& body,
                                           std::vector<Trade>& into) -> Result<std::string> {
    auto page = parse_trade_page(body);
    if (!page) return tl::unexpected<Failure>{page.error()};
    auto& trades = page->trades[name];
    into.insert(into.end(), trades.begin(), trades.end());
    return page->next_page_token;
  };
  gather<Trade>(*rest_, "/v2/stocks/trades",
                {{"symbols", symbol.str()},
                 {"start", format_timestamp(from)},
                 {"end", format_timestamp(until)},
                 {"limit", std::to_string(largest_page)},
                 {"feed", feed_},
                 {"sort", "asc"}},
                parse, std::move(answer));
}

void AlpacaDataClient::fetch_bars(const Symbol& symbol, Timestamp from, Timestamp until,
                                  Duration interval, Answer<Bar> answer) {
  const auto timeframe = timeframe_of(interval);
  if (!timeframe)
    return answer(fail(ErrorKind::BadArgument,
                       "the venue has no bars of " + std::to_string(interval.count()) + " ns"));
  const auto parse = [name = symbol.str()](const std::string& body,
                                           std::vector<Bar>& into) -> Result<std::string> {
    auto page = parse_bar_page(body);
    if (!page) return tl::unexpected<Failure>{page.error()};
    auto& bars = page->bars[name];
    into.insert(into.end(), bars.begin(), bars.end());
    return page->next_page_token;
  };
  gather<Bar>(*rest_, "/v2/stocks/bars",
              {{"symbols", symbol.str()},
               {"timeframe", *timeframe},
               {"start", format_timestamp(from)},
               {"end", format_timestamp(until)},
               {"limit", std::to_string(largest_page)},
               {"feed", feed_},
               {"sort", "asc"}},
              parse, std::move(answer));
}

} // namespace hft::cpquant
