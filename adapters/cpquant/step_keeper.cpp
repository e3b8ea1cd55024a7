#include "adapters/cpquant/step_keeper.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace hft::cpquant {

std::optional<StepMessage> parse_step(std::string_view message) {
  if (!message.starts_with(R"({"step":)")) return std::nullopt;
  try {
    const auto json = nlohmann::json::parse(message);
    StepMessage parsed;
    parsed.step.number = json.at("step").get<std::uint64_t>();
    parsed.step.time = Timestamp{json.at("time").get<std::int64_t>()};
    if (const auto answered = json.find("answered"); answered != json.end())
      parsed.answered = answered->get<std::vector<std::uint64_t>>();
    if (const auto updates = json.find("updates"); updates != json.end())
      parsed.updates = updates->get<std::uint64_t>();
    return parsed;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

std::string done_message(std::uint64_t step, std::uint64_t requests) {
  return R"({"action":"done","step":)" + std::to_string(step) + R"(,"requests":)" +
         std::to_string(requests) + '}';
}

void StepKeeper::on_stream_open(std::function<void(const std::string&)> say,
                                std::function<void(const StepReached&)> on_step) {
  say_ = std::move(say);
  on_step_ = std::move(on_step);
}

void StepKeeper::on_stream_lost() {
  say_ = nullptr;
  on_step_ = nullptr;
  marker_.reset();
  last_ = {};
  on_time_(std::nullopt);
  release();
}

bool StepKeeper::on_message(std::string_view message) {
  auto parsed = parse_step(message);
  if (!parsed) return false;
  marker_ = std::move(parsed);
  record_arrival();
  return true;
}

void StepKeeper::on_listening() {
  listening_ = true;
  updates_ = 0;
}

void StepKeeper::on_updates_lost() {
  listening_ = false;
  record_arrival();
}

void StepKeeper::forget_updates() {
  on_updates_lost();
  held_updates_.clear();
}

void StepKeeper::on_update(std::function<void()> hand_on) {
  ++updates_;
  if (!keeping()) return hand_on();
  held_updates_.push_back(std::move(hand_on));
  record_arrival();
}

std::uint64_t StepKeeper::begin_request() {
  open_requests_.insert(++requests_);
  return requests_;
}

net::Headers StepKeeper::headers_of(std::uint64_t number) const {
  const auto cause = cause_ == Timestamp{} ? last_.time : cause_;
  return {{"X-Cause-Time", std::to_string(cause.nanoseconds)},
          {"X-Request-Number", std::to_string(number)}};
}

void StepKeeper::on_answer(std::uint64_t number, std::function<void()> hand_on) {
  open_requests_.erase(number);
  if (!keeping()) return hand_on();
  answers_[number] = std::move(hand_on);
  record_arrival();
}

/// Whether the step that has begun is complete now.
void StepKeeper::record_arrival() {
  if (!missing().empty() || !marker_) return;
  last_ = std::exchange(marker_, std::nullopt)->step;
  on_time_(last_.time);
  if (const auto told = on_step_) told(last_); // it may end in the loss of the stream
}

std::string StepKeeper::missing() const {
  if (!marker_) return {};
  const auto open =
    std::find_if(marker_->answered.begin(), marker_->answered.end(),
                 [this](std::uint64_t number) { return open_requests_.contains(number); });
  if (open != marker_->answered.end())
    return "the venue's answer to order request " + std::to_string(*open);
  if (listening_ && marker_->updates && updates_ < *marker_->updates)
    return std::to_string(*marker_->updates - updates_) + " order updates of the venue";
  return {};
}

bool StepKeeper::release() {
  const auto answers = std::exchange(answers_, {});
  const auto updates = std::exchange(held_updates_, {});
  for (const auto& [number, hand_on] : answers) hand_on();
  for (const auto& hand_on : updates) hand_on();
  return !answers.empty() || !updates.empty();
}

void StepKeeper::done(std::uint64_t number) {
  if (number != last_.number || marker_ || !say_) return;
  say_(done_message(number, requests_));
}

} // namespace hft::cpquant
