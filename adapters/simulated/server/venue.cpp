#include "adapters/simulated/server/venue.hpp"

#include "adapters/life_sign.hpp"
#include "adapters/simulated/server/running_venue.hpp"
#include "adapters/simulated/server/state_file.hpp"
#include "adapters/storage/bounded_file.hpp"

#include <algorithm>
#include <cstdio>

namespace hft::simulated {

namespace {

constexpr Duration shortest_latency = std::chrono::microseconds{1};

Result<std::string> read_file(const std::string& file) {
  auto text = storage::read_bounded(file, storage::largest_written_file);
  if (!text) return fail(ErrorKind::Storage, "venue: " + text.error().sentence);
  if (!*text) return fail(ErrorKind::Storage, "venue cannot read " + file);
  return std::move(**text);
}

} // namespace

RunningVenue::RunningVenue(VenueOptions options, std::unique_ptr<VenueEngine> engine)
  : options_(std::move(options)),
    engine_(std::move(engine)),
    clock_(engine_->now(), options_.speed),
    now_(engine_->now().nanoseconds),
    lockstep_(std::max(options_.latency, shortest_latency)),
    data_(data_config(), faults_),
    orders_(orders_config(), faults_),
    router_(router_config(), *engine_, faults_),
    worked_off_(engine_->now()) {}

Result<void> RunningVenue::prepare() {
  faults_.set_clock([this] { return engine_->now(); });
  if (!options_.faults_file.empty()) {
    const auto text = read_file(options_.faults_file);
    if (!text) return tl::unexpected(text.error());
    if (const auto added = faults_.add(*text); !added)
      return fail(added.error().fault, options_.faults_file + ": " + added.error().sentence);
  }
  if (!options_.state_file.empty()) {
    const auto state = read_state(options_.state_file);
    if (!state) return tl::unexpected(state.error());
    if (!state->empty())
      if (const auto restored = engine_->exchange().restore(*state); !restored)
        return fail(restored.error().fault, options_.state_file + ": " + restored.error().sentence);
    saved_revision_ = engine_->exchange().revision();
  }
  auto server = AlpacaServer::listen(options_.port, handlers());
  if (!server) return tl::unexpected(server.error());
  server_ = std::move(*server);
  apply_faults();
  return {};
}

void RunningVenue::run() {
  LifeSign sign{"venue"};
  const std::function<void()> give_sign = [&] {
    sign.beat();
    server_->call_after(life_sign_interval, give_sign);
  };
  give_sign();
  if (!held()) clock_.start(monotonic_now());
  started_.store(true, std::memory_order_release);
  save_now_and_then();
  test_tick();
  if (!clock_.full_speed()) tick();
  while (!stopping_.load(std::memory_order_acquire)) {
    if (clock_.full_speed()) {
      run_at_full_speed();
    } else {
      server_->run_one();
      if (options_.in_step) keep_step();
    }
  }
  server_->close();
  save();
  const auto troubles = engine_->troubles();
  for (const auto& sentence : troubles.sentences) std::fprintf(stderr, "%s\n", sentence.c_str());
  if (troubles.malformed > 0)
    std::fprintf(stderr, "venue skipped %llu lines or items of its tape\n",
                 static_cast<unsigned long long>(troubles.malformed));
}

void RunningVenue::stop() {
  stopping_.store(true, std::memory_order_release);
  server_->post([] {});
}

Timestamp RunningVenue::now() const {
  if (options_.speed > 0 && !options_.in_step && started_.load(std::memory_order_acquire))
    return clock_.now(monotonic_now());
  return {now_.load(std::memory_order_relaxed)};
}

void RunningVenue::save_now_and_then() {
  if (options_.state_file.empty()) return;
  server_->call_after(std::chrono::seconds{1}, [this] {
    save();
    save_now_and_then();
  });
}

void RunningVenue::save() {
  if (options_.state_file.empty() || engine_->exchange().revision() == saved_revision_) return;
  saved_revision_ = engine_->exchange().revision();
  if (const auto written = write_state(options_.state_file, engine_->exchange().save()); !written)
    std::fprintf(stderr, "%s\n", written.error().sentence.c_str());
}

Result<std::unique_ptr<Venue>> Venue::open(VenueOptions options) {
  auto engine = VenueEngine::open(options);
  if (!engine) return tl::unexpected(engine.error());
  auto venue = std::make_unique<RunningVenue>(std::move(options), std::move(*engine));
  if (const auto prepared = venue->prepare(); !prepared) return tl::unexpected(prepared.error());
  return venue;
}

} // namespace hft::simulated
