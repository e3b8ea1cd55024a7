#include "app/wiring/control_bridge.hpp"

#include "adapters/control/books_report.hpp"
#include "adapters/control/status_report.hpp"
#include "app/settings/model_words.hpp"

#include <caf/all.hpp>

#include <map>
#include <optional>
#include <string_view>

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

struct Asked {
  caf::actor_system& system;
  const SupervisorActor& supervisor;
  const ControlRequest& request;
  const Operated& operated;
  Answer answer;
};

using Reply = void (*)(const Asked&);

template <class Command>
void order(const Asked& asked, Command what) {
  command(asked.system, asked.supervisor, std::move(what), asked.answer);
}

template <std::string (*Text)(const StatusSnapshot&), std::string (*Json)(const StatusSnapshot&),
          bool of_desk>
void report(const Asked& asked) {
  ask_status_of(asked.system, asked.supervisor, asked.answer, of_desk, Text, Json);
}

void report_orders(const Asked& asked) {
  ask<OrdersQuery, OrdersReport>(
    asked.system, asked.supervisor, OrdersQuery{}, asked.answer, [](const OrdersReport& orders) {
      return ControlAnswer{true, control::orders_text(orders), control::orders_json(orders)};
    });
}

std::optional<ModelId> id_of(const Asked& asked) {
  const auto id = ModelId::from(argument(asked.request, "id"));
  if (id && !id->empty()) return id;
  asked.answer(refused("'" + argument(asked.request, "id") + "' is no id of a model"));
  return std::nullopt;
}

std::optional<ModelSpec> spec_of(const Asked& asked) {
  auto spec = read_model_words(argument(asked.request, "model"));
  if (!spec) {
    asked.answer(refused(spec.error().sentence));
    return std::nullopt;
  }
  spec->shadow = !argument(asked.request, "shadow").empty();
  return *spec;
}

void swap_model(const Asked& asked) {
  const auto id = id_of(asked);
  auto spec = id ? spec_of(asked) : std::nullopt;
  if (!spec) return;
  const bool names_another = spec->id != *id && argument(asked.request, "model").find('=') <
                                                  argument(asked.request, "model").find(':');
  if (names_another)
    return asked.answer(refused("the model to swap in stands under the id " + id->str() +
                                ": leave " + spec->id.str() + "= out"));
  spec->id = *id;
  order(asked, SwapModel{*spec});
}

void close_symbol(const Asked& asked) {
  const auto text = argument(asked.request, "symbol");
  const auto symbol = Symbol::from(text);
  if (!symbol || symbol->empty()) return asked.answer(refused("'" + text + "' is no symbol"));
  order(asked, DeskCommand{CloseSymbol{*symbol}});
}

void change_limit(const Asked& asked) {
  const auto changed = asked.operated.change_limit(argument(asked.request, "limit"));
  asked.answer(changed ? ControlAnswer{true, *changed, {}} : refused(changed.error().sentence));
}

/// What each verb of `control::verbs()` leads to.
const std::map<std::string_view, Reply>& replies() {
  static const std::map<std::string_view, Reply> table{
    {"status", report<control::status_text, control::status_json, true>},
    {"watch", report<control::watch_text, control::status_json, false>},
    {"models", report<control::models_text, control::models_json, false>},
    {"positions", report<control::positions_text, control::positions_json, true>},
    {"orders", report_orders},
    {"spawn",
     [](const Asked& asked) {
       if (const auto spec = spec_of(asked)) order(asked, SpawnModel{*spec});
     }},
    {"swap", swap_model},
    {"promote",
     [](const Asked& asked) {
       if (const auto id = id_of(asked)) order(asked, PromoteModel{*id});
     }},
    {"stop",
     [](const Asked& asked) {
       if (const auto id = id_of(asked))
         order(asked, StopModel{*id, !argument(asked.request, "flatten").empty()});
     }},
    {"halt",
     [](const Asked& asked) {
       const auto reason = argument(asked.request, "reason");
       order(asked, HaltTrading{reason.empty() ? "an operator" : reason});
     }},
    {"resume", [](const Asked& asked) { order(asked, ResumeTrading{}); }},
    {"cancel",
     [](const Asked& asked) {
       order(asked, DeskCommand{CancelOrder{argument(asked.request, "order")}});
     }},
    {"close", close_symbol},
    {"flatten", [](const Asked& asked) { order(asked, DeskCommand{FlattenAll{}}); }},
    {"limit", change_limit},
    {"quit",
     [](const Asked& asked) {
       asked.answer({true, "stopping: canceling what works", {}});
       asked.operated.quit();
     }},
  };
  return table;
}

} // namespace

control::ControlServer::Handler
control_handler(caf::actor_system& system, const SupervisorActor& supervisor, Operated operated) {
  return [&system, supervisor, operated = std::move(operated)](const ControlRequest& request,
                                                               Answer answer) {
    const auto reply = replies().find(request.verb);
    if (reply == replies().end()) return answer(refused("no verb is named " + request.verb));
    reply->second({system, supervisor, request, operated, std::move(answer)});
  };
}

Result<StatusSnapshot> ask_status(caf::actor_system& system, const SupervisorActor& supervisor,
                                  Duration how_long) {
  Result<StatusSnapshot> result = fail(ErrorKind::Unreachable, "the supervisor did not answer");
  caf::scoped_actor self{system};
  self->request(supervisor, how_long, StatusQuery{})
    .receive([&](const StatusSnapshot& status) { result = status; }, [](caf::error&) {});
  return result;
}

} // namespace hft
