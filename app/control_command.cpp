#include "adapters/control/control_client.hpp"
#include "app/options.hpp"
#include "app/state_dir.hpp"

#include <cstdio>

namespace hft {

namespace {

/// What the verb takes, by name; empty with a sentence when the words do not fit it.
Result<control::ControlRequest> request_of(const ControlOptions& options) {
  control::ControlRequest request{options.verb, {}};
  const auto& words = options.arguments;
  const auto takes = [&](std::size_t count, const char* what) -> Result<control::ControlRequest> {
    if (words.size() != count)
      return fail(Fault::BadArgument, "hft control " + options.verb + " takes " + what);
    return request;
  };
  const bool makes = options.verb == "spawn" || options.verb == "swap";
  if (options.shadow && !makes)
    return fail(Fault::BadArgument, "--shadow goes with spawn and swap");
  if (options.flatten && options.verb != "stop")
    return fail(Fault::BadArgument, "--flatten goes with stop");
  if (options.shadow) request.arguments["shadow"] = "yes";
  if (options.flatten) request.arguments["flatten"] = "yes";
  if (options.verb == "spawn") {
    if (auto wrong = takes(1, "[ID=]NAME[@WHERE][:key=value,...]"); !wrong) return wrong;
    request.arguments["model"] = words[0];
  } else if (options.verb == "stop" || options.verb == "promote") {
    if (auto wrong = takes(1, "the id of a model"); !wrong) return wrong;
    request.arguments["id"] = words[0];
  } else if (options.verb == "swap") {
    if (auto wrong = takes(2, "the id of a model and NAME[:key=value,...]"); !wrong) return wrong;
    request.arguments["id"] = words[0];
    request.arguments["model"] = words[1];
  } else {
    if (auto wrong = takes(0, "no arguments"); !wrong) return wrong;
    if (!options.reason.empty()) request.arguments["reason"] = options.reason;
  }
  return request;
}

} // namespace

int run_control(const ControlOptions& options) {
  const auto request = request_of(options);
  if (!request) {
    std::fprintf(stderr, "hft: %s\n", request.error().sentence.c_str());
    return exit_code::usage;
  }
  const auto socket = control_socket(state_dir_of(options.state_dir));
  const auto answer = control::ControlClient::call(socket.string(), *request);
  if (!answer) {
    std::fprintf(stderr, "hft: %s\n", answer.error().sentence.c_str());
    return answer.error().fault == Fault::Unreachable ? exit_code::venue : exit_code::failed;
  }
  if (!answer->done) {
    std::fprintf(stderr, "hft: %s\n", answer->text.c_str());
    return exit_code::failed;
  }
  const auto& text =
    options.format == "json" && !answer->json.empty() ? answer->json : answer->text;
  std::printf("%s%s", text.c_str(), text.empty() || text.back() == '\n' ? "" : "\n");
  if (answer->lacking.empty()) return exit_code::done;
  std::fflush(stdout);
  std::fprintf(stderr, "hft: %s\n", answer->lacking.c_str());
  return exit_code::failed;
}

} // namespace hft
