#pragma once

#include "actors/model/model_runner.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hft {

/// The place of one instance: the model that decides in it, and at times a candidate beside it. All
/// that the instance is told goes through here once, so that a change of models falls between two
/// inputs: the old one has seen all before it, the new one sees all after it. Pure; one thread.
class ModelSlot {
public:
  using Made = std::span<const Signal>;
  using Windows = ModelRunner::Windows;

  /// On paper: its signals are traded on paper until it is promoted. A model that was given its
  /// memory back needs no history.
  ModelSlot(std::shared_ptr<ModelHost> host, bool on_paper, bool needs_history);

  /// Inputs; what they return is to be sent and stays valid until the next call.
  Made on_frame(const MarketFrame& frame);
  Made take(const ModelInput& input, MonotonicTime now);
  /// What its models may know beside: the account, what the broker allows with an asset.
  void on_account(const AccountState& account);
  void on_asset(const AssetTraits& asset);
  /// What its models noted since it was last asked.
  std::optional<ModelNotes> notes();
  /// What the desk knows of the instance: counts at the start of its life and when it was asked for
  /// a change (`change_due`), which then takes place. Empty otherwise.
  Made on_standing(const InstanceBook& standing, MonotonicTime now);

  /// Questions about the past, to be asked; answers come to `on_history`.
  std::vector<HistoryQuestion> on_subscribed(const Subscriptions& acknowledged, Timestamp newest,
                                             const Windows& windows);
  void on_history(std::uint64_t number, const Result<std::vector<MarketEvent>>& events);
  /// There is history further back that somebody needs: time to ask again.
  bool is_short() const;
  /// The questions of those whose answers were failures or not enough.
  std::vector<HistoryQuestion> ask_again(const Windows& windows);
  /// One more slice of history for who prepares.
  Made advance();
  /// Somebody prepares.
  bool is_preparing() const;

  /// Seats a candidate: to take over when ready, or in shadow. The same model as the one that
  /// decides inherits its memory, at the change or now. Refused when that memory is of a newer
  /// version; one that does not fit its parameters is left behind.
  Result<void> install(std::shared_ptr<ModelHost> host, bool shadow, bool needs_history);
  /// What runs in shadow shall decide, as soon as it is warmed up.
  Result<void> promote();
  /// False when there is none.
  bool drop_candidate();
  /// Why the last candidate could not inherit; empty when it could or there was nothing.
  const std::string& not_inherited() const { return not_inherited_; }
  const ModelRunner* candidate() const { return candidate_ ? &*candidate_ : nullptr; }
  /// A change waits for the instance's standing.
  bool change_due() const;
  /// Changes of the one that decides, so far.
  std::uint64_t changes() const { return changes_; }

  const ModelRunner& active() const { return active_; }
  ModelHost& host() { return active_.host(); }
  const std::optional<std::string>& fault() const { return active_.fault(); }
  /// All there is to tell of the active model's fault, in lines.
  const std::string& fault_account() const { return active_.host().fault_account(); }
  /// The candidate's fault, once: it is gone.
  std::optional<std::string> candidate_fault();
  ModelReport report() const;

private:
  void number(const MarketFrame& frame);
  void change(const InstanceBook& standing, MonotonicTime now);
  bool is_same_model(const ModelHost& host) const;

  ModelRunner active_;
  std::optional<ModelRunner> candidate_;
  std::string not_inherited_;
  bool inherits_ = false;  ///< the candidate takes over the memory of the one that decides
  bool promoting_ = false; ///< what runs on paper is to decide
  bool started_ = false;   ///< the standing at the start was told
  std::optional<SessionChanged> session_; ///< the last one: a candidate must know it, too
  Timestamp newest_;
  Subscriptions acknowledged_;
  std::uint64_t next_question_ = 1;
  std::vector<Signal> made_;
  std::optional<std::string> candidate_fault_;
  std::uint64_t changes_ = 0;
  ModelReport earlier_; ///< counts of the models that sat here before
  std::uint64_t expected_ = 1;
  std::uint64_t frames_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t repeated_ = 0;
};

} // namespace hft
