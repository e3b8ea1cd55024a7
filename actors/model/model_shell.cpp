#include "actors/model/model_shell.hpp"

#include "actors/weak_mailbox.hpp"
#include "messages/number_text.hpp"

#include <caf/all.hpp>

#include <chrono>
#include <utility>

namespace hft {

namespace {

constexpr Duration before_asking_again = std::chrono::seconds{1};

std::vector<MarketEvent> events_of(std::vector<Trade>&& trades) {
  return {trades.begin(), trades.end()};
}
std::vector<MarketEvent> events_of(std::vector<Bar>&& bars) {
  return {bars.begin(), bars.end()};
}

std::string microseconds_since(std::chrono::steady_clock::time_point start) {
  const auto elapsed = std::chrono::steady_clock::now() - start;
  return fixed_text(std::chrono::duration<double, std::micro>(elapsed).count(), 1) + " us";
}

} // namespace

ModelShell::ModelShell(ModelActor::pointer self, std::shared_ptr<ModelHost> host,
                       ModelActorConfig config)
  : self_(self),
    seat_(host, config.on_paper,
          config.history != nullptr && (!config.has_checkpoint || host->keeps_history())),
    config_(std::move(config)),
    saved_at_(seat_.host().shown()) {}

MonotonicTime ModelShell::now() const {
  return {std::chrono::nanoseconds{self_->clock().now().time_since_epoch()}.count()};
}

void ModelShell::start() {
  ready_by_ = now() + config_.warm_up_patience;
  if (seat_.is_preparing()) tell(ModelState::WarmingUp, {});
  record_readiness();
  arm();
}

void ModelShell::send_on(ModelSlot::Made signals) {
  if (config_.desk)
    for (const auto& signal : signals) self_->send(config_.desk, signal);
  record_candidate();
  if (auto notes = seat_.notes(); notes && config_.supervisor)
    self_->send(config_.supervisor, std::move(*notes));
  if (seat_.fault()) return fall(*seat_.fault());
  if (seat_.host().shown() - saved_at_ >= config_.save_every) save();
}

void ModelShell::save() {
  saved_at_ = seat_.host().shown();
  if (!config_.save || !seat_.active().is_ready() || seat_.active().purpose() == Role::Shadow)
    return;
  const auto memory = seat_.host().save();
  if (seat_.fault()) return fall(*seat_.fault());
  if (!memory.values.empty()) config_.save(memory);
}

void ModelShell::fall(const std::string& sentence) {
  answer(false, sentence);
  leave(caf::make_error(caf::sec::runtime_error, sentence, seat_.fault_account()));
}

void ModelShell::leave(caf::error reason) {
  if (left_) return;
  if (config_.supervisor) {
    ModelNews news;
    news.id = seat_.host().id();
    news.last_words = seat_.report();
    self_->send(config_.supervisor, std::move(news));
  }
  config_ = {};
  left_ = true;
  self_->quit(std::move(reason));
}

void ModelShell::stop() {
  answer(false, "model " + id() + " was stopped");
  save();
  if (!seat_.fault()) leave(caf::none);
}

void ModelShell::tell(ModelState state, const std::string& sentence, bool of_candidate) {
  if (!config_.supervisor) return;
  ModelNews news;
  news.id = seat_.host().id();
  news.state = state;
  news.sentence = sentence;
  news.of_candidate = of_candidate;
  self_->send(config_.supervisor, std::move(news));
}

void ModelShell::record_readiness() {
  if (told_ready_ || !seat_.active().is_ready()) return;
  told_ready_ = true;
  const bool on_paper = seat_.active().purpose() == Role::Shadow;
  const bool in_vain = history_came_ && seat_.active().history_size() == 0;
  tell(on_paper ? ModelState::Shadow : ModelState::Running,
       in_vain
         ? "it starts cold: there was no history to warm it up, and it learns from what comes "
           "now (the simulated day has no past: start later in it with --at, or backtest "
           "stored days with --from and --to)"
         : "");
}

/// A candidate that fell is gone; the instance has missed nothing.
void ModelShell::record_candidate() {
  const auto fault = seat_.candidate_fault();
  if (!fault) return;
  const auto sentence = "the candidate was given up: " + *fault;
  tell(ModelState::Failed, sentence, true);
  answer(false, sentence);
}

// --- preparing -------------------------------------------------------------------------------

void ModelShell::on_subscribed(const Subscribed& subscribed) {
  if (!config_.history) return;
  ask(seat_.on_subscribed(subscribed.acknowledged, subscribed.newest, config_.windows));
  arm();
}

void ModelShell::ask(const std::vector<HistoryQuestion>& questions) {
  const WeakMailbox<ModelActor> mailbox{self_};
  for (const auto& question : questions) {
    const auto take = [mailbox, number = question.number](auto answer) {
      HistoryFetched fetched{number};
      if (answer)
        fetched.events = events_of(std::move(*answer));
      else
        fetched.events = tl::unexpected<Failure>{answer.error()};
      mailbox.post(std::move(fetched));
    };
    const auto from = question.window.from;
    const auto until = question.window.until;
    if (question.channel == Channel::Trades)
      config_.history->fetch_trades(question.symbol, from, until, take);
    else
      config_.history->fetch_bars(question.symbol, from, until, std::chrono::minutes{1}, take);
  }
}

void ModelShell::on_history(const HistoryFetched& fetched) {
  history_came_ = true;
  seat_.on_history(fetched.number, fetched.events);
  if (seat_.is_short()) ask(seat_.ask_again(config_.windows));
  ask_again_at_ = now() + before_asking_again;
  prepare();
}

void ModelShell::on_pulse() {
  armed_ = false;
  prepare();
  arm();
}

void ModelShell::prepare() {
  send_on(seat_.advance());
  if (left_) return;
  record_readiness();
  if (seat_.change_due()) ask_standing();
  if (seat_.is_preparing() && now() >= ask_again_at_) ask(seat_.ask_again(config_.windows));
  check_deadlines();
}

void ModelShell::check_deadlines() {
  const auto late = now();
  if (!seat_.active().is_ready() && late >= ready_by_)
    return fall("model " + id() + " was not warmed up in time: " + seat_.active().missing());
  const auto* candidate = seat_.candidate();
  if (candidate == nullptr || candidate->is_ready() || late < candidate_ready_by_) return;
  const auto sentence = "the candidate was not ready in time: " + candidate->missing();
  seat_.drop_candidate();
  if (awaiting_)
    answer(false, sentence);
  else
    tell(ModelState::Failed, sentence, true);
}

/// In short steps while somebody prepares, so that the thread is never held for long.
void ModelShell::arm() {
  if (armed_ || left_ || !seat_.is_preparing()) return;
  armed_ = true;
  self_->delayed_send(self_, std::chrono::milliseconds{2}, pulse_atom_v);
}

// --- candidates ------------------------------------------------------------------------------

caf::result<CommandResult> ModelShell::refused(const std::string& sentence) {
  return CommandResult{false, sentence};
}

caf::result<CommandResult> ModelShell::install(const InstallCandidate& candidate) {
  const auto from = seat_.host().report().name;
  const auto to = candidate.host->report().name;
  const auto seated = seat_.install(candidate.host, candidate.shadow, config_.history != nullptr);
  if (seat_.fault()) fall(*seat_.fault());
  if (!seated) return refused("the old model was kept: " + seated.error().sentence);
  candidate_ready_by_ = now() + candidate.patience;
  change_ = "swapped " + id() + " from " + from + " to " + to;
  if (candidate.shadow) {
    arm();
    return CommandResult{true, "model " + to + " runs in shadow beside " + id()};
  }
  awaiting_ = self_->make_response_promise<CommandResult>();
  const auto promised = *awaiting_;
  if (seat_.change_due()) ask_standing();
  arm();
  return promised;
}

caf::result<CommandResult> ModelShell::promote() {
  const auto from = seat_.host().report().name;
  if (const auto done = seat_.promote(); !done) return refused(done.error().sentence);
  change_ = seat_.candidate() == nullptr ? "promoted " + id() + ": it trades from now on"
                                         : "promoted " + seat_.candidate()->host().report().name +
                                             " in " + id() + " in place of " + from;
  awaiting_ = self_->make_response_promise<CommandResult>();
  const auto promised = *awaiting_;
  if (seat_.change_due()) ask_standing();
  arm();
  return promised;
}

CommandResult ModelShell::drop_candidate() {
  if (seat_.candidate() == nullptr) return {false, "no candidate runs beside " + id()};
  const auto name = seat_.candidate()->host().report().name;
  seat_.drop_candidate();
  answer(false, "the candidate was stopped");
  return {true, "stopped candidate " + name + " of " + id() + ", which goes on"};
}

/// The answer is the message between the old model's last and the new one's first.
void ModelShell::ask_standing() {
  if (std::exchange(standing_asked_, true)) return;
  if (config_.desk)
    self_->send(config_.desk, InstanceBookQuery{seat_.host().id()});
  else
    on_standing({});
}

void ModelShell::on_standing(const InstanceBook& standing) {
  standing_asked_ = false;
  if (!seat_.change_due()) return send_on(seat_.on_standing(standing, now()));
  const auto start = std::chrono::steady_clock::now();
  const auto made = seat_.on_standing(standing, now());
  const auto gap = microseconds_since(start);
  saved_at_ = seat_.host().shown();
  send_on(made); // or tells why nothing was changed
  if (left_ || !awaiting_) return;
  const auto& why = seat_.not_inherited();
  answer(true, change_ + " between two events, in " + gap +
                 (why.empty() ? "" : "; without the old one's memory: " + why));
  save();
}

void ModelShell::answer(bool done, const std::string& sentence) {
  if (!awaiting_) return;
  awaiting_->deliver(CommandResult{done, sentence});
  awaiting_.reset();
}

} // namespace hft
