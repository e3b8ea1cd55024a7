#define CAF_SUITE net_url
#include "tests/test.hpp"

#include "adapters/net/url.hpp"

namespace url_test {

using namespace hft;
using namespace hft::net;

CAF_TEST(an address is taken apart) {
  const auto url = parse_url("wss://Stream.Example.com:8443/v2/iex?x=1");
  CAF_REQUIRE(url.has_value());
  CAF_CHECK_EQUAL(url->host, "stream.example.com");
  CAF_CHECK_EQUAL(url->port, "8443");
  CAF_CHECK_EQUAL(url->target, "/v2/iex?x=1");
  CAF_CHECK(url->tls());
  CAF_CHECK(parse_url("http://[::1]:80")->authority() == "[::1]");
  CAF_CHECK(parse_url("https://a.b")->port == "443");
}

CAF_TEST(an address is kept as it is written but for its host) {
  CAF_CHECK(parse_url("https://a.b/x/../y?z=%41&q=a?b")->target == "/x/../y?z=%41&q=a?b");
  CAF_CHECK(parse_url("ws://a.b?x=1")->target == "/?x=1");
  CAF_CHECK(parse_url("wss://A.b")->target == "/");
  CAF_CHECK(parse_url("ws://a.b")->port == "80");
  CAF_CHECK(parse_url("http://a.b:8080/")->str() == "http://a.b:8080/");
}

CAF_TEST(what an address lacks is said) {
  const auto why = [](const char* text) { return parse_url(text).error().sentence; };
  CAF_CHECK_EQUAL(why("a.b"), "URL \"a.b\" is not usable: it has no scheme");
  CAF_CHECK_EQUAL(why("http://a:0"),
                  "URL \"http://a:0\" is not usable: its port is not 1 to 65535");
  CAF_CHECK_EQUAL(why("http://u:p@a"), "URL \"http://u:p@a\" is not usable: it names a user");
  CAF_CHECK(why("http://").ends_with("it has no host"));
}

CAF_TEST(what is no address is refused) {
  for (const auto* text : {"", "a.b", "ftp://a", "http://", "http://a:0", "http://a:99999",
                           "http://u@a", "http://a b", "http://a/#x", "http://[::1", "http:///x"})
    CAF_CHECK(!parse_url(text).has_value());
}

CAF_TEST(plain connections go to this machine only) {
  CAF_CHECK(parse_safe_url("http://127.0.0.1:9000").has_value());
  CAF_CHECK(parse_safe_url("ws://localhost:9000/x").has_value());
  CAF_CHECK(parse_safe_url("https://example.com").has_value());
  CAF_CHECK(!parse_safe_url("http://example.com").has_value());
  CAF_CHECK(!parse_safe_url("ws://127.0.0.1.example.com").has_value());
}

CAF_TEST(query values are encoded) {
  CAF_CHECK_EQUAL(percent_encoded("a b:c+d/~"), "a%20b%3Ac%2Bd%2F~");
  CAF_CHECK_EQUAL(percent_encoded(""), "");
  CAF_CHECK_EQUAL(percent_encoded(std::string_view{"\xc3\xbc\0z", 4}), "%C3%BC%00z");
}

} // namespace url_test
