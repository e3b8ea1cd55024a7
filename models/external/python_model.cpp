#include "models/external/python_model.hpp"

#include "models/external/foreign_call.hpp"
#include "models/external/python_context.hpp"
#include "models/external/python_scope.hpp"
#include "models/external/python_start.hpp"
#include "models/external/python_words.hpp"
#include "models/model_fault.hpp"

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>

namespace py = pybind11;

#ifdef __SANITIZE_ADDRESS__
/// The interpreter frees what it made only when it is finalized, and an embedded one never is.
extern "C" const char* __lsan_default_suppressions();
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
  return "leak:libpython";
}
extern "C" const char* __lsan_default_options();
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_options() {
  return "print_suppressions=0"; // what a refused script says stays one sentence
}
#endif

namespace hft {

namespace {

/// A Python object owned by C++: let go under Python's lock, which a call that was left behind may
/// keep for ever; then it is not let go.
using Held = std::shared_ptr<py::object>;

Held hold(py::object object) {
  return {new py::object{std::move(object)}, [](py::object* held) {
            if (foreign_call_left_behind()) return;
            const py::gil_scoped_acquire lock;
            delete held;
          }};
}

Duration seconds(const std::string& key, const py::handle& number) {
  if (py::isinstance<py::str>(number))
    if (const auto told = parse_duration(py::cast<std::string>(number))) return *told;
  const Duration told{units_of(number, "a number of seconds")};
  if (told < Duration{0}) throw py::value_error("needs() says " + key + " of less than 0 seconds");
  return told;
}

bool flag(const std::string& key, const py::handle& value) {
  if (!py::isinstance<py::bool_>(value))
    throw py::value_error("needs() says " + key + "=" + py::cast<std::string>(py::str(value)) +
                          ", which is neither True nor False");
  return py::cast<bool>(value);
}

std::vector<Symbol> symbols_in(const py::handle& value) {
  std::vector<Symbol> symbols;
  const bool list = py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value) ||
                    py::isinstance<py::set>(value);
  if (list)
    for (const auto& item : py::reinterpret_borrow<py::object>(value)) {
      if (!py::isinstance<py::str>(item)) break;
      symbols.push_back(python_symbol(py::cast<std::string>(item)));
    }
  if (!list || symbols.size() != py::len(value))
    throw py::value_error("needs() says symbols=" + py::cast<std::string>(py::str(value)) +
                          ", which is no list of symbols, as ['SPY', 'QQQ'] is one");
  return symbols;
}

const std::vector<std::string> needs_keys{
  "symbols", "trades",    "quotes",      "bars",         "extended_hours",    "timer",
  "warm_up", "keep_bars", "keep_trades", "warm_up_days", "warm_up_since_open"};

std::string hint_for(const std::string& word, const std::vector<std::string>& known) {
  const auto near = nearest_of(word, known);
  return near.empty() ? "it knows " + listed(known) : "did you mean " + listed(near) + "?";
}

/// True, False, a size as `'5m'`, or a list of sizes; True is the broker's minute bars.
void read_bars(const py::handle& value, Needs& needs) {
  if (py::isinstance<py::bool_>(value)) {
    needs.bars = py::cast<bool>(value);
    return;
  }
  py::list sizes;
  if (py::isinstance<py::str>(value))
    sizes.append(value);
  else if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value))
    sizes = py::list(py::reinterpret_borrow<py::object>(value));
  for (const auto& item : sizes) {
    const auto size = bar_size_from(py::cast<std::string>(py::str(item)));
    if (!size) sizes = py::list{};
    if (!size) break;
    needs.bar_sizes.push_back(*size);
  }
  if (sizes.empty())
    throw py::value_error("needs() says bars=" + py::cast<std::string>(py::repr(value)) +
                          ", which is neither True (the broker's minute bars) nor a size or a list "
                          "of sizes: '30s', '5m', '1h', '1d', '10000v' (shares), '500t' (trades)");
}

std::int64_t whole(const std::string& key, const py::handle& value, std::int64_t most) {
  if (!py::isinstance<py::int_>(value) || py::isinstance<py::bool_>(value))
    throw py::value_error("needs() says " + key + "=" + py::cast<std::string>(py::repr(value)) +
                          ", which is no whole number");
  const auto number = py::cast<std::int64_t>(value);
  if (number < 0 || number > most)
    throw py::value_error("needs() says " + key + "=" + std::to_string(number) +
                          ", which is not within 0 to " + std::to_string(most));
  return number;
}

Needs read_needs(const py::dict& told, const py::object& object) {
  Needs needs;
  for (const auto& [name, value] : told) {
    const auto key = py::cast<std::string>(py::str(name));
    if (key == "symbols")
      needs.symbols = symbols_in(value);
    else if (key == "trades")
      needs.trades = flag(key, value);
    else if (key == "quotes")
      needs.quotes = flag(key, value);
    else if (key == "bars")
      read_bars(value, needs);
    else if (key == "keep_bars")
      needs.keep_bars = static_cast<std::size_t>(whole(key, value, 1'000'000));
    else if (key == "keep_trades")
      needs.keep_trades = static_cast<std::size_t>(whole(key, value, 1'000'000));
    else if (key == "warm_up_days")
      needs.warm_up_days = static_cast<int>(whole(key, value, 250));
    else if (key == "warm_up_since_open")
      needs.warm_up_since_open = flag(key, value);
    else if (key == "extended_hours")
      needs.extended_hours = flag(key, value);
    else if (key == "timer")
      needs.timer = seconds(key, value);
    else if (key == "warm_up")
      needs.warm_up = seconds(key, value);
    else
      throw py::value_error("needs() knows no '" + key + "': " + hint_for(key, needs_keys));
  }
  // Whoever only takes bars in is not shown the trades of the past one by one.
  if (!told.contains("trades") && (!needs.bar_sizes.empty() || needs.keep_trades > 0) &&
      !py::hasattr(object, "on_trade"))
    needs.trades = false;
  if (needs.symbols.empty()) throw py::value_error("needs() names no symbols");
  return needs;
}

tl::unexpected<Failure> because(const std::string& reason) {
  return fail(ErrorKind::BadArgument, reason);
}

tl::unexpected<Failure> refuse(const std::string& file, const std::string& reason) {
  return because("model python:" + file + " cannot be used: " + reason);
}

/// Calls under the lock, on a thread that is waited for no longer than foreign code may take; what
/// Python throws becomes the reason. `call` owns what it uses.
template <class T, class Call>
Result<T> limited(const std::string& file, Call call) {
  struct Attempt {
    std::optional<Result<T>> answer;
    std::atomic<unsigned long> thread{0};
  };
  const auto attempt = std::make_shared<Attempt>();
  const auto end = call_foreign(
    [attempt, file, call] {
      const py::gil_scoped_acquire lock;
      attempt->thread = PyThread_get_thread_ident();
      try {
        const ScriptCall under_way;
        attempt->answer = call();
      } catch (const py::error_already_set& error) {
        attempt->answer = because(sentence_of(error, file));
      } catch (const std::exception& error) {
        attempt->answer = because(error.what());
      }
    },
    [attempt] { interrupt_python_thread(attempt->thread); });
  const auto late = " for it did not come to an end within " + foreign_limit_text();
  if (end == ForeignEnd::LeftBehind)
    return because("it is left behind in a call that does not return," + late);
  if (end == ForeignEnd::Late) return because("it was interrupted," + late);
  return std::move(*attempt->answer);
}

/// The same for what keeps the file from being a model at all.
template <class T, class Call>
Result<T> attempted(const std::string& file, Call call) {
  auto answer = limited<T>(file, std::move(call));
  if (!answer) return refuse(file, answer.error().sentence);
  return answer;
}

constexpr const char* handler_names[] = {
  "on_trade",   "on_quote", "on_bar",  "on_fill",     "on_order_closed",     "on_refused",
  "on_timer",   "on_gap",   "on_warm", "on_takeover", "on_corporate_action", "on_status",
  "on_session", "on_bars"};

/// `on_trades`, `onTrade`: meant to be called and never will be.
void refuse_unknown_handlers(const py::object& object) {
  const std::vector<std::string> known{std::begin(handler_names), std::end(handler_names)};
  const auto names = py::module_::import("builtins").attr("dir")(object.get_type());
  for (const auto& item : names) {
    const auto name = py::cast<std::string>(item);
    const bool like_one = name.starts_with("on_") || (name.size() > 2 && name.starts_with("on") &&
                                                      name[2] >= 'A' && name[2] <= 'Z');
    if (!like_one || std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto near = nearest_of(name, known);
    throw py::attribute_error(
      name + " is no handler that is called: " +
      (near.empty() ? "the handlers are " + listed(known) : "did you mean " + listed(near) + "?"));
  }
}

/// A handler that cannot take what it is called with would fail at its first event.
void refuse_wrong_arguments(const py::object& object) {
  const auto signature = py::module_::import("inspect").attr("signature");
  const std::map<std::string, const char*> others{
    {"on_refused", "refusal"}, {"on_gap", ""}, {"on_warm", ""}};
  for (const std::string handler : handler_names) {
    if (!py::hasattr(object, handler.c_str())) continue;
    const auto found = others.find(handler);
    const std::string takes = found == others.end() ? "event, out" : found->second;
    py::object shape;
    try {
      shape = signature(object.attr(handler.c_str()));
    } catch (const py::error_already_set&) {
      continue; // it is callable without telling how
    }
    try {
      if (takes.empty())
        shape.attr("bind")();
      else if (takes == "refusal")
        shape.attr("bind")(py::none());
      else
        shape.attr("bind")(py::none(), py::none());
    } catch (const py::error_already_set&) {
      throw py::type_error(handler + " is called with (" + takes + "): write def " + handler +
                           "(self" + (takes.empty() ? "" : ", " + takes) + ')');
    }
  }
}

/// A handler that is there and gets nothing, because `needs()` does not ask for it.
void refuse_idle_handlers(const py::object& object, const Needs& needs) {
  const bool builds = !needs.bar_sizes.empty();
  const auto idle = [&](const char* handler, bool asked, const char* key) {
    if (asked || !py::hasattr(object, handler)) return;
    throw py::value_error(std::string{handler} + " is never called: needs() does not ask for " +
                          key);
  };
  idle("on_trade", needs.trades, "trades");
  idle("on_quote", needs.quotes, "quotes");
  idle("on_bar", needs.bars || builds, "bars");
  idle("on_bars", builds, "bars of a size, as bars='5m' does");
  idle("on_timer", needs.timer.count() > 0, "a timer");
}

py::dict needs_of(const py::object& object) {
  if (py::hasattr(object, "needs")) {
    const py::object told = object.attr("needs")();
    if (!py::isinstance<py::dict>(told))
      throw py::type_error("needs() does not answer a dict, as {'symbols': ['SPY']} is one");
    return told;
  }
  if (!py::hasattr(object, "settings") || !py::hasattr(object.attr("settings"), "symbol"))
    throw py::value_error("it does not say what it watches: give it a method needs() that answers "
                          "{'symbols': ['SPY']}, or a parameter named symbol");
  return py::dict(py::arg("symbols") = py::make_tuple(object.attr("settings").attr("symbol")));
}

/// `Model(settings)`, or `Model()` where it takes nothing, as a class without `__init__` does.
py::object made_of(const py::object& described, const py::object& settings) {
  bool takes_settings = true;
  try {
    py::module_::import("inspect").attr("signature")(described).attr("bind")(settings);
  } catch (const py::error_already_set& error) {
    if (error.matches(PyExc_TypeError)) takes_settings = false;
  }
  if (takes_settings) return described(settings);
  try {
    py::module_::import("inspect").attr("signature")(described).attr("bind")();
  } catch (const py::error_already_set&) {
    throw py::type_error("__init__ is called with (settings): write def __init__(self, settings)");
  }
  // What it does without settings may still read them.
  const auto object = described.attr("__new__")(described);
  py::setattr(object, "settings", settings);
  object.attr("__init__")();
  return object;
}

/// An object of a script's class `Model`. Handlers it does not have are not called.
class PythonModel final : public Model {
public:
  PythonModel(std::string name, std::string file, const py::object& object)
    : name_(std::move(name)),
      file_(std::move(file)),
      object_(hold(object)),
      out_(hold(py::cast(PythonSignals{}))) {
    needs_ = read_needs(needs_of(object), object);
    if (py::hasattr(object, "context"))
      throw py::attribute_error("context is what the engine gives a model: name yours otherwise");
    py::setattr(object, "context", py::cast(PythonContext{self_}));
    refuse_unknown_handlers(object);
    refuse_idle_handlers(object, needs_);
    refuse_wrong_arguments(object);
    for (const auto* handler : handler_names)
      if (py::hasattr(object, handler)) handlers_[handler] = hold(object.attr(handler));
    for (const auto* handler : {"save", "restore"})
      if (py::hasattr(object, handler)) handlers_[handler] = hold(object.attr(handler));
    py::cast<PythonSignals&>(*out_).watches_extended_hours(needs_.extended_hours);
    if (py::hasattr(object, "memory_version"))
      version_ = py::cast<int>(object.attr("memory_version"));
  }

  ~PythonModel() override { *self_ = nullptr; } // the script may keep its context
  PythonModel(const PythonModel&) = delete;
  PythonModel& operator=(const PythonModel&) = delete;

  Needs needs() const override { return needs_; }
  void on_trade(const Trade& trade, Decisions& out) override { tell("on_trade", out, trade); }
  void on_quote(const Quote& quote, Decisions& out) override { tell("on_quote", out, quote); }
  void on_bar(const Bar& bar, Decisions& out) override { tell("on_bar", out, bar); }
  void on_bars(const BarSet& set, Decisions& out) override { tell("on_bars", out, set); }
  void on_fill(const Fill& fill, Decisions& out) override { tell("on_fill", out, fill); }
  void on_order_closed(const OrderClosed& closed, Decisions& out) override {
    tell("on_order_closed", out, closed);
  }
  void on_timer(Timestamp time, Decisions& out) override {
    tell("on_timer", out, time.nanoseconds);
  }
  void on_status(const TradingStatus& status, Decisions& out) override {
    tell("on_status", out, status);
  }
  void on_session(const SessionChanged& changed, Decisions& out) override {
    tell("on_session", out, changed);
  }
  void on_refused(const OrderRefused& refused) override { ask("on_refused", refused); }
  void on_gap(const FeedGap&) override { ask("on_gap"); }
  void on_warm() override { ask("on_warm"); }
  void on_takeover(const InstanceBook& standing, Decisions& out) override {
    const py::gil_scoped_acquire lock;
    py::dict positions;
    for (const auto& [symbol, held] : standing.positions)
      positions[py::str(symbol.str())] = to_double(held);
    tell("on_takeover", out, positions);
  }
  void on_corporate_action(const CorporateAction& action, Decisions& out) override {
    tell("on_corporate_action", out, action);
  }

  ModelCheckpoint save() const override {
    if (!handlers_.contains("save")) return {};
    ModelCheckpoint memory{name_, version_, {}};
    guarded([&] {
      const py::dict saved = (*handlers_.at("save"))();
      for (const auto& [key, value] : saved)
        memory.values[py::cast<std::string>(py::str(key))] = py::cast<std::string>(py::str(value));
    });
    return memory;
  }

  Result<void> restore(const ModelCheckpoint& memory) override {
    if (!handlers_.contains("restore")) return {};
    if (memory.version > version_)
      return fail(ErrorKind::BadPayload, "model " + name_ + " cannot use its memory: version " +
                                           std::to_string(memory.version) + " is newer than " +
                                           std::to_string(version_) + ", the newest it knows");
    const auto restored =
      limited<bool>(file_, [handler = handlers_.at("restore"), values = memory.values] {
        (*handler)(values);
        return Result<bool>{true};
      });
    if (restored) return {};
    return fail(ErrorKind::BadPayload,
                "model " + name_ + " cannot use its memory: " + restored.error().sentence);
  }

private:
  /// What the script throws leaves as an exception that needs no lock.
  template <class Call>
  void guarded(Call call) const {
    const py::gil_scoped_acquire lock;
    try {
      const ScriptCall under_way;
      call();
    } catch (const py::error_already_set& error) {
      throw ModelFault{sentence_of(error, file_), traceback_of(error)};
    } catch (const py::builtin_exception& error) { // what a cast throws among them
      throw std::runtime_error{error.what()};
    }
  }

  template <class... Arguments>
  void ask(const char* handler, const Arguments&... arguments) const {
    const auto found = handlers_.find(handler);
    if (found != handlers_.end()) guarded([&] { (*found->second)(arguments...); });
  }

  template <class Event>
  void tell(const char* handler, Decisions& out, const Event& event) const {
    const auto found = handlers_.find(handler);
    if (found == handlers_.end()) return;
    guarded([&] {
      (*found->second)(event, *out_);
      py::cast<PythonSignals&>(*out_).move_to(out);
    });
  }

  std::shared_ptr<const Model*> self_ = std::make_shared<const Model*>(this);
  std::string name_;
  std::string file_;
  Held object_;
  Held out_;
  std::map<std::string, Held, std::less<>> handlers_;
  Needs needs_;
  int version_ = 1;
};

std::string text_in(const py::dict& parameter, const char* key) {
  if (!parameter.contains(key)) return {};
  const py::object value = parameter[key];
  if (py::isinstance<py::bool_>(value)) return py::cast<bool>(value) ? "true" : "false";
  if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value)) {
    std::string items;
    for (const auto& item : value)
      items += (items.empty() ? "" : "+") + py::cast<std::string>(py::str(item));
    return items;
  }
  return py::cast<std::string>(py::str(value));
}

ParameterType type_of(const std::string& word, const std::string& parameter) {
  using enum ParameterType;
  for (const auto type : {Integer, Number, Text, Ticker, Flag, ParameterType::Price,
                          ParameterType::Quantity, List, TimeOfDay, ParameterType::TimeSpan})
    if (to_string(type) == word) return type;
  throw py::value_error("the type '" + word + "' of its parameter " + parameter +
                        " is none: integer, number, text, symbol, flag, price, quantity, list, "
                        "time, duration");
}

void refuse_unknown_keys(const py::dict& parameter) {
  const std::vector<std::string> known{"name", "type", "default", "minimum", "maximum", "doc"};
  for (const auto& [key, value] : parameter) {
    const auto name = py::cast<std::string>(py::str(key));
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw py::key_error("a parameter has no '" + name + "': it has " + listed(known));
  }
}

std::vector<Parameter> read_parameters(const py::object& described) {
  std::vector<Parameter> parameters;
  for (const auto& item : described) {
    if (!py::isinstance<py::dict>(item))
      throw py::value_error("a parameter is no dict, as dict(name='period', type='integer', "
                            "default=20, doc='...') is one");
    const auto told = py::cast<py::dict>(item);
    refuse_unknown_keys(told);
    parameters.push_back({text_in(told, "name"),
                          type_of(text_in(told, "type"), text_in(told, "name")),
                          text_in(told, "default"), text_in(told, "minimum"),
                          text_in(told, "maximum"), text_in(told, "doc")});
  }
  return parameters;
}

/// Numbers where all of them are.
py::object python_list(const std::vector<std::string>& items) {
  py::list texts;
  py::list numbers;
  for (const auto& item : items) {
    texts.append(item);
    double value = 0;
    const auto [stop, error] = std::from_chars(item.data(), item.data() + item.size(), value);
    if (error == std::errc{} && stop == item.data() + item.size()) numbers.append(value);
  }
  return py::len(numbers) == py::len(texts) ? numbers : texts;
}

/// The settings as a script sees them: attributes of their own types.
py::object python_settings(const std::vector<Parameter>& declared, const Settings& settings) {
  py::dict values;
  for (const auto& parameter : declared) {
    const auto& name = parameter.name;
    const auto key = py::str(name);
    switch (parameter.type) {
      case ParameterType::Integer: values[key] = settings.integer(name); break;
      case ParameterType::Number: values[key] = settings.number(name); break;
      case ParameterType::Text: values[key] = settings.text(name); break;
      case ParameterType::Ticker: values[key] = settings.symbol(name).str(); break;
      case ParameterType::Flag: values[key] = settings.flag(name); break;
      case ParameterType::Price: values[key] = to_double(settings.price(name)); break;
      case ParameterType::Quantity: values[key] = to_double(settings.quantity(name)); break;
      case ParameterType::List: values[key] = python_list(settings.list(name)); break;
      case ParameterType::TimeOfDay:
        values[key] = to_double(settings.time_of_day(name).count());
        break;
      case ParameterType::TimeSpan: values[key] = to_double(settings.duration(name).count()); break;
    }
  }
  return py::module_::import("types").attr("SimpleNamespace")(**values);
}

} // namespace

Result<ModelEntry> read_python_model(const std::string& file) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return refuse(file, "there is no such file");
  if (!std::filesystem::is_regular_file(file, none)) return refuse(file, "it is no regular file");
  if (!file.ends_with(".py")) return refuse(file, "its name does not end in .py");
  try {
    start_python();
  } catch (const std::exception& error) {
    return refuse(file, error.what());
  }
  return attempted<ModelEntry>(file, [file]() -> Result<ModelEntry> {
    const auto module = run_python_file(file);
    if (!py::hasattr(module, "Model")) return because("it has no class Model");
    const py::object described = module.attr("Model");
    ModelEntry entry;
    entry.name = "python:" + file;
    entry.summary = py::cast<std::string>(py::str(py::getattr(described, "summary", py::str(""))));
    entry.parameters = read_parameters(py::getattr(described, "parameters", py::list{}));
    entry.make = [held = hold(described), file, name = entry.name,
                  declared = entry.parameters](const Settings& settings) {
      const auto make = [held, file, name, declared, settings]() -> Result<std::unique_ptr<Model>> {
        const auto given = python_settings(declared, settings);
        const py::object object = made_of(*held, given);
        if (!py::hasattr(object, "settings")) py::setattr(object, "settings", given);
        return std::make_unique<PythonModel>(name, file, object);
      };
      return attempted<std::unique_ptr<Model>>(file, make);
    };
    return entry;
  });
}

bool python_is_there() {
  return true;
}

bool python_has_run() {
  return Py_IsInitialized() != 0;
}

} // namespace hft
