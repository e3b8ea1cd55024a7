#pragma once

#include "actors/exception_text.hpp"
#include "actors/execution/execution_actor.hpp"
#include "actors/feed/feed_actor.hpp"
#include "actors/model/model_actor.hpp"
#include "actors/session_clock/session_clock_actor.hpp"
#include "actors/weak_mailbox.hpp"
#include "app/wiring/lane.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace hft {

/// The feed's actor on the lane.
class LaneFeed : public LaneActor<FeedActor::base> {
public:
  LaneFeed(caf::actor_config& actor_config, Lane& lane, FeedActorConfig config)
    : LaneActor(actor_config, lane),
      config_(std::move(config)) {}
  const char* name() const override { return "feed"; }
  FeedActor::behavior_type make_behavior() override {
    set_exception_handler(keep_exception_text);
    return feed_behavior(this, std::move(config_));
  }

private:
  FeedActorConfig config_;
};

/// A model's actor on the lane.
class LaneModel : public LaneActor<ModelActor::base> {
public:
  LaneModel(caf::actor_config& actor_config, Lane& lane, std::shared_ptr<ModelHost> host,
            ModelActorConfig config)
    : LaneActor(actor_config, lane),
      name_("model " + host->id().str()),
      host_(std::move(host)),
      config_(std::move(config)) {}
  const char* name() const override { return name_.c_str(); }
  std::string_view role() const override { return "model"; }
  ModelActor::behavior_type make_behavior() override {
    return model_behavior(this, std::move(host_), std::move(config_));
  }

private:
  std::string name_;
  std::shared_ptr<ModelHost> host_;
  ModelActorConfig config_;
};

/// A model's actor on the scheduler, or on a thread of its own when it is spawned detached.
class OwnModel : public FaultPoints<ModelActor::base> {
public:
  OwnModel(caf::actor_config& actor_config, std::shared_ptr<ModelHost> host,
           ModelActorConfig config)
    : FaultPoints(actor_config),
      name_("model " + host->id().str()),
      host_(std::move(host)),
      config_(std::move(config)) {}
  const char* name() const override { return name_.c_str(); }
  std::string_view role() const override { return "model"; }
  ModelActor::behavior_type make_behavior() override {
    return model_behavior(this, std::move(host_), std::move(config_));
  }

private:
  std::string name_;
  std::shared_ptr<ModelHost> host_;
  ModelActorConfig config_;
};

/// The session clock's actor on the scheduler.
class OwnClock : public FaultPoints<SessionClockActor::base> {
public:
  OwnClock(caf::actor_config& actor_config, SessionClockConfig config)
    : FaultPoints(actor_config),
      config_(std::move(config)) {}
  const char* name() const override { return "clock"; }
  SessionClockActor::behavior_type make_behavior() override {
    return session_clock_actor(this, std::move(config_));
  }

private:
  SessionClockConfig config_;
};

/// The execution actor on the lane; it starts the gateway on its first turn and stops it on its
/// last, and turns the gateway's calls into messages to itself.
class LaneExecution : public LaneActor<ExecutionActor::base> {
public:
  LaneExecution(caf::actor_config& actor_config, Lane& lane, std::shared_ptr<ExecutionState> state)
    : LaneActor(actor_config, lane),
      gateway_(state->config.gateway),
      state_(std::move(state)) {}
  const char* name() const override { return "execution"; }

  ExecutionActor::behavior_type make_behavior() override {
    set_exception_handler(keep_exception_text);
    set_error_handler([](caf::scheduled_actor*, caf::error&) {});
    auto behavior = execution_behavior(this, std::move(state_));
    const auto post = [mailbox = WeakMailbox<ExecutionActor>{this}](const auto& message) {
      mailbox.post(message);
    };
    gateway_->start({[post](const OrderStreamChanged& changed) { post(changed); },
                     [post](const OrderEvent& event) { post(event); },
                     [post](const OrderAnswered& answered) { post(answered); },
                     [post](const BooksFetched& fetched) { post(fetched); },
                     [post](const OrderLookedUp& found) { post(found); },
                     [post](const AssetLookedUp& found) { post(found); },
                     [post](const UnreadItem& item) { post(item); }});
    return behavior;
  }

  void on_exit() override {
    if (gateway_) gateway_->stop();
    gateway_ = nullptr;
  }

private:
  std::shared_ptr<OrderGateway> gateway_;
  std::shared_ptr<ExecutionState> state_;
};

} // namespace hft
