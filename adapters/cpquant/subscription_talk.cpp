#include "adapters/cpquant/subscription_talk.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace hft::cpquant {

namespace {

constexpr int most_refusals = 64; // a venue that refuses everything is not asked for ever

/// What is in `all` and not in `without`; the venue's `*` stands for every symbol.
Subscriptions difference(const Subscriptions& all, const Subscriptions& without) {
  Subscriptions made;
  for (std::size_t i = 0; i < channel_count; ++i) {
    const auto& there = without.symbols[i];
    if (std::binary_search(there.begin(), there.end(), Symbol{"*"})) continue;
    std::set_difference(all.symbols[i].begin(), all.symbols[i].end(), there.begin(), there.end(),
                        std::back_inserter(made.symbols[i]));
  }
  return made;
}

std::set<Symbol> symbols_in(const Subscriptions& what) {
  std::set<Symbol> made;
  for (const auto& list : what.symbols) made.insert(list.begin(), list.end());
  return made;
}

/// The first half of the symbols with all their channels, and the rest.
std::pair<Subscriptions, Subscriptions> halves(const Subscriptions& what) {
  const auto symbols = symbols_in(what);
  const auto middle = *std::next(symbols.begin(), static_cast<std::ptrdiff_t>(symbols.size() / 2));
  std::pair<Subscriptions, Subscriptions> made;
  for (std::size_t i = 0; i < channel_count; ++i)
    for (const auto& symbol : what.symbols[i])
      (symbol < middle ? made.first : made.second).symbols[i].push_back(symbol);
  return made;
}

} // namespace

void SubscriptionTalk::reset() {
  acknowledged_ = {};
  said_.reset();
  waiting_.clear();
  refusal_.clear();
  refusals_ = 0;
  ask_for(wish_);
}

void SubscriptionTalk::want(const Subscriptions& wish) {
  // What is under way counts as sent: its answer comes before that to anything new.
  auto sent = acknowledged_;
  if (said_ && said_->subscribe) sent.merge(said_->what);
  if (said_ && !said_->subscribe) sent = difference(sent, said_->what);
  wish_ = wish;
  waiting_.clear();
  refusals_ = 0;
  // Unsubscribes first, so that a symbol limit is not hit on the way.
  if (auto gone = difference(sent, wish); !gone.empty())
    waiting_.push_back({false, std::move(gone)});
  ask_for(difference(wish, sent));
}

void SubscriptionTalk::ask_again() {
  if (!is_settled()) return;
  refusals_ = 0;
  ask_for(difference(wish_, acknowledged_));
}

void SubscriptionTalk::ask_for(const Subscriptions& added) {
  if (!added.empty()) waiting_.push_back({true, added});
}

std::optional<SubscriptionTalk::Request> SubscriptionTalk::next() {
  if (said_ || waiting_.empty()) return std::nullopt;
  said_ = std::move(waiting_.front());
  waiting_.pop_front();
  return said_;
}

void SubscriptionTalk::on_acknowledged(const Subscriptions& set) {
  acknowledged_ = set;
  said_.reset();
}

void SubscriptionTalk::on_refused(const std::string& sentence) {
  refusal_ = sentence;
  const auto refused = std::exchange(said_, std::nullopt);
  if (!refused || !refused->subscribe) return;
  if (++refusals_ > most_refusals) {
    std::erase_if(waiting_, [](const Request& request) { return request.subscribe; });
    return;
  }
  if (symbols_in(refused->what).size() < 2) return; // missing, and named so
  auto [first, rest] = halves(refused->what);
  waiting_.push_front({true, std::move(rest)});
  waiting_.push_front({true, std::move(first)});
}

bool SubscriptionTalk::has_any() const {
  return wish_.empty() || difference(wish_, acknowledged_) != wish_;
}

std::string SubscriptionTalk::missing_text() const {
  constexpr std::size_t longest = 300;
  const auto missing = difference(wish_, acknowledged_);
  std::string text;
  for (std::size_t i = 0; i < channel_count; ++i)
    for (const auto& symbol : missing.symbols[i])
      if (text.size() < longest)
        text += (text.empty() ? "" : ", ") + std::string{to_string(static_cast<Channel>(i))} + ' ' +
                symbol.str();
  if (text.empty()) return text;
  if (text.size() >= longest) text += ", ...";
  return "the venue did not acknowledge all we asked for" +
         (refusal_.empty() ? "" : " (" + refusal_ + ')') + "; missing: " + text;
}

} // namespace hft::cpquant
