#define CAF_SUITE net_tls
#include "tests/test.hpp"

#include "adapters/net/http_client.hpp"
#include "adapters/net/order_channel.hpp"
#include "adapters/net/websocket_client.hpp"
#include "tests/adapters/net/scripted_servers.hpp"

#include <boost/asio/ssl.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <thread>

namespace tls_test {

using namespace hft;
using namespace hft::net;
using namespace hft::test;
using namespace std::chrono_literals;
namespace ssl = boost::asio::ssl;

namespace {

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  std::string text{data, static_cast<std::size_t>(size)};
  BIO_free(bio);
  return text;
}

/// A server context with a certificate for 127.0.0.1 that nobody signed but itself.
ssl::context self_signed() {
  auto* key = EVP_EC_gen("P-256");
  auto* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  auto* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());
  auto* key_text = BIO_new(BIO_s_mem());
  auto* certificate_text = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(key_text, key, nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_X509(certificate_text, certificate);
  X509_free(certificate);
  EVP_PKEY_free(key);
  ssl::context context{ssl::context::tls_server};
  context.use_certificate(asio::buffer(text_of(certificate_text)), ssl::context::pem);
  context.use_private_key(asio::buffer(text_of(key_text)), ssl::context::pem);
  return context;
}

/// Shakes hands with whoever comes; says how it went.
struct TlsServer {
  explicit TlsServer(IoLoop& loop)
    : acceptor(io_context_of(loop), tcp::endpoint{asio::ip::make_address("127.0.0.1"), 0}) {
    accept();
  }
  void accept() {
    acceptor.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      auto stream = std::make_shared<ssl::stream<tcp::socket>>(std::move(socket), context);
      stream->async_handshake(ssl::stream_base::server, [this, stream](const error_code& failed) {
        ++handshakes;
        if (!failed) ++trusted;
      });
      accept();
    });
  }
  std::string port() const { return std::to_string(acceptor.local_endpoint().port()); }
  ssl::context context = self_signed();
  tcp::acceptor acceptor;
  int handshakes = 0;
  int trusted = 0;
};

} // namespace

CAF_TEST(a websocket refuses a certificate nobody vouches for) {
  IoLoop loop;
  TlsServer server{loop};
  std::optional<Failure> closed;
  bool opened = false;
  WebsocketClient client{
    loop,
    {.url = "wss://127.0.0.1:" + server.port() + "/"},
    {[&] { opened = true; }, nullptr, [&](const Failure& failure) { closed = failure; }}};
  client.open();
  CAF_REQUIRE(run_until(loop, [&] { return closed.has_value(); }));
  CAF_CHECK(!opened);
  CAF_CHECK(closed->fault == ErrorKind::Unreachable);
  CAF_CHECK(closed->sentence.find("certificate") != std::string::npos);
}

CAF_TEST(an order channel sends nothing to a certificate nobody vouches for) {
  IoLoop loop;
  TlsServer server{loop};
  OrderChannel channel{
    loop, {.url = "https://127.0.0.1:" + server.port(), .warm = 1, .request_timeout = 50ms}};
  std::optional<RequestOutcome> answer;
  channel.open();
  channel.send(Method::Post, "/v2/orders", "{}",
               [&](RequestOutcome exchange) { answer = std::move(exchange); });
  CAF_REQUIRE(run_until(loop, [&] { return answer.has_value() && server.handshakes > 0; }));
  CAF_CHECK(!answer->response);
  CAF_CHECK(!answer->sent);
}

CAF_TEST(the HTTP client refuses a certificate nobody vouches for) {
  IoLoop loop;
  TlsServer server{loop};
  std::thread thread{[&] { loop.run(); }};
  HttpClient client;
  const auto response = client.perform({.url = "https://127.0.0.1:" + server.port() + "/"});
  loop.stop();
  thread.join();
  CAF_CHECK(!response.has_value());
}

} // namespace tls_test
