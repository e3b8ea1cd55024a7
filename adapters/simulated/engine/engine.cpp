#include "adapters/simulated/engine/engine.hpp"

#include "adapters/simulated/exchange/order_checks.hpp"
#include "adapters/simulated/market/generator.hpp"
#include "adapters/simulated/market/tape/reader.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

namespace hft::simulated {

namespace {

constexpr int longest_closure = 15;

ExchangeConfig exchange_config(const VenueOptions& options) {
  ExchangeConfig config;
  config.seed = options.seed;
  config.cash = options.cash;
  config.session = options.session;
  config.rest_at_once = true;
  config.allow_flip = options.allow_flips;
  config.partial_fill_probability = options.profile->partial_fill_probability;
  config.rules = options.profile->rules;
  config.fees = options.fees;
  if (options.source) config.kept_events = 0; // days of a store are played without a stream
  // Books kept elsewhere under an account's number must not be taken for those of another run.
  std::random_device entropy;
  config.first_account = 10'000'000 + entropy() % 80'000'000;
  return config;
}

RecordSettings record_settings(const VenueOptions& options, const MarketSource* tape) {
  RecordSettings settings;
  settings.seed = options.seed;
  settings.keeps_past_sessions = options.keeps_past_sessions;
  settings.makes_up_past = !options.source;
  if (options.source) return settings; // its past is in the data
  settings.session = options.session;
  if (!tape) return settings;
  for (const auto& symbol : tape->symbols())
    if (const auto price = tape->reference_price(symbol))
      settings.reference_prices.emplace(symbol, *price);
  return settings;
}

/// The newest session that is over, for runs that name no date.
Date newest_session(const SessionCalendar& calendar) {
  const auto seconds = std::chrono::system_clock::now().time_since_epoch();
  const auto today = new_york_date(Timestamp{std::chrono::nanoseconds{seconds}.count()});
  for (int days = 1; days <= longest_closure; ++days)
    if (calendar(today - days)) return today - days;
  return today;
}

/// Numbers a clock, a limiter or an account could not go on with.
Result<void> check_options(const VenueOptions& options) {
  const auto refused = [](const char* what) {
    return fail(ErrorKind::BadArgument, std::string{"venue refuses "} + what);
  };
  if (!(options.speed >= 0 && options.speed <= 10'000'000))
    return refused("its speed: it must be a number from 0 (as fast as it can) to 10000000");
  if (options.rate_limit < 0) return refused("its rate limit: it must be 0 (none) or more");
  if (options.at < Duration{0} || options.at >= std::chrono::hours{24})
    return refused("its start: it must be a time of day");
  if (options.cash.units <= 0 || options.cash.units > 1'000'000'000 * units_per_whole)
    return refused("its cash: it must be above 0 and at most 1000000000 dollars");
  return {};
}

/// Puts what is played into a frame.
class FrameFiller final : public MarketReceiver {
public:
  explicit FrameFiller(VenueEngine::Frame& frame) : frame_(frame) {}
  void on_trade(const Trade& trade) override { frame_.emplace_back(MarketEvent{trade}); }
  void on_quote(const Quote& quote) override { frame_.emplace_back(MarketEvent{quote}); }
  void on_event(MarketEvent event) override { frame_.emplace_back(std::move(event)); }

private:
  VenueEngine::Frame& frame_;
};

TapeOptions tape_options(const VenueOptions& options) {
  return {options.tapes, options.symbols, options.date};
}

} // namespace

Result<std::unique_ptr<VenueEngine>> VenueEngine::open(const VenueOptions& options) {
  if (const auto fits = check_options(options); !fits) return tl::unexpected(fits.error());
  if (!options.session)
    return fail(ErrorKind::BadArgument,
                "venue has no trading calendar: VenueOptions::session is empty");
  std::unique_ptr<MarketSource> tape;
  if (!options.tapes.empty()) {
    auto opened = open_tape(tape_options(options));
    if (!opened) return tl::unexpected(opened.error());
    tape = std::move(*opened);
  }
  const auto date = options.date ? *options.date
                    : tape       ? tape->date()
                                 : newest_session(options.session);
  const auto start = from_new_york(date, options.at);
  const auto plan = session_at_or_after(options.session, start);
  if (!plan)
    return fail(ErrorKind::BadArgument, "venue finds no session on or after " + format_date(date) +
                                          ": the trading calendar ends before it");
  if (tape && plan->date != tape->date())
    return fail(ErrorKind::BadArgument,
                "venue cannot play the tape of " + format_date(tape->date()) +
                  ": the first session from the start is " + format_date(plan->date));
  return std::unique_ptr<VenueEngine>{new VenueEngine{options, *plan, start, std::move(tape)}};
}

VenueEngine::VenueEngine(const VenueOptions& options, SessionPlan plan, Timestamp start,
                         std::unique_ptr<MarketSource> tape)
  : options_(options),
    plan_(plan),
    now_(start),
    exchange_(exchange_config(options)),
    record_(record_settings(options, tape.get())) {
  for (const auto& symbol : options_.symbols) {
    Asset traded;
    traded.symbol = symbol;
    const auto& hard = options_.hard_to_borrow;
    traded.shortable = traded.easy_to_borrow =
      std::find(hard.begin(), hard.end(), symbol) == hard.end();
    exchange_.list_asset(traded);
  }
  exchange_.advance(start);
  begin_session(plan, tape ? std::move(tape) : source_for(plan));
}

std::optional<SessionPlan> VenueEngine::session_after(Date date) const {
  for (int days = 1; days <= longest_closure; ++days)
    if (auto plan = options_.session(date + days)) return plan;
  return std::nullopt;
}

std::unique_ptr<MarketSource> VenueEngine::source_for(const SessionPlan& plan) const {
  if (options_.source) {
    auto source = options_.source(plan);
    return source ? std::move(source) : std::make_unique<EmptySource>(plan.date);
  }
  if (!options_.tapes.empty()) return std::make_unique<EmptySource>(plan.date);
  GeneratorConfig config;
  config.seed = options_.seed;
  config.plan = plan;
  config.symbols = options_.symbols;
  std::sort(config.symbols.begin(), config.symbols.end());
  config.quiet = options_.quiet_tape;
  return std::make_unique<MarketGenerator>(std::move(config));
}

void VenueEngine::begin_session(const SessionPlan& plan, std::unique_ptr<MarketSource> source) {
  plan_ = plan;
  troubles_ = troubles();
  source_ = std::move(source);
  source_->start_at(now_);
  has_data_ = source_->next_time().has_value();
  bars_.begin_session(plan_);
  record_.begin_session(plan_, now_);
  for (const auto& symbol : source_->symbols())
    if (const auto bar = record_.previous_daily_bar(symbol))
      exchange_.set_previous_close(adjustment_.adjusted(symbol),
                                   adjustment_.adjusted(symbol, bar->close));
}

SourceTroubles VenueEngine::troubles() const {
  auto all = troubles_;
  if (!source_) return all;
  auto now = source_->troubles();
  all.malformed += now.malformed;
  for (auto& sentence : now.sentences) all.sentences.push_back(std::move(sentence));
  return all;
}

Timestamp VenueEngine::next_boundary() const {
  const std::array<Timestamp, 4> boundaries{plan_.pre_open, plan_.open, plan_.close,
                                            plan_.post_end};
  for (const auto boundary : boundaries)
    if (now_ < boundary) return boundary;
  return plan_.post_end;
}

Timestamp VenueEngine::next_event() const {
  auto next = next_boundary();
  if (const auto time = source_->next_time()) next = std::min(next, std::max(*time, now_));
  if (const auto due = bars_.next_due()) next = std::min(next, std::max(*due, now_));
  if (const auto due = arrivals_.next()) next = std::min(next, std::max(*due, now_));
  return next;
}

void VenueEngine::move_to(Timestamp time) {
  if (time < now_) return; // a bar or a trade at a boundary has moved us to it, and no further
  now_ = time;
  exchange_.advance(time);
  follow_actions();
  while (now_ >= plan_.post_end && !calendar_ended_) {
    const auto following = session_after(plan_.date);
    calendar_ended_ = !following;
    if (following) begin_session(*following, source_for(*following));
  }
}

void VenueEngine::apply(const Trade& trade) {
  const auto& effects = effects_.of(trade.conditions);
  exchange_.on_trade(trade, effects.minute.open_close);
  if (trade.price <= dearest_price && trade.size <= largest_quantity)
    bars_.on_trade(trade, effects);
  record_.record(trade, effects.minute.open_close);
}

void VenueEngine::apply(const Quote& quote) {
  exchange_.on_quote(quote);
  record_.record(quote);
}

void VenueEngine::apply(const MarketEvent& event) {
  if (const auto* trade = std::get_if<Trade>(&event)) return apply(*trade);
  if (const auto* quote = std::get_if<Quote>(&event)) return apply(*quote);
  if (const auto* cancel = std::get_if<CancelError>(&event))
    exchange_.on_break(cancel->symbol, cancel->id, std::nullopt);
  else if (const auto* correction = std::get_if<Correction>(&event))
    exchange_.on_break(correction->symbol, correction->original_id, correction->corrected_price);
  else if (const auto* status = std::get_if<TradingStatus>(&event))
    exchange_.on_status(*status);
  record_.record(event);
}

/// What lies ready as it was recorded is read where it lies.
std::size_t VenueEngine::play_next(MarketReceiver& to) {
  if (options_.source || adjustment_.empty()) {
    if (const auto* trade = source_->trade_at_hand()) {
      apply(*trade);
      to.on_trade(*trade);
      source_->drop();
      return 1;
    }
    if (const auto* quote = source_->quote_at_hand()) {
      apply(*quote);
      to.on_quote(*quote);
      source_->drop();
      return 1;
    }
  }
  const auto stage = source_->bar_stage();
  auto taken = source_->take();
  if (!options_.source) adjustment_.apply(taken);
  if (const auto* whole = std::get_if<Bar>(&taken)) return play_bar(*whole, stage, to);
  apply(taken);
  to.on_event(std::move(taken));
  return 1;
}

/// A bar of the source is shown when it has ended, and its close as a print for those who follow
/// trades. The exchange fills nothing at that close: the next trade is the next bar's open.
std::size_t VenueEngine::play_bar(const Bar& bar, BarStage stage, MarketReceiver& to) {
  exchange_.advance(now_);
  if (stage == BarStage::Opens) {
    exchange_.on_bar_open(bar);
    return 0;
  }
  if (stage != BarStage::Shown) exchange_.on_bar(bar);
  if (stage == BarStage::EndsUnseen) return 0;
  record_.record(bar);
  to.on_event(bar);
  Trade close;
  close.symbol = bar.symbol;
  close.time = now_;
  close.price = bar.close;
  close.size = bar.volume;
  to.on_trade(close);
  return 2;
}

std::size_t VenueEngine::add_bars(Timestamp due, MarketReceiver& to) {
  due_bars_.clear();
  bars_.take_due(due, due_bars_);
  for (const auto& bar : due_bars_) {
    record_.record(bar);
    to.on_event(bar);
  }
  return due_bars_.size();
}

bool VenueEngine::play(Timestamp until, Duration window, Frame& frame) {
  FrameFiller filler{frame};
  return play(until, window, filler, frame.size());
}

bool VenueEngine::play(Timestamp until, Duration window, MarketReceiver& to, std::size_t frame) {
  const auto first = next_event();
  if (first > until || (first <= now_ && calendar_ended_)) {
    move_to(until);
    return false;
  }
  const auto end = std::min({until, first + window, next_boundary()});
  while (frame < frame_capacity) {
    const auto event = source_->next_time();
    const auto bar = bars_.next_due();
    const auto arrival = arrivals_.next();
    // Whoever arrives at the time of an event has missed it.
    if (arrival && *arrival <= end && (!bar || *arrival < *bar) && (!event || *arrival < *event)) {
      now_ = std::max(now_, *arrival);
      exchange_.advance(now_);
      arrivals_.take_effect();
    } else if (bar && *bar <= end && (!event || *bar <= *event)) {
      now_ = std::max(now_, *bar);
      frame += add_bars(*bar, to);
    } else if (event && *event <= end) {
      now_ = std::max(now_, *event);
      frame += play_next(to);
    } else {
      // The last of a session may belong to the next one, so the boundary comes by itself.
      move_to(end);
      break;
    }
  }
  return true;
}

void VenueEngine::leap(Timestamp time) {
  move_to(time);
}

void VenueEngine::announce(CorporateAction action) {
  exchange_.announce(std::move(action));
  follow_actions();
}

void VenueEngine::follow_actions() {
  if (options_.source) return; // prices as they were traded
  if (!exchange_.corporate_actions().empty()) adjustment_.follow(exchange_.corporate_actions());
}

void VenueEngine::inject(const StreamEvent& event) {
  const auto* market = std::get_if<MarketEvent>(&event);
  if (!market) return;
  // Whatever a print says of its time, it happens now: it must not set the venue's clock.
  auto booked = *market;
  const auto no_later = [this](Timestamp& time) { time = std::min(time, now_); };
  if (auto* trade = std::get_if<Trade>(&booked)) no_later(trade->time);
  if (auto* quote = std::get_if<Quote>(&booked)) no_later(quote->time);
  if (auto* status = std::get_if<TradingStatus>(&booked)) no_later(status->time);
  apply(booked);
}

} // namespace hft::simulated
