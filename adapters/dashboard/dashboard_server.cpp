#include "adapters/dashboard/dashboard_server.hpp"

#include "adapters/control/control_wire.hpp"
#include "adapters/control/report_json.hpp"
#include "adapters/dashboard/day_json.hpp"
#include "adapters/dashboard/event_streams.hpp"
#include "adapters/dashboard/metrics_text.hpp"
#include "adapters/dashboard/page_files.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <sys/statvfs.h>

namespace hft::dashboard {

namespace {

using net::ServerAnswer;
using net::ServerReply;
using net::ServerRequest;
using ReplyRef = std::shared_ptr<ServerReply>;

constexpr std::string_view token_file_name = "dashboard.token";
constexpr std::string_view own_policy = "default-src 'self'; base-uri 'none'; form-action 'none'; "
                                        "frame-ancestors 'none'; object-src 'none'";
/// A report is one file with its programs inside: it may run them, and reach nothing and nobody.
constexpr std::string_view report_policy = "sandbox allow-scripts; default-src 'none'; script-src "
                                           "'unsafe-inline'; style-src 'unsafe-inline'; "
                                           "img-src data:; frame-ancestors 'none'";

ServerAnswer guarded(ServerAnswer answer, std::string_view policy = own_policy) {
  answer.headers.emplace_back("Content-Security-Policy", policy);
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  answer.headers.emplace_back("X-Frame-Options", "DENY");
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  answer.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

ServerAnswer json_answer(std::string json, int status = 200) {
  ServerAnswer answer;
  answer.status = status;
  answer.content_type = "application/json";
  answer.body = std::move(json) + '\n';
  return guarded(std::move(answer));
}

ServerAnswer refusal(int status, const std::string& sentence) {
  auto answer = json_answer(control::dump({{"done", false}, {"text", sentence}}), status);
  if (status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 405) answer.headers.emplace_back("Allow", "GET, POST");
  return answer;
}

ServerAnswer file_answer(std::string_view bytes, std::string_view type) {
  ServerAnswer answer;
  answer.content_type = type;
  answer.body = bytes;
  return guarded(std::move(answer));
}

/// From 50 to 2000, 600 when nothing sensible is said.
std::size_t pixels_of(const ServerRequest& request) {
  const auto text = request.parameter("width");
  std::size_t pixels = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), pixels);
  if (read.ec != std::errc{}) return 600;
  return std::clamp<std::size_t>(pixels, 50, 2000);
}

double free_bytes(const std::filesystem::path& folder) {
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return -1;
  return static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
}

/// Answers each only once: what comes on any thread goes back to the client.
control::ControlServer::Answer to_client(const ReplyRef& reply) {
  return [reply](const control::ControlAnswer& given) {
    reply->answer(json_answer(control::write_answer(given), given.done ? 200 : 409));
  };
}

} // namespace

/// What is served where; on the server's thread.
class DashboardServer::Pages : public std::enable_shared_from_this<Pages> {
public:
  Pages(AccessRules rules, DashboardSources sources, std::filesystem::path state_dir)
    : rules_(std::move(rules)),
      sources_(std::move(sources)),
      state_dir_(std::move(state_dir)) {}

  const AccessRules& rules() const { return rules_; }
  void serve_on(net::HttpServer& server) { server_ = &server; }

  void serve(const ServerRequest& request, const ReplyRef& reply) {
    const auto& table = routes();
    const auto found = table.find(request.path);
    if (found == table.end()) {
      const auto denial = denial_of(rules_, Door::Page, request);
      return reply->answer(refusal(denial ? denial->status : 404,
                                   denial ? denial->sentence : "nothing is served there"));
    }
    const auto& [method, door, answer] = found->second;
    if (const auto denial = denial_of(rules_, door, request))
      return reply->answer(refusal(denial->status, denial->sentence));
    if (request.method != method)
      return reply->answer(refusal(405, request.path + " is asked by " + std::string{method}));
    (this->*answer)(request, reply);
  }

  /// Four times a second: what happened since goes to the pages, once a second with the status.
  void turn() {
    if (streams_.empty()) return;
    const bool with_status = ++turns_ % 4 == 0;
    with_day([with_status](Pages& self, const report::DayRecord& day) {
      self.streams_.turn(day, with_status, self.sources_.now());
    });
  }

private:
  using Answer = void (Pages::*)(const ServerRequest&, const ReplyRef&);
  struct Route {
    std::string_view method;
    Door door;
    Answer answer;
  };

  static const std::map<std::string_view, Route>& routes() {
    static const std::map<std::string_view, Route> table{
      {"/", {"GET", Door::Page, &Pages::frame}},
      {"/icon.svg", {"GET", Door::Page, &Pages::icon}},
      {"/page.css", {"GET", Door::Page, &Pages::style}},
      {"/page.js", {"GET", Door::Page, &Pages::program}},
      {"/dygraph.css", {"GET", Door::Page, &Pages::chart_style}},
      {"/dygraph.js", {"GET", Door::Page, &Pages::chart_program}},
      {"/api/session", {"POST", Door::Token, &Pages::session}},
      {"/api/status", {"GET", Door::Read, &Pages::status}},
      {"/api/day", {"GET", Door::Read, &Pages::day}},
      {"/api/chart", {"GET", Door::Read, &Pages::chart}},
      {"/api/plots", {"GET", Door::Read, &Pages::plots}},
      {"/api/orders", {"GET", Door::Read, &Pages::orders}},
      {"/api/sessions", {"GET", Door::Read, &Pages::sessions}},
      {"/api/events", {"GET", Door::Events, &Pages::events}},
      {"/api/control", {"POST", Door::Command, &Pages::command}},
      {"/report", {"GET", Door::Read, &Pages::report}},
      {"/metrics", {"GET", Door::Metrics, &Pages::metrics}},
    };
    return table;
  }

  void frame(const ServerRequest&, const ReplyRef& reply) {
    reply->answer(file_answer(page_files::frame(), "text/html; charset=utf-8"));
  }
  void icon(const ServerRequest&, const ReplyRef& reply) {
    reply->answer(file_answer(page_files::icon(), "image/svg+xml"));
  }
  void style(const ServerRequest&, const ReplyRef& reply) {
    reply->answer(file_answer(page_files::style(), "text/css; charset=utf-8"));
  }
  void program(const ServerRequest&, const ReplyRef& reply) {
    reply->answer(file_answer(page_files::program(), "text/javascript; charset=utf-8"));
  }
  void chart_style(const ServerRequest&, const ReplyRef& reply) {
    reply->answer(file_answer(page_files::chart_style(), "text/css; charset=utf-8"));
  }
  void chart_program(const ServerRequest&, const ReplyRef& reply) {
    reply->answer(file_answer(page_files::chart_program(), "text/javascript; charset=utf-8"));
  }

  void session(const ServerRequest& request, const ReplyRef& reply) {
    const auto body = control::Json::parse(request.body, nullptr, false);
    const auto token = body.is_object() ? body.find("token") : body.end();
    if (!body.is_object() || token == body.end() || !token->is_string() ||
        !is_token(rules_, token->get<std::string>()))
      return reply->answer(refusal(401, "this is not the token"));
    auto answer = json_answer(control::dump({{"done", true}}));
    answer.headers.emplace_back("Set-Cookie", session_cookie(rules_));
    reply->answer(std::move(answer));
  }

  void status(const ServerRequest&, const ReplyRef& reply) {
    // Asked anew: what was just commanded shows.
    with_day([reply](Pages& self, const report::DayRecord& day) {
      const auto kept = std::make_shared<const report::DayRecord>(day); // its parts are shared
      self.sources_.control({"status", {}}, [reply, kept, now = self.sources_.now](
                                              const control::ControlAnswer& given) {
        reply->answer(given.done ? json_answer(status_with_day(given.json, *kept, now()))
                                 : refusal(503, given.text));
      });
    });
  }

  void day(const ServerRequest&, const ReplyRef& reply) {
    with_day(
      [reply](Pages&, const report::DayRecord& day) { reply->answer(json_answer(day_json(day))); });
  }

  void chart(const ServerRequest& request, const ReplyRef& reply) {
    with_day([reply, symbol = request.parameter("symbol"),
              pixels = pixels_of(request)](Pages&, const report::DayRecord& day) {
      reply->answer(json_answer(chart_json(day, symbol, pixels)));
    });
  }

  void plots(const ServerRequest& request, const ReplyRef& reply) {
    with_day([reply, pixels = pixels_of(request)](Pages&, const report::DayRecord& day) {
      reply->answer(json_answer(plots_json(day, pixels)));
    });
  }

  void orders(const ServerRequest&, const ReplyRef& reply) {
    with_day([reply](Pages& self, const report::DayRecord& day) {
      const auto kept = std::make_shared<const report::DayRecord>(day); // its parts are shared
      self.sources_.control({"orders", {}}, [reply, kept](const control::ControlAnswer& given) {
        reply->answer(given.done ? json_answer(orders_with_day(given.json, *kept))
                                 : refusal(503, given.text));
      });
    });
  }

  void sessions(const ServerRequest&, const ReplyRef& reply) {
    reply->answer(json_answer(sources_.sessions ? sources_.sessions() : "[]"));
  }

  void report(const ServerRequest& request, const ReplyRef& reply) {
    const auto page = sources_.report
                        ? sources_.report(request.parameter("account"), request.parameter("date"))
                        : fail(ErrorKind::NotFound, "no reports are kept here");
    if (!page) return reply->answer(refusal(404, page.error().sentence));
    ServerAnswer answer;
    answer.content_type = "text/html; charset=utf-8";
    answer.body = *page;
    reply->answer(guarded(std::move(answer), report_policy));
  }

  void events(const ServerRequest& request, const ReplyRef& reply) {
    auto last_id = std::string{request.header("last-event-id")};
    if (last_id.empty()) last_id = request.parameter("after");
    ServerAnswer head;
    head.content_type = "text/event-stream";
    const auto stream = reply->stream(guarded(std::move(head)));
    if (!stream) return;
    with_day([stream, last_id](Pages& self, const report::DayRecord& day) {
      self.streams_.add(stream, day, last_id, self.rules_.commands, self.sources_.now());
    });
  }

  void command(const ServerRequest& request, const ReplyRef& reply) {
    auto asked = control::read_request(request.body);
    if (!asked) return reply->answer(refusal(400, asked.error().sentence));
    sources_.control(std::move(*asked), to_client(reply));
  }

  void metrics(const ServerRequest&, const ReplyRef& reply) {
    with_day([reply](Pages& self, const report::DayRecord& day) {
      ServerAnswer answer;
      answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
      answer.body = metrics_of(day, self.sources_.now(), free_bytes(self.state_dir_));
      reply->answer(guarded(std::move(answer)));
    });
  }

  /// The day's record, asked for and read on the server's thread.
  template <class Work>
  void with_day(Work work) {
    sources_.day([weak = weak_from_this(), work](DashboardSources::Day day) {
      const auto self = weak.lock();
      if (!self || !day) return;
      const std::lock_guard lock{self->posting_};
      if (self->stopped_) return;
      self->server_->post([weak, day = std::move(day), work] {
        if (const auto still = weak.lock()) work(*still, *day);
      });
    });
  }

  friend class DashboardServer;
  AccessRules rules_;
  DashboardSources sources_;
  std::filesystem::path state_dir_;
  net::HttpServer* server_ = nullptr;
  std::mutex posting_; ///< guards `stopped_`: the server is there while it is false
  bool stopped_ = false;
  EventStreams streams_;
  std::uint64_t turns_ = 0;
};

DashboardServer::DashboardServer(std::unique_ptr<net::HttpServer> server,
                                 std::shared_ptr<Pages> pages)
  : pages_(std::move(pages)),
    server_(std::move(server)) {}

DashboardServer::~DashboardServer() {
  {
    const std::lock_guard lock{pages_->posting_};
    pages_->stopped_ = true;
  }
  server_.reset();
}

std::uint16_t DashboardServer::port() const {
  return server_->port();
}

std::string DashboardServer::address() const {
  return "http://127.0.0.1:" + std::to_string(port()) + "/#token=" + pages_->rules().token;
}

Result<std::unique_ptr<DashboardServer>> DashboardServer::open(DashboardOptions options,
                                                               DashboardSources sources) {
  constexpr unsigned tries = 100;
  auto token = token_in(options.state_dir / token_file_name);
  if (!token) return tl::unexpected{token.error()};
  auto server = net::HttpServer::open(options.port, tries, options.limits);
  if (!server) return tl::unexpected{server.error()};
  auto pages = std::make_shared<Pages>(
    AccessRules{(*server)->port(), std::move(*token), options.commands, options.open_metrics},
    std::move(sources), options.state_dir);
  pages->serve_on(**server);
  (*server)->every(std::chrono::milliseconds{250}, [weak = std::weak_ptr{pages}] {
    if (const auto self = weak.lock()) self->turn();
  });
  (*server)->start(
    [pages](const ServerRequest& request, const ReplyRef& reply) { pages->serve(request, reply); });
  return std::unique_ptr<DashboardServer>{
    new DashboardServer{std::move(*server), std::move(pages)}};
}

} // namespace hft::dashboard
