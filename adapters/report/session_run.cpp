#include "adapters/report/session_run.hpp"

#include "adapters/report/session_files.hpp"
#include "adapters/storage/journal_reader.hpp"
#include "adapters/storage/note_file.hpp"
#include "messages/new_york.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace hft::report {

namespace {

namespace fs = std::filesystem;

/// What a model holds of a symbol and what it paid for it on average.
struct Held {
  Quantity quantity;
  Price price;

  void add(Quantity more, Price at) {
    const bool grows = quantity.units == 0 || (quantity.units > 0) == (more.units > 0);
    const auto after = quantity + more;
    if (grows && after.units != 0)
      price = {
        checked_narrow((exact_product(price, quantity) + exact_product(at, more)) / after.units)};
    else if (after.units != 0 && (after.units > 0) != (quantity.units > 0))
      price = at; // crossed zero
    quantity = after;
  }
};

/// Goes through a journal and keeps what belongs to one trading date.
class JournalDay {
public:
  JournalDay(RunRecord& record, const SessionPlan& plan)
    : record_(record),
      begin_(from_new_york(plan.date, Duration{})),
      end_(from_new_york(plan.date + 1, Duration{})) {}

  void take(const JournalRecord& entry) {
    at_ = entry.at;
    if (at_ >= end_) return;
    std::visit([this](const auto& one) { on(one); }, entry.entry);
  }

  void finish() {
    for (auto& [id, known] : orders_) settle(known);
    for (const auto& [key, held] : held_)
      if (held.quantity.units != 0 && held.price.units > 0)
        record_.held_before.push_back({key.first, key.second, held.quantity, held.price});
    for (const auto& [key, count] : refusals_)
      record_.refusals.push_back({key.first, key.second, count});
    for (auto& [id, known] : orders_)
      if (known.ours && known.today) record_.orders.push_back(known.order);
    std::stable_sort(record_.orders.begin(), record_.orders.end(),
                     [](const RunOrder& a, const RunOrder& b) { return a.decided < b.decided; });
    std::stable_sort(record_.fills.begin(), record_.fills.end(),
                     [](const RunFill& a, const RunFill& b) { return a.at < b.at; });
  }

private:
  struct Known {
    RunOrder order;
    bool ours = false;  ///< an intent of a model is behind it
    bool today = false; ///< intended, or filled, on the date
    Quantity executed;  ///< by executions told
    int128 cost = 0;    ///< of them
    Price average;      ///< of the cumulative quantity, as last described
    Timestamp described;
  };

  bool today(Timestamp time) const { return time >= begin_ && time < end_; }

  Known& known(const ClientOrderId& ours, const BrokerOrderId& theirs) {
    if (!theirs.empty()) {
      const auto found = names_.find(theirs.str());
      if (found != names_.end()) return orders_[found->second];
    }
    const auto id = ours.empty() ? theirs.str() : ours.str();
    if (!theirs.empty()) names_[theirs.str()] = id;
    auto& one = orders_[id];
    one.order.id = id;
    return one;
  }

  void on(const journal::Intent& intent) {
    auto& one = known(intent.order.client_order_id, {});
    const auto& order = intent.order;
    one.ours = true;
    one.today = today(at_);
    one.order.model = order.model.str();
    one.order.symbol = order.symbol;
    one.order.side = order.side;
    one.order.type = order.type;
    one.order.quantity = order.quantity;
    if (order.limit_price.units > 0) one.order.limit = order.limit_price;
    one.order.decided = order.caused_by.nanoseconds != 0 ? order.caused_by : at_;
    one.order.extended_hours = order.extended_hours;
    one.order.state = OrderState::Intended;
  }

  void on(const journal::Sent& sent) {
    const auto found = orders_.find(sent.id.str());
    if (found != orders_.end()) found->second.order.sent = at_;
  }

  void on(const journal::Answered& answered) {
    if (answered.answer.order)
      describe(*answered.answer.order);
    else if (answered.answer.kind == AnswerKind::Refused &&
             answered.answer.request == OrderRequest::Submit)
      end(answered.answer.client_order_id, OrderState::Rejected);
  }

  void on(const journal::Described& described) { describe(described.order); }
  void on(const journal::Inherited& inherited) {
    auto& one = describe(inherited.order);
    one.executed = inherited.order.filled; // in the baseline already
    one.cost = exact_product(inherited.order.average_price, inherited.order.filled);
  }
  void on(const journal::Absent& absent) { end(absent.id, OrderState::Rejected); }

  void on(const journal::Happened& happened) {
    auto& one = describe(happened.event.order);
    if (happened.event.execution)
      execute(one, *happened.event.execution,
              happened.event.time.nanoseconds != 0 ? happened.event.time : at_);
  }

  void on(const journal::Filled& filled) {
    const auto& fill = filled.fill;
    auto& one = known(fill.client_order_id, fill.order_id);
    if (one.order.symbol.empty()) {
      one.order.symbol = fill.symbol;
      one.order.side = fill.side;
    }
    execute(one, fill.execution, fill.time);
  }

  void on(const journal::Refused& refused) {
    if (today(at_))
      ++refusals_[{refused.refused.model.str(), std::string{to_string(refused.refused.refusal)}}];
  }

  void on(const journal::Baseline& baseline) {
    held_[{std::string{}, baseline.position.symbol}] = {baseline.position.quantity,
                                                        baseline.position.average_entry};
  }

  void on(const journal::Adjusted& adjusted) {
    const auto& what = adjusted.adjustment;
    if (what.old_shares.units <= 0 || what.new_shares.units <= 0) return;
    if (today(at_)) {
      record_.splits.push_back({at_, what.symbol, what.old_shares, what.new_shares});
      return;
    }
    const auto scaled = [&](std::int64_t units, Quantity by, Quantity over) {
      return checked_narrow(static_cast<int128>(units) * by.units / over.units);
    };
    for (auto& [key, held] : held_) {
      if (key.second != what.symbol) continue;
      held.quantity = {scaled(held.quantity.units, what.new_shares, what.old_shares)};
      held.price = {scaled(held.price.units, what.old_shares, what.new_shares)};
    }
  }

  void on(const journal::Settled& settled) {
    for (const auto side : {Side::Sell, Side::Buy}) {
      Known one;
      one.order.model = (side == Side::Sell ? settled.seller : settled.buyer).str();
      one.order.symbol = settled.symbol;
      one.order.side = side;
      book(one, "settled-" + std::to_string(++settlements_), settled.price, settled.quantity, at_);
    }
  }

  void on(const journal::LegLearnt& learnt) {
    const auto model = known(learnt.parent, {}).order.model;
    auto& exit = describe(learnt.order);
    exit.ours = true;
    exit.today = exit.today || today(at_);
    exit.order.model = model;
    exit.order.decided = at_;
    exit.order.sent = at_;
    if (learnt.order.limit_price.units > 0) exit.order.limit = learnt.order.limit_price;
  }

  template <class Other>
  void on(const Other&) {}

  Known& describe(const BrokerOrder& order) {
    auto& one = known(order.client_order_id, order.id);
    if (!one.ours) {
      one.order.symbol = order.symbol;
      one.order.side = order.side;
      one.order.type = order.type;
      one.order.quantity = order.quantity;
    }
    if (order.filled >= one.order.filled) {
      one.order.filled = order.filled;
      if (order.average_price.units > 0) one.average = order.average_price;
      one.described = order.updated.nanoseconds != 0 ? order.updated : at_;
    }
    if (!is_terminal(one.order.state)) one.order.state = order.state;
    if (is_terminal(one.order.state) && !one.order.ended) one.order.ended = at_;
    return one;
  }

  void end(const ClientOrderId& id, OrderState state) {
    const auto found = orders_.find(id.str());
    if (found == orders_.end() || is_terminal(found->second.order.state)) return;
    found->second.order.state = state;
    found->second.order.ended = at_;
  }

  void execute(Known& one, const Execution& execution, Timestamp time) {
    const auto id = execution.id.str();
    if (execution.quantity.units <= 0 || execution.price.units <= 0) return;
    if (!id.empty() && !seen_.insert(id).second) return;
    one.executed += execution.quantity;
    one.cost += exact_product(execution.price, execution.quantity);
    one.order.filled = std::max(one.order.filled, one.executed);
    book(one, id, execution.price, execution.quantity, time);
  }

  void book(Known& one, const std::string& id, Price price, Quantity quantity, Timestamp time) {
    if (time >= end_) return;
    if (time < begin_) {
      held_[{one.order.model, one.order.symbol}].add(signed_quantity(one.order.side, quantity),
                                                     price);
      return;
    }
    one.today = true;
    RunFill fill;
    fill.id = id;
    fill.order = one.ours ? one.order.id : std::string{};
    fill.model = one.order.model;
    fill.symbol = one.order.symbol;
    fill.side = one.order.side;
    fill.at = time;
    fill.price = price;
    fill.quantity = quantity;
    record_.fills.push_back(std::move(fill));
  }

  /// What the order's own description knows and no execution told.
  void settle(Known& one) {
    const auto rest = one.order.filled - one.executed;
    if (rest.units <= 0 || one.average.units <= 0) return;
    const auto price = (exact_product(one.average, one.order.filled) - one.cost) / rest.units;
    if (price <= 0) return;
    one.executed = one.order.filled;
    book(one, one.order.id + "-untold", {checked_narrow(price)}, rest, one.described);
  }

  RunRecord& record_;
  Timestamp begin_;
  Timestamp end_;
  Timestamp at_{};
  std::map<std::string, Known> orders_;
  std::map<std::string, std::string> names_; ///< by the broker's id
  std::set<std::string> seen_;               ///< executions
  std::uint64_t settlements_ = 0;
  std::map<std::pair<std::string, Symbol>, Held> held_;
  std::map<std::pair<std::string, std::string>, std::uint64_t> refusals_;
};

Money money_of(const Json& object, const char* key) {
  const auto units = parse_units(text_or(object, key, "0"));
  return units ? Money{*units} : Money{};
}

Json object_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : Json::object();
}

double number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0;
}

void add_models(RunRecord& record, const Json& session) {
  const auto models = object_in(session, "models");
  for (const auto& [id, model] : models.items()) {
    if (!model.is_object() || id.empty()) continue;
    record.models.push_back(
      {id, text_or(model, "name", ""), count_in(model, "ticks"), count_in(model, "signals"),
       count_in(model, "orders"), count_in(model, "fills"), count_in(model, "refused"),
       money_of(model, "realized_pnl"), money_of(model, "unrealized_pnl"), Money{}});
    const auto parameters = object_in(model, "parameters");
    for (const auto& [name, value] : parameters.items())
      record.parameters.push_back(
        {id, name, value.is_string() ? value.get<std::string>() : value.dump()});
  }
}

void add_remarks(RunRecord& record, const Json& session) {
  record.remarks.push_back({"Starts of the program", text_or(session, "starts", "1")});
  record.remarks.push_back(
    {"Finished", session.value("finished", Json{}) == true ? "yes" : "no: ended without a word"});
  const auto totals = object_in(session, "totals");
  if (totals.contains("position"))
    record.remarks.push_back({"Held at the end", text_or(totals, "position", "")});
  if (totals.contains("marks"))
    record.remarks.push_back({"Marked at", text_or(totals, "marks", "")});
  const auto feed = object_in(session, "feed");
  for (const auto& [name, value] : feed.items())
    record.remarks.push_back({"Feed: " + name, value.dump()});
}

void add_incidents(RunRecord& record, const Json& session) {
  const auto incidents = session.value("incidents", Json::array());
  if (!incidents.is_array()) return;
  for (const auto& one : incidents)
    if (one.is_object())
      record.incidents.push_back({parse_timestamp(text_or(one, "at", "")).value_or(Timestamp{}),
                                  text_or(one, "sentence", "")});
}

/// A session without what its models noted is one all the same.
void add_notes(RunRecord& record, const fs::path& account_folder, Date date) {
  const auto notes = storage::read_notes(storage::notes_folder(account_folder), date);
  if (!notes) return;
  for (const auto& [model, note] : *notes)
    record.notes.push_back({note.time, model.str(), note.plot, note.value, note.text});
}

/// Models that have fills or orders but no line in the report: they ran earlier.
void add_missing_models(RunRecord& record) {
  std::set<std::string> ids{""};
  for (const auto& model : record.models) ids.insert(model.id);
  const auto add = [&](const std::string& id) {
    if (!ids.insert(id).second) return;
    record.models.push_back({});
    record.models.back().id = id;
  };
  for (const auto& fill : record.fills) add(fill.model);
  for (const auto& order : record.orders) add(order.model);
  for (const auto& held : record.held_before) add(held.model);
}

} // namespace

Result<RunRecord> session_run(const fs::path& account_folder, const SessionPlan& plan) {
  const auto file = account_folder / "sessions" / (format_date(plan.date) + ".json");
  const auto session = read_object(file);
  if (!session) return tl::unexpected{session.error()};
  if (session->is_null()) return fail(ErrorKind::NotFound, file.string() + " is not there");
  RunRecord record;
  const auto account = account_folder.filename().string();
  record.run.id = account + " " + format_date(plan.date);
  record.run.kind = account.starts_with("simulated") ? RunKind::Simulated : RunKind::Live;
  record.run.from = record.run.to = plan.date;
  record.run.data = "the session's report and journal";
  record.sessions = {{plan.date, plan.open, plan.close, plan.early_close}};
  add_models(record, *session);
  add_remarks(record, *session);
  add_incidents(record, *session);
  const auto latency = object_in(*session, "latency_us");
  if (number_of(latency, "max") > 0)
    record.latency = RunLatency{number_of(latency, "p50"), number_of(latency, "p99"),
                                number_of(latency, "p999"), number_of(latency, "max")};
  JournalDay day{record, plan};
  const auto read = storage::read_journal(account_folder, [&](const JournalRecord& entry) {
    if (const auto* started = std::get_if<journal::Started>(&entry.entry);
        started != nullptr && started->date == plan.date)
      record.run.code = started->program;
    day.take(entry);
  });
  if (!read) return tl::unexpected{read.error()};
  day.finish();
  add_notes(record, account_folder, plan.date);
  add_missing_models(record);
  if (const auto fault = fault_of(record); !fault.empty())
    return fail(ErrorKind::BadPayload,
                "the session of " + format_date(plan.date) + " makes no run record: " + fault);
  return record;
}

} // namespace hft::report
