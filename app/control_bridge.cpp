#include "app/control_bridge.hpp"

#include "adapters/control/reports.hpp"
#include "app/model_words.hpp"

#include <caf/all.hpp>

namespace hft {

namespace {

using control::ControlAnswer;
using control::ControlRequest;
using Answer = control::ControlServer::Answer;

constexpr auto patience = std::chrono::seconds{8};

ControlAnswer refused(const std::string& sentence) {
  return {false, sentence, {}};
}

std::string argument(const ControlRequest& request, const std::string& name) {
  const auto at = request.arguments.find(name);
  return at == request.arguments.end() ? std::string{} : at->second;
}

/// An actor that asks the supervisor one question, answers the operator and ends.
template <class Question, class Reply, class Write>
void ask(caf::actor_system& system, const SupervisorActor& supervisor, Question question,
         Answer answer, Write write) {
  system.spawn([=](caf::event_based_actor* self) {
    self->request(supervisor, patience, question)
      .then([=](const Reply& reply) { answer(write(reply)); },
            [=](caf::error&) { answer(refused("the system did not answer in time")); });
  });
}

/// `of_desk`: what is asked is the desk's to know.
void ask_status_of(caf::actor_system& system, const SupervisorActor& supervisor, Answer answer,
                   bool of_desk, std::string (*text)(const StatusSnapshot&),
                   std::string (*json)(const StatusSnapshot&)) {
  ask<StatusQuery, StatusSnapshot>(
    system, supervisor, StatusQuery{}, std::move(answer), [=](const StatusSnapshot& status) {
      return ControlAnswer{true, text(status), json(status),
                           of_desk && !status.desk_answers ? "execution does not answer" : ""};
    });
}

template <class Command>
void command(caf::actor_system& system, const SupervisorActor& supervisor, Command what,
             Answer answer) {
  ask<Command, CommandResult>(system, supervisor, std::move(what), std::move(answer),
                              [](const CommandResult& result) {
                                return ControlAnswer{result.done, result.sentence, {}};
                              });
}

void handle(caf::actor_system& system, const SupervisorActor& supervisor,
            const ControlRequest& request, Answer answer) {
  const auto& verb = request.verb;
  if (verb == "status")
    return ask_status_of(system, supervisor, answer, true, control::status_text,
                         control::status_json);
  if (verb == "models")
    return ask_status_of(system, supervisor, answer, false, control::models_text,
                         control::models_json);
  if (verb == "positions")
    return ask_status_of(system, supervisor, answer, true, control::positions_text,
                         control::positions_json);
  if (verb == "orders")
    return ask<OrdersQuery, OrdersReport>(
      system, supervisor, OrdersQuery{}, answer, [](const OrdersReport& orders) {
        return ControlAnswer{true, control::orders_text(orders), control::orders_json(orders)};
      });
  if (verb == "halt") {
    auto reason = argument(request, "reason");
    return command(system, supervisor, HaltTrading{reason.empty() ? "an operator" : reason},
                   answer);
  }
  if (verb == "resume") return command(system, supervisor, ResumeTrading{}, answer);
  const auto id = ModelId::truncated(argument(request, "id"));
  if (verb == "stop")
    return command(system, supervisor, StopModel{id, !argument(request, "flatten").empty()},
                   answer);
  if (verb == "promote") return command(system, supervisor, PromoteModel{id}, answer);
  if (verb == "spawn" || verb == "swap") {
    auto spec = read_model_words(argument(request, "model"));
    if (!spec) return answer(refused(spec.error().sentence));
    spec->shadow = !argument(request, "shadow").empty();
    if (verb == "spawn") return command(system, supervisor, SpawnModel{*spec}, answer);
    spec->id = id;
    return command(system, supervisor, SwapModel{*spec}, answer);
  }
  answer(refused("no verb is named " + verb));
}

} // namespace

control::ControlServer::Handler control_handler(caf::actor_system& system,
                                                const SupervisorActor& supervisor) {
  return [&system, supervisor](const ControlRequest& request, Answer answer) {
    handle(system, supervisor, request, std::move(answer));
  };
}

Result<StatusSnapshot> ask_status(caf::actor_system& system, const SupervisorActor& supervisor,
                                  Duration how_long) {
  Result<StatusSnapshot> result = fail(Fault::Unreachable, "the supervisor did not answer");
  caf::scoped_actor self{system};
  self->request(supervisor, how_long, StatusQuery{})
    .receive([&](const StatusSnapshot& status) { result = status; }, [](caf::error&) {});
  return result;
}

} // namespace hft
