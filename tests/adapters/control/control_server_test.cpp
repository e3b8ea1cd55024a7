#define CAF_SUITE control_server
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include "adapters/control/control_client.hpp"
#include "adapters/control/control_server.hpp"
#include "adapters/control/control_socket.hpp"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace control_server_test {

using namespace hft;
using namespace hft::control;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  TemporaryDirectory directory;
  const std::filesystem::path& folder = directory.path;
  std::string path = control_socket_path(folder.string());

  std::unique_ptr<ControlServer> serve(ControlServer::Handler handler, Duration patience = 10s) {
    return ControlServer::open(path, std::move(handler), patience).value();
  }

  std::unique_ptr<ControlServer> echo() {
    return serve([](const ControlRequest& request, const ControlServer::Answer& answer) {
      const auto found = request.arguments.find("id");
      answer({request.verb != "refuse",
              request.verb + (found == request.arguments.end() ? "" : " " + found->second),
              "{\"verb\":\"" + request.verb + "\"}"});
    });
  }

  std::string sentence() {
    const auto opened = ControlServer::open(path, [](const auto&, const auto&) {});
    return opened ? std::string{} : opened.error().sentence;
  }

  /// What a program that speaks plain HTTP gets back.
  std::string raw(const std::string& request) const {
    const int peer = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (::connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return {};
    if (::write(peer, request.data(), request.size()) < 0) return {};
    std::string answer;
    char bytes[4096];
    for (auto count = ::read(peer, bytes, sizeof bytes); count > 0;
         count = ::read(peer, bytes, sizeof bytes))
      answer.append(bytes, static_cast<std::size_t>(count));
    ::close(peer);
    return answer;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(control_server_tests, Fixture)

CAF_TEST(an operator asks and is answered) {
  const auto server = echo();
  const auto answer = ControlClient::call(path, {"stop", {{"id", "alpha"}}});
  CAF_CHECK(answer == (ControlAnswer{true, "stop alpha", "{\"verb\":\"stop\"}"}));
  CAF_CHECK(ControlClient::call(path, {"refuse", {}})->done == false);
}

CAF_TEST(the socket is for its owner alone) {
  const auto server = echo();
  struct stat found {};
  CAF_REQUIRE_EQUAL(::stat(path.c_str(), &found), 0);
  CAF_CHECK_EQUAL(found.st_mode & 0777u, 0600u);
  CAF_CHECK_EQUAL(server->path(), path);
}

CAF_TEST(nobody listening is unreachable) {
  const auto answer = ControlClient::call(path, {"status", {}});
  CAF_REQUIRE(!answer.has_value());
  CAF_CHECK(answer.error().fault == ErrorKind::Unreachable);
  CAF_CHECK_EQUAL(answer.error().sentence,
                  "system at " + path +
                    " cannot be reached: nobody listens there (No such file or directory)");
}

CAF_TEST(the socket file goes with the server) {
  echo().reset();
  CAF_CHECK(!std::filesystem::exists(path));
  CAF_CHECK(!ControlClient::call(path, {"status", {}}).has_value());
}

CAF_TEST(the file of a dead process is replaced) {
  ::close(listen_on(path).value());
  CAF_REQUIRE(std::filesystem::exists(path));
  const auto server = echo();
  CAF_CHECK(ControlClient::call(path, {"status", {}}).has_value());
}

CAF_TEST(a living process keeps its socket) {
  const auto server = echo();
  CAF_CHECK_EQUAL(sentence(), "control socket " + path +
                                " is taken: another system runs on this state directory");
  CAF_CHECK(ControlClient::call(path, {"status", {}}).has_value());
}

CAF_TEST(a file that is no socket stays) {
  std::ofstream{path} << "precious";
  CAF_CHECK_EQUAL(sentence(), "control socket " + path +
                                " cannot be opened: a file that is no socket stands there");
  CAF_CHECK(std::filesystem::file_size(path) == 8);
}

CAF_TEST(a folder that is not there is named) {
  path = folder.string() + "/missing/control.sock";
  CAF_CHECK_EQUAL(sentence(),
                  "control socket " + path + " cannot be opened: No such file or directory");
}

CAF_TEST(a path too long for a socket is refused by both sides) {
  path = "/tmp/" + std::string(110, 'x');
  const auto expected = "control socket " + path +
                        " cannot be used: the path has 115 characters, a socket's at most 107";
  CAF_CHECK_EQUAL(sentence(), expected);
  const auto answer = ControlClient::call(path, {"status", {}});
  CAF_REQUIRE(!answer.has_value());
  CAF_CHECK_EQUAL(answer.error().sentence, expected);
}

CAF_TEST(an answer may come late from another thread) {
  std::thread worker;
  auto server = serve([&](const ControlRequest&, const ControlServer::Answer& answer) {
    worker = std::thread{[answer] { answer({true, "from elsewhere", ""}); }};
  });
  const auto answer = ControlClient::call(path, {"status", {}});
  CAF_REQUIRE(answer.has_value());
  CAF_CHECK_EQUAL(answer->text, "from elsewhere");
  worker.join();
}

CAF_TEST(a system that never answers is said to) {
  const auto server = serve([](const auto&, const auto&) {}, 5ms);
  const auto answer = ControlClient::call(path, {"status", {}});
  CAF_REQUIRE(answer.has_value());
  CAF_CHECK(!answer->done);
  CAF_CHECK_EQUAL(answer->text, "system did not answer in time: try again");
}

CAF_TEST(a handler that throws is answered for) {
  const auto server =
    serve([](const auto&, const auto&) { throw std::runtime_error{"nobody is in"}; });
  const auto answer = ControlClient::call(path, {"status", {}});
  CAF_CHECK(answer == (ControlAnswer{false, "system could not answer: nobody is in", ""}));
}

CAF_TEST(an answer after the end of the server goes nowhere) {
  ControlServer::Answer kept;
  auto server =
    serve([&](const ControlRequest&, const ControlServer::Answer& answer) { kept = answer; }, 5ms);
  ControlClient::call(path, {"status", {}});
  server.reset();
  kept({true, "too late", ""});
  CAF_CHECK(!std::filesystem::exists(path));
}

CAF_TEST(a client gives up on a server that holds its tongue) {
  const auto server = serve([](const auto&, const auto&) {});
  const auto answer = ControlClient::call(path, {"status", {}}, 5ms);
  CAF_REQUIRE(!answer.has_value());
  CAF_CHECK(answer.error().fault == ErrorKind::Unreachable);
  CAF_CHECK(answer.error().sentence.find("it does not answer") != std::string::npos);
}

CAF_TEST(curl reads reports and changes nothing) {
  const auto server = echo();
  const auto status = raw("GET /status HTTP/1.0\r\n\r\n");
  CAF_CHECK(status.find(" 200 OK\r\n") != std::string::npos);
  CAF_CHECK(status.ends_with("\r\n\r\n{\"verb\":\"status\"}"));
  const auto halt = raw("GET /halt HTTP/1.0\r\n\r\n");
  CAF_CHECK(halt.find(" 404 Not Found\r\n") != std::string::npos);
  const auto elsewhere = raw("POST /status HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
  CAF_CHECK(elsewhere.find(" 404 Not Found\r\n") != std::string::npos);
}

CAF_TEST(nonsense is answered with a sentence and the next is served) {
  const auto server = echo();
  const auto answer = raw("POST /control HTTP/1.0\r\nContent-Length: 3\r\n\r\n{}}");
  CAF_CHECK(answer.find(" 400 Bad Request\r\n") != std::string::npos);
  CAF_CHECK(answer.find("control request cannot be read: ") != std::string::npos);
  CAF_CHECK(raw("\x16\x03\x01 garbage\r\n\r\n").find("200") == std::string::npos);
  CAF_CHECK(ControlClient::call(path, {"status", {}}).has_value());
}

CAF_TEST(one connection carries many requests) {
  const auto server = echo();
  const auto both = raw("GET /status HTTP/1.1\r\nHost: x\r\n\r\n"
                        "GET /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CAF_CHECK(both.find("{\"verb\":\"status\"}") != std::string::npos);
  CAF_CHECK(both.ends_with("{\"verb\":\"orders\"}"));
}

CAF_TEST(many operators at once are all answered) {
  const auto server = echo();
  std::vector<std::thread> operators;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 8; ++i)
    operators.emplace_back([&, i] {
      for (int j = 0; j < 20; ++j) {
        const auto id = std::to_string(i * 100 + j);
        const auto answer = ControlClient::call(path, {"stop", {{"id", id}}});
        answered += answer && answer->text == "stop " + id;
      }
    });
  for (auto& one : operators) one.join();
  CAF_CHECK_EQUAL(answered.load(), 160);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace control_server_test
