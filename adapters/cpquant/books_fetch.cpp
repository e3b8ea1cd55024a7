#include "adapters/cpquant/books_fetch.hpp"

#include "adapters/cpquant/wire_account.hpp"
#include "adapters/cpquant/wire_order.hpp"
#include "adapters/door/limits.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace hft::cpquant {

namespace {

constexpr std::size_t order_page = 500;
constexpr std::size_t activity_page = 100;
constexpr Duration activity_look_back = std::chrono::hours{7 * 24};

/// One fetch under way: each answer asks the next question and keeps it alive meanwhile.
class BooksFetch : public std::enable_shared_from_this<BooksFetch> {
public:
  BooksFetch(Rest& rest, BooksQuestion question, std::function<void(Result<BrokerBooks>)> answer)
    : rest_(rest),
      since_(question.since),
      unexplained_(std::move(question.unexplained)),
      answer_(std::move(answer)) {}

  void start() { ask_orders("open", {}); }

private:
  using Next = void (BooksFetch::*)(const std::string& body);

  void ask(std::string_view path, const Query& query, Next next) {
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
    known_.clear();
    pages_ = 0;
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
      if (known_.insert(order.id).second) into.push_back(order);
    move_unread(page->left_out);
    if (page->items < order_page || into.size() == before) return std::nullopt;
    if (++pages_ >= door::order_pages) return stop(endless("orders")), std::nullopt;
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
    move_unread(page->left_out);
    if (page->items >= activity_page && page->last_id.empty())
      return stop({ErrorKind::BadPayload,
                   "the broker's list of fills goes on and tells no id to go on from"});
    if (page->items >= activity_page && page->last_id != last_token_) {
      if (++fill_pages_ >= door::fill_pages) return stop(endless("fills"));
      last_token_ = page->last_id;
      return ask_fills(page->last_id);
    }
    std::stable_sort(books_.fills.begin(), books_.fills.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
    ask_activities({});
  }

  // What moved shares or cash without an order. It takes days to be booked and is dated back: known
  // ids are the desk's to tell. A server that does not offer it has nothing of it to tell.
  void ask_activities(const std::string& token) {
    rest_.request(net::Method::Get, "/v2/account/activities",
                  {{"category", "non_trade_activity"},
                   {"direction", "desc"},
                   {"page_size", std::to_string(activity_page)},
                   {"page_token", token},
                   {"after", since_.nanoseconds != 0 ? format_timestamp(since_ - activity_look_back)
                                                     : std::string{}}},
                  {}, [self = shared_from_this()](Result<net::HttpResponse> response) {
                    response = only_success("GET /v2/account/activities", std::move(response));
                    if (response) return self->on_activities(response->body);
                    self->ask_announcements();
                  });
  }

  void on_activities(const std::string& body) {
    const auto page = parse_activities(body);
    if (!page) return ask_announcements();
    for (const auto& activity : *page)
      if (auto made = booked(activity)) books_.activities.push_back(std::move(*made));
    move_unread(page->left_out);
    const bool more = page->items >= activity_page && !page->empty() &&
                      page->back().id != last_activity_ && ++activity_pages_ < door::activity_pages;
    if (!more) return ask_announcements();
    last_activity_ = page->back().id;
    ask_activities(last_activity_);
  }

  // Of the symbols whose position nothing explains: an action may be announced before it is booked.
  void ask_announcements() {
    if (unexplained_.empty()) return ask_positions();
    const auto day = new_york_date(since_);
    rest_.request(net::Method::Get, "/v2/corporate_actions/announcements",
                  {{"ca_types", "split,merger"},
                   {"since", format_date(day + -7)},
                   {"until", format_date(day + 7)}},
                  {}, [self = shared_from_this()](Result<net::HttpResponse> response) {
                    response =
                      only_success("GET /v2/corporate_actions/announcements", std::move(response));
                    if (response) self->on_announcements(response->body);
                    self->ask_positions();
                  });
  }

  void on_announcements(const std::string& body) {
    const auto announced = parse_announcements(body);
    if (!announced) return;
    for (const auto& action : *announced)
      if (std::find(unexplained_.begin(), unexplained_.end(), action.symbol) != unexplained_.end())
        books_.activities.push_back(action);
  }

  void ask_positions() {
    std::stable_sort(books_.activities.begin(), books_.activities.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
    ask("/v2/positions", {}, &BooksFetch::on_positions);
  }

  void move_unread(const std::vector<UnreadItem>& items) {
    books_.unread.insert(books_.unread.end(), items.begin(), items.end());
  }

  void on_positions(const std::string& body) {
    const auto positions = parse_positions(body);
    if (!positions) return stop(positions.error());
    for (const auto& position : *positions) books_.positions.push_back(position.position);
    move_unread(positions->left_out);
    ask("/v2/account", {}, &BooksFetch::on_account);
  }

  void on_account(const std::string& body) {
    const auto account = parse_account(body);
    if (!account) return stop(account.error());
    books_.cash = account->cash;
    books_.equity = account->equity;
    books_.buying_power = account->buying_power;
    books_.shorting_enabled = account->shorting_enabled;
    books_.blocked = account->trading_blocked || account->account_blocked || account->suspended;
    answer_(std::move(books_));
  }

  static Failure endless(const char* what) {
    return {ErrorKind::BadPayload,
            std::string{"the broker's list of "} + what + " was given up: its pages do not end"};
  }

  void stop(const Failure& failure) {
    failed_ = true;
    answer_(tl::unexpected<Failure>{failure});
  }

  Rest& rest_; ///< outlives every answer: its end waits for its thread
  Timestamp since_;
  std::vector<Symbol> unexplained_;
  std::function<void(Result<BrokerBooks>)> answer_;
  BrokerBooks books_;
  std::string last_token_;
  std::string last_activity_;
  std::size_t activity_pages_ = 0;
  std::unordered_set<BrokerOrderId> known_;
  std::size_t pages_ = 0;
  std::size_t fill_pages_ = 0;
  bool failed_ = false;
};

} // namespace

void fetch_books(Rest& rest, BooksQuestion question,
                 std::function<void(Result<BrokerBooks>)> answer) {
  std::make_shared<BooksFetch>(rest, std::move(question), std::move(answer))->start();
}

} // namespace hft::cpquant
