#define CAF_SUITE dashboard_access
#include "adapters/dashboard/access.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/test.hpp"

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace access_test {

using namespace hft;
using namespace hft::dashboard;

namespace {

const AccessRules rules{8470, "0123456789abcdef0123456789abcdef", true, false};
using Headers = std::vector<std::pair<std::string, std::string>>;

net::ServerRequest asked(Headers headers) {
  net::ServerRequest request;
  request.headers = std::move(headers);
  return request;
}

/// The page itself: everything a browser sends for it.
Headers of_page() {
  return {{"host", "127.0.0.1:8470"},
          {"origin", "http://127.0.0.1:8470"},
          {"sec-fetch-site", "same-origin"},
          {"cookie", "other=1; " + cookie_name(8470) + "=" + cookie_value(rules.token)},
          {"content-type", "application/json"},
          {std::string{own_header}, "1"}};
}

Headers without(Headers headers, const std::string& name) {
  std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  return headers;
}

Headers with(const Headers& headers, const std::string& name, const std::string& value) {
  auto changed = without(headers, name);
  changed.emplace_back(name, value);
  return changed;
}

int status(Door door, const Headers& headers, const AccessRules& by = rules) {
  const auto denial = denial_of(by, door, asked(headers));
  return denial ? denial->status : 200;
}

mode_t mode_of(const std::filesystem::path& file) {
  struct stat found {};
  CAF_REQUIRE_EQUAL(::lstat(file.c_str(), &found), 0);
  return found.st_mode & 0777;
}

} // namespace

CAF_TEST(the page itself may do everything) {
  for (const auto door :
       {Door::Page, Door::Token, Door::Read, Door::Events, Door::Command, Door::Metrics})
    CAF_CHECK_EQUAL(status(door, of_page()), 200);
}

CAF_TEST(a name that points at us is not ours) {
  for (const char* host :
       {"evil.example:8470", "127.0.0.1", "127.0.0.1:8471", "127.0.0.1:8470.evil.example",
        "localhost.evil.example:8470", "", "LOCALHOST:8470@evil"})
    CAF_CHECK_EQUAL(status(Door::Page, with(of_page(), "host", host)), 421);
  CAF_CHECK_EQUAL(status(Door::Page, without(of_page(), "host")), 421);
  auto twice = without(of_page(), "origin");
  twice.emplace_back("host", "evil.example");
  CAF_CHECK_EQUAL(status(Door::Page, twice), 421);
}

CAF_TEST(every name we are served under is taken) {
  for (const char* host : {"127.0.0.1:8470", "localhost:8470", "[::1]:8470"})
    CAF_CHECK_EQUAL(status(Door::Page, {{"host", host}}), 200);
}

CAF_TEST(another page may not read nor listen nor command) {
  for (const char* origin :
       {"http://evil.example", "null", "https://127.0.0.1:8470", "http://localhost:8470",
        "http://127.0.0.1:8471", "http://127.0.0.1:8470.evil.example"})
    for (const auto door : {Door::Read, Door::Events, Door::Command, Door::Token})
      CAF_CHECK_EQUAL(status(door, with(of_page(), "origin", origin)), 403);
  for (const auto door : {Door::Read, Door::Events, Door::Command})
    for (const char* site : {"cross-site", "same-site"})
      CAF_CHECK_EQUAL(status(door, with(without(of_page(), "origin"), "sec-fetch-site", site)),
                      403);
}

CAF_TEST(without the token nothing is told) {
  const auto nothing = without(of_page(), "cookie");
  for (const auto door : {Door::Read, Door::Events, Door::Command, Door::Metrics})
    CAF_CHECK_EQUAL(status(door, nothing), 401);
  CAF_CHECK_EQUAL(status(Door::Token, nothing), 200); // where it is given
  for (const auto* wrong :
       {"Bearer", "Bearer ", "Bearer 0123", "Basic 0123456789abcdef0123456789abcdef",
        "Bearer 0123456789abcdef0123456789abcdee", "Bearer 0123456789abcdef0123456789abcdef0"})
    CAF_CHECK_EQUAL(status(Door::Read, with(nothing, "authorization", wrong)), 401);
  CAF_CHECK_EQUAL(status(Door::Read, with(nothing, "authorization", "Bearer " + rules.token)), 200);
}

CAF_TEST(the cookie is not the token and holds for one port) {
  CAF_CHECK(cookie_value(rules.token).find(rules.token) == std::string::npos);
  CAF_CHECK(cookie_value(rules.token) == cookie_value(rules.token));
  const auto nothing = without(of_page(), "cookie");
  CAF_CHECK_EQUAL(
    status(Door::Read, with(nothing, "cookie", cookie_name(8470) + '=' + rules.token)), 401);
  CAF_CHECK_EQUAL(status(Door::Read, with(nothing, "cookie",
                                          cookie_name(8471) + '=' + cookie_value(rules.token))),
                  401);
  const auto cookie = session_cookie(rules);
  CAF_CHECK(cookie.find("HttpOnly") != std::string::npos);
  CAF_CHECK(cookie.find("SameSite=Strict") != std::string::npos);
}

CAF_TEST(a command needs JSON and what only our page can send) {
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "",
                           "application/jsonp", "text/plain; application/json"})
    CAF_CHECK_EQUAL(status(Door::Command, with(of_page(), "content-type", type)), 415);
  CAF_CHECK_EQUAL(
    status(Door::Command, with(of_page(), "content-type", "application/json; charset=utf-8")), 200);
  CAF_CHECK_EQUAL(status(Door::Command, without(of_page(), std::string{own_header})), 403);
  CAF_CHECK_EQUAL(status(Door::Command, without(of_page(), "origin")), 403);
}

CAF_TEST(a program with the token commands without a page) {
  const Headers program{{"host", "localhost:8470"},
                        {"authorization", "Bearer " + rules.token},
                        {"content-type", "application/json"}};
  CAF_CHECK_EQUAL(status(Door::Command, program), 200);
  CAF_CHECK_EQUAL(status(Door::Command, without(program, "content-type")), 415);
}

CAF_TEST(commands are taken only where they were asked for) {
  auto watching = rules;
  watching.commands = false;
  CAF_CHECK_EQUAL(status(Door::Command, of_page(), watching), 403);
  CAF_CHECK_EQUAL(status(Door::Read, of_page(), watching), 200);
}

CAF_TEST(metrics are open only where they are told to be) {
  auto open = rules;
  open.open_metrics = true;
  const Headers scraper{{"host", "127.0.0.1:8470"}};
  CAF_CHECK_EQUAL(status(Door::Metrics, scraper), 401);
  CAF_CHECK_EQUAL(status(Door::Metrics, scraper, open), 200);
  CAF_CHECK_EQUAL(status(Door::Read, scraper, open), 401);
  CAF_CHECK_EQUAL(status(Door::Metrics, {{"host", "evil.example:8470"}}, open), 421);
}

CAF_TEST(the token is kept where only its owner reads it) {
  const TemporaryDirectory folder;
  const auto file = folder.path / "dashboard.token";
  const auto made = token_in(file).value();
  CAF_CHECK_EQUAL(made.size(), 32u);
  CAF_CHECK_EQUAL(mode_of(file), 0600u);
  CAF_CHECK(token_in(file).value() == made); // after a restart the page comes back
}

CAF_TEST(a token that others could read is made anew) {
  const TemporaryDirectory folder;
  const auto file = folder.path / "dashboard.token";
  const auto made = token_in(file).value();
  ::chmod(file.c_str(), 0644);
  CAF_CHECK(token_in(file).value() != made);
  CAF_CHECK_EQUAL(mode_of(file), 0600u);
}

CAF_TEST(what is no token is replaced and no link is followed) {
  const TemporaryDirectory folder;
  const auto file = folder.path / "dashboard.token";
  const auto elsewhere = folder.path / "elsewhere";
  std::ofstream{elsewhere} << "0123456789abcdef0123456789abcdef\n";
  ::chmod(elsewhere.c_str(), 0600);
  CAF_REQUIRE_EQUAL(::symlink(elsewhere.c_str(), file.c_str()), 0);
  CAF_CHECK(token_in(file).value() != rules.token);
  CAF_CHECK(!std::filesystem::is_symlink(file));
  std::ofstream{file} << "short\n";
  CAF_CHECK_EQUAL(token_in(file).value().size(), 32u);
}

} // namespace access_test
