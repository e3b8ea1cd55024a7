#pragma once

/// For files in `adapters/cpquant` only: the pages of one question as one answer.

#include "adapters/cpquant/rest.hpp"
#include "adapters/door/limits.hpp"
#include "adapters/market_history.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hft::cpquant {

/// Pages of one symbol, gathered for the port.
template <class Item, class Parse>
class Gather : public std::enable_shared_from_this<Gather<Item, Parse>> {
public:
  Gather(Rest& rest, std::string path, Query query, Parse parse, MarketHistory::Answer<Item> answer)
    : rest_(rest),
      path_(std::move(path)),
      query_(std::move(query)),
      parse_(std::move(parse)),
      answer_(std::move(answer)) {}

  void ask(const std::string& token) {
    ++pages_;
    auto query = query_;
    query.emplace_back("page_token", token);
    rest_.request(net::Method::Get, path_, query, {},
                  [self = this->shared_from_this(), token](Result<net::HttpResponse> response) {
                    self->on_answer(only_success("GET " + self->path_, std::move(response)), token);
                  });
  }

private:
  void on_answer(const Result<net::HttpResponse>& response, const std::string& token) {
    if (!response) return answer_(tl::unexpected<Failure>{response.error()});
    const auto before = items_.size();
    auto next = parse_(response->body, items_);
    if (!next) return answer_(tl::unexpected<Failure>{next.error()});
    if (next->empty() || *next == token) return answer_(std::move(items_));
    empty_pages_ = items_.size() == before ? empty_pages_ + 1 : 0;
    if (pages_ >= door::history_pages || items_.size() > door::history_items ||
        empty_pages_ > most_empty_pages)
      return answer_(fail(ErrorKind::BadPayload, "GET " + path_ +
                                                   " was given up: its pages do not end, " +
                                                   std::to_string(pages_) + " were read with " +
                                                   std::to_string(items_.size()) + " items"));
    ask(*next);
  }

  static constexpr std::size_t most_empty_pages = 3; // in a row

  Rest& rest_; ///< outlives every answer: its end waits for its thread
  std::string path_;
  Query query_;
  Parse parse_;
  MarketHistory::Answer<Item> answer_;
  std::vector<Item> items_;
  std::size_t pages_ = 0;
  std::size_t empty_pages_ = 0;
};

template <class Item, class Parse>
void gather(Rest& rest, std::string path, Query query, Parse parse,
            MarketHistory::Answer<Item> answer) {
  std::make_shared<Gather<Item, Parse>>(rest, std::move(path), std::move(query), std::move(parse),
                                        std::move(answer))
    ->ask({});
}

} // namespace hft::cpquant
