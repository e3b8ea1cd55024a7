#include "actors/feed/feed_shell_actor.hpp"

#include <caf/all.hpp>

namespace hft {

// Who gets frames: subscribing and leaving, and those that are slow or stuck.

void FeedShell::on_subscribe(const Subscribe& subscribe) {
  const auto place = table_.set(subscribe.id, subscribe.wanted);
  if (place == subscribers_.size()) subscribers_.emplace_back();
  auto& subscriber = subscribers_[place];
  if (subscriber.handle == subscribe.handle && subscriber.handled == subscribe.handled) {
    subscriber.told_subscribed = false; // another wish of the same: its frames go on
  } else {
    if (subscriber.handle) self_->demonitor(subscriber.handle.address());
    subscriber = {subscribe.id, subscribe.handle, subscribe.handled,
                  subscribe.handled ? subscribe.handled->load() : 0, Outbox{config_.outbox}};
    self_->monitor(subscriber.handle);
  }
  any_metered_ = any_metered_ || (subscribe.handled != nullptr && !config_.in_step);
  config_.feed->want(table_.wanted());
  publish_subscribed();
}

/// Those whose whole wish the venue has acknowledged hear of it, once a wish.
void FeedShell::publish_subscribed() {
  if (status_.state != FeedState::Live) return;
  for (SubscriptionTable::Place place = 0; place < subscribers_.size(); ++place) {
    auto& subscriber = subscribers_[place];
    if (subscriber.told_subscribed) continue;
    if (!missing_text(table_.wanted_by(place), acknowledged_).empty()) continue;
    subscriber.told_subscribed = true;
    self_->send(subscriber.handle, Subscribed{acknowledged_, gaps_.newest()});
  }
}

void FeedShell::on_unsubscribe(const ModelId& id) {
  const auto place = table_.remove(id);
  if (!place) return;
  auto& subscriber = subscribers_[*place];
  self_->demonitor(subscriber.handle.address());
  status_.conflated += subscriber.outbox.conflated();
  subscribers_.erase(subscribers_.begin() + *place);
  // A clock at full speed would stand for ever if nobody listened any more.
  const bool waits_for_us = config_.speed <= 0 || config_.in_step;
  if (!waits_for_us || !table_.wanted().empty()) config_.feed->want(table_.wanted());
  heed_outboxes();
}

void FeedShell::on_down(const caf::down_msg& down) {
  for (const auto& subscriber : subscribers_)
    if (subscriber.handle.address() == down.source) return on_unsubscribe(ModelId{subscriber.id});
}

void FeedShell::send(Subscriber& subscriber, const MarketFrame& frame) {
  self_->send(subscriber.handle, MarketFrame{frame.batch, frame.lag, ++subscriber.sent});
}

void FeedShell::drain(Subscriber& subscriber) {
  const auto handled =
    subscriber.handled->load(std::memory_order_acquire) - subscriber.handled_before;
  while (auto frame = subscriber.outbox.next(handled)) send(subscriber, *frame);
}

void FeedShell::heed_outboxes() {
  bool full = false;
  for (auto& subscriber : subscribers_)
    if (subscriber.handled && subscriber.outbox.is_full()) full = true;
  if (full == paused_) return;
  paused_ = full;
  if (full)
    config_.feed->pause();
  else
    config_.feed->resume();
}

/// Whoever has frames and takes none in would in the end hold up all others.
void FeedShell::publish_of_stuck() {
  if (!any_metered_) return;
  for (auto& subscriber : subscribers_) {
    if (!subscriber.handled) continue;
    const auto handled = subscriber.handled->load(std::memory_order_relaxed);
    const bool idle = subscriber.outbox.waiting() == 0;
    if (idle || handled != subscriber.handled_then || subscriber.moved_at == MonotonicTime{}) {
      subscriber.handled_then = handled;
      subscriber.moved_at = now();
    } else if (now() - subscriber.moved_at >= config_.stuck && config_.supervisor) {
      subscriber.moved_at = now();
      self_->send(config_.supervisor,
                  ModelNews{subscriber.id, ModelState::Quarantined,
                            "it has taken in no event for " +
                              std::to_string(config_.stuck / std::chrono::seconds{1}) + " s",
                            false, std::nullopt});
    }
  }
}

} // namespace hft
