/// The measuring server: prints trades at a fixed rate to one client, takes its orders, and tells
/// how long each order took from the socket write of its trade to the read that completed it.
/// Output: one line with the address, one line of JSON with the result. It then serves on until it
/// is ended, so that the client can close its books in peace.

#include "tests/bench/stand_in_server.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>

namespace hft::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 0;
  TapeOptions tape;
  std::string pairs_file; ///< for every single pair; empty: nowhere
  double patience = 30;   ///< seconds to wait for the first order
  bool overload =
    false; ///< more than the client can take: leave out what does not fit, expect no order
};

/// One measurement, from the client's subscription to the result.
class Measurement {
public:
  Measurement(asio::io_context& context, const Options& options)
    : options_(options),
      tape_(options.tape),
      step_(context),
      updates_(context),
      server_(
        context, options.port,
        {[this](const Request& request, std::int64_t read_at) { return answer(request, read_at); },
         [this] { subscribed(); }, [this] { lost(); }}) {
    std::printf("listening on http://127.0.0.1:%u\n", server_.port());
    std::fflush(stdout);
  }

  int exit_code() const { return exit_code_; }

private:
  enum class State { Waiting, Probing, Printing, Draining, Done };

  // Far enough from the order for the answer to be read, well before the next trade at 1,000 a
  // second.
  static constexpr auto update_delay = std::chrono::microseconds{400};
  static constexpr std::size_t most_unsent = 8 << 20;

  Reply answer(const Request& request, std::int64_t read_at) {
    if (request.method() == http::verb::get) return broker_.get(request.target());
    if (request.method() != http::verb::post || request.target() != "/v2/orders")
      return {404, R"({"code":40410000,"message":"the measuring server has no such path"})"};
    auto reply = broker_.submit(request.body());
    if (reply.status == 200) order_taken(read_at);
    return reply;
  }

  void order_taken(std::int64_t read_at) {
    ++orders_;
    if (state_ == State::Printing || state_ == State::Draining)
      pairs_.order_read(broker_.symbol_of(broker_.newest()), read_at);
    to_fill_.push_back({Clock::now() + update_delay, broker_.newest()});
    if (to_fill_.size() == 1) arm_updates();
  }

  void arm_updates() {
    updates_.expires_at(to_fill_.front().first);
    updates_.async_wait([this](beast::error_code error) {
      if (error) return;
      while (!to_fill_.empty() && to_fill_.front().first <= Clock::now()) {
        tell(to_fill_.front().second);
        to_fill_.pop_front();
      }
      if (!to_fill_.empty()) arm_updates();
    });
  }

  void tell(std::size_t order) {
    const bool heard = server_.orders() && server_.listening();
    if (heard) server_.orders()->send(broker_.update(order));
    broker_.set_price(tape_.price());
    broker_.fill(order);
    if (heard) server_.orders()->send(broker_.update(order));
  }

  void subscribed() {
    if (state_ != State::Waiting) return;
    state_ = State::Probing;
    give_up_ = Clock::now() + seconds(options_.patience);
    probe();
  }

  /// One trade at a time until an order answers: the client may still be getting ready.
  void probe() {
    if (orders_ > 0) return after(seconds(0.5), [this] { begin(); });
    if (Clock::now() > give_up_) return failed("no order came in answer to any trade");
    print(tape_.probe(broker_.now()));
    after(seconds(0.05), [this] { probe(); });
  }

  void begin() {
    state_ = State::Printing;
    before_ = orders_;
    next_ = Clock::now();
    end_ = next_ + seconds(options_.tape.seconds);
    print_due();
  }

  void print_due() {
    latest_ = std::max(latest_, Clock::now() - next_);
    while (next_ <= Clock::now()) {
      if (next_ >= end_) return drain();
      auto frame = tape_.next(broker_.now());
      next_ += seconds(static_cast<double>(frame.trades) / options_.tape.rate);
      if (server_.data()->queued_bytes() <= most_unsent)
        print(std::move(frame));
      else if (options_.overload)
        unprinted_ += frame.trades;
      else
        return cut();
    }
    step_.expires_at(next_);
    step_.async_wait([this](beast::error_code error) {
      if (!error && state_ == State::Printing) print_due();
    });
  }

  /// As the broker does with a client that does not read.
  void cut() {
    failed("the client read too slowly: 8 MiB lay unsent");
    server_.data()->close();
  }

  void print(TapeFrame frame) {
    if (state_ == State::Printing) {
      ++frames_;
      trades_ += frame.trades;
    }
    const bool counts = state_ == State::Printing && !frame.triggers.empty();
    server_.data()->send(std::move(frame.text),
                         [this, counts, triggers = std::move(frame.triggers)] {
                           if (!counts) return;
                           const auto now = monotonic_now();
                           for (const auto& symbol : triggers) pairs_.trade_written(symbol, now);
                         });
    most_queued_ = std::max(most_queued_, server_.data()->queued_bytes());
  }

  /// Orders of the last trades may still be on their way.
  void drain() {
    state_ = State::Draining;
    const auto patience = Clock::now() + seconds(2);
    wait_for_orders(patience);
  }

  void wait_for_orders(Clock::time_point patience) {
    if (pairs_.orders() >= pairs_.trades() || Clock::now() > patience) return report();
    after(seconds(0.05), [this, patience] { wait_for_orders(patience); });
  }

  void report() {
    state_ = State::Done;
    const auto all = pairs_.latencies(options_.tape.warm_up);
    const bool paired = pairs_.orders() == pairs_.trades();
    if (!options_.pairs_file.empty()) std::ofstream{options_.pairs_file} << pairs_.text();
    nlohmann::json result;
    result["trades"] = trades_;
    result["frames"] = frames_;
    result["unprinted_trades"] = unprinted_;
    result["latest_us"] = std::chrono::duration<double, std::micro>(latest_).count();
    result["causing_trades"] = pairs_.trades();
    result["paired_orders"] = pairs_.orders();
    result["orders"] = orders_ - before_;
    result["paired"] = paired;
    result["most_unsent_bytes"] = most_queued_;
    result["measured"] = all.size();
    for (const auto& [name, share] :
         {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"max", 1.0}})
      result["latency_us"][name] = microseconds(all, share);
    std::printf("%s\n", result.dump().c_str());
    std::fflush(stdout);
    if (!paired && !options_.overload) exit_code_ = 1;
  }

  static double microseconds(const std::vector<std::int64_t>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto place =
      static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5);
    return static_cast<double>(sorted[place]) / 1000;
  }

  void lost() {
    if (state_ != State::Done && state_ != State::Waiting)
      failed("the client closed the data stream");
  }

  void failed(const char* sentence) {
    if (state_ == State::Done) return;
    state_ = State::Done;
    exit_code_ = 1;
    step_.cancel();
    std::printf("%s\n", nlohmann::json({{"error", sentence}}).dump().c_str());
    std::fflush(stdout);
  }

  void after(Clock::duration delay, std::function<void()> run) {
    step_.expires_after(delay);
    step_.async_wait([this, run = std::move(run)](beast::error_code error) {
      if (!error && state_ != State::Done) run();
    });
  }

  static Clock::duration seconds(double count) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{count});
  }

  Options options_;
  StandInBroker broker_;
  Tape tape_;
  Pairs pairs_;
  asio::steady_timer step_;
  asio::steady_timer updates_;
  std::deque<std::pair<Clock::time_point, std::size_t>> to_fill_;
  State state_ = State::Waiting;
  Clock::time_point give_up_;
  Clock::time_point next_;
  Clock::time_point end_;
  std::size_t orders_ = 0;
  std::size_t before_ = 0;
  std::size_t frames_ = 0;
  std::size_t trades_ = 0;
  std::size_t unprinted_ = 0;
  Clock::duration latest_{0}; ///< how late a frame was printed: this process did not get to run
  std::size_t most_queued_ = 0;
  int exit_code_ = 0;
  StandInServer server_; // last: its events use the rest
};

int run(const Options& options) {
  asio::io_context context{1};
  Measurement measurement{context, options};
  asio::signal_set signals{context, SIGINT, SIGTERM};
  signals.async_wait([&](beast::error_code, int) { context.stop(); });
  context.run();
  return measurement.exit_code();
}

} // namespace

} // namespace hft::bench

int main(int argc, char** argv) try {
  hft::bench::Options options;
  CLI::App app{"Measures the time from a trade to the order it causes"};
  app.add_option("--port", options.port, "Loopback port; 0 picks one");
  app.add_option("--rate", options.tape.rate, "Trades a second")->check(CLI::PositiveNumber);
  app.add_option("--seconds", options.tape.seconds, "How long to print");
  app.add_option("--smallest-frame", options.tape.smallest_frame, "Trades in a frame, at least");
  app.add_option("--largest-frame", options.tape.largest_frame, "Trades in a frame, at most");
  app.add_option("--symbols", options.tape.symbols, "What is traded")->delimiter(',');
  app.add_option("--trigger-symbols", options.tape.trigger_symbols, "Whose trades cause orders")
    ->delimiter(',');
  app.add_option("--order-every", options.tape.order_every, "One of so many of them does")
    ->check(CLI::PositiveNumber);
  app.add_option("--warm-up", options.tape.warm_up, "First pairs of a symbol not measured");
  app.add_option("--patience", options.patience, "Seconds to wait for the first order");
  app.add_option("--pairs-file", options.pairs_file, "Where every pair of trade and order is told");
  app.add_flag("--overload", options.overload,
               "More than the client can take: leave out what it does not read");
  CLI11_PARSE(app, argc, argv);
  return hft::bench::run(options);
} catch (const std::exception& e) {
  std::fprintf(stderr, "the measuring server cannot run: %s\n", e.what());
  return 1;
}
