#include "adapters/cpquant/books_fetch.hpp"

#include "adapters/cpquant/wire_account.hpp"
#include "adapters/cpquant/wire_order.hpp"

#include <algorithm>
#include <utility>

namespace hft::cpquant {

namespace {

constexpr std::size_t order_page = 500;
constexpr std::size_t activity_page = 100;

/// One fetch under way: each answer asks the next question and keeps it alive meanwhile.
class BooksFetch : public std::enable_shared_from_this<BooksFetch> {
public:
  BooksFetch(Rest& rest, Timestamp since, std::function<void()> counted,
             std::function<void(Result<BrokerBooks>)> answer)
    : rest_(rest),
      since_(since),
      counted_(std::move(counted)),
      answer_(std::move(answer)) {}

  void start() { ask_orders("open", {}); }

private:
  using Next = void (BooksFetch::*)(const std::string& body);

  void ask(std::string_view path, const Query& query, Next next) {
    if (asked_++ > 0) counted_();
    rest_.request(net::Method::Get, path, query, {},
                  [self = shared_from_this(), next,
                   path = std::string{path}](Result<net::HttpResponse> response) {
                    response = only_success("GET " + path, std::move(response));
                    if (!response) return self->answer_(tl::unexpected<Failure>{response.error()});
                    (*self.*next)(response->body);
                  });
  }

  void ask_orders(const std::string& status, std::optional<Timestamp> after) {
    if (!after && status == "closed" && since_.nanoseconds != 0) after = since_;
    ask("/v2/orders",
        {{"status", status},
         {"limit", std::to_string(order_page)},
         {"direction", "asc"},
         {"nested", "false"},
         {"after", after ? format_timestamp(*after) : std::string{}}},
        status == "open" ? &BooksFetch::on_open_orders : &BooksFetch::on_closed_orders);
  }

  void on_open_orders(const std::string& body) {
    if (const auto after = take_orders(body, books_.open_orders)) return ask_orders("open", after);
    if (!failed_) ask_orders("closed", {});
  }

  void on_closed_orders(const std::string& body) {
    if (const auto after = take_orders(body, books_.closed_orders))
      return ask_orders("closed", after);
    if (!failed_) ask_fills({});
  }

  /// Adds a page; answers from when to go on, or nothing at the end. Orders of one moment may be
  /// cut by a page's end, so the next begins just before it and repeats are left out.
  std::optional<Timestamp> take_orders(const std::string& body, std::vector<BrokerOrder>& into) {
    const auto page = parse_orders(body);
    if (!page) return stop(page.error()), std::nullopt;
    const auto before = into.size();
    for (const auto& order : *page)
      if (std::none_of(into.begin(), into.end(),
                       [&](const auto& known) { return known.id == order.id; }))
        into.push_back(order);
    if (page->size() < order_page || into.size() == before) return std::nullopt;
    return page->back().submitted - Duration{1};
  }

  void ask_fills(const std::string& token) {
    ask("/v2/account/activities/FILL",
        {{"direction", "asc"},
         {"page_size", std::to_string(activity_page)},
         {"page_token", token},
         {"after", since_.nanoseconds != 0 ? format_timestamp(since_) : std::string{}}},
        &BooksFetch::on_fills);
  }

  void on_fills(const std::string& body) {
    auto page = parse_fills(body);
    if (!page) return stop(page.error());
    std::move(page->fills.begin(), page->fills.end(), std::back_inserter(books_.fills));
    if (page->items >= activity_page && page->last_id != last_token_) {
      last_token_ = page->last_id;
      return ask_fills(page->last_id);
    }
    std::stable_sort(books_.fills.begin(), books_.fills.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
    ask("/v2/positions", {}, &BooksFetch::on_positions);
  }

  void on_positions(const std::string& body) {
    const auto positions = parse_positions(body);
    if (!positions) return stop(positions.error());
    for (const auto& position : *positions) books_.positions.push_back(position.position);
    ask("/v2/account", {}, &BooksFetch::on_account);
  }

  void on_account(const std::string& body) {
    const auto account = parse_account(body);
    if (!account) return stop(account.error());
    books_.cash = account->cash;
    books_.equity = account->equity;
    books_.shorting_enabled = account->shorting_enabled;
    books_.blocked = account->trading_blocked || account->account_blocked || account->suspended;
    answer_(std::move(books_));
  }

  void stop(const Failure& failure) {
    failed_ = true;
    answer_(tl::unexpected<Failure>{failure});
  }

  Rest& rest_; ///< outlives every answer: its end waits for its thread
  Timestamp since_;
  std::function<void()> counted_;
  std::function<void(Result<BrokerBooks>)> answer_;
  BrokerBooks books_;
  std::string last_token_;
  std::size_t asked_ = 0;
  bool failed_ = false;
};

} // namespace

void fetch_books(Rest& rest, Timestamp since, std::function<void()> counted,
                 std::function<void(Result<BrokerBooks>)> answer) {
  std::make_shared<BooksFetch>(rest, since, std::move(counted), std::move(answer))->start();
}

} // namespace hft::cpquant
