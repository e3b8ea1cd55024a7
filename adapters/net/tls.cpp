#include "adapters/net/tls.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

#include <openssl/ssl.h>

namespace hft::net {

namespace ssl = boost::asio::ssl;

ssl::context& system_tls() {
  static ssl::context context = [] {
    ssl::context made{ssl::context::tls_client};
    made.set_default_verify_paths();
    made.set_verify_mode(ssl::verify_peer);
    SSL_CTX_set_min_proto_version(made.native_handle(), TLS1_2_VERSION);
    return made;
  }();
  return context;
}

void expect_host(ssl::stream<boost::asio::ip::tcp::socket>& stream, const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  // A server name is a name: an address must not be sent as one (RFC 6066).
  if (error) SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
  stream.set_verify_callback(ssl::host_name_verification{host});
}

std::string why(const boost::system::error_code& error) {
  if (error.category() == boost::asio::error::get_ssl_category() &&
      error.message().find("certificate verify failed") != std::string::npos)
    return "its certificate is not trusted or not made out to it";
  return error.message();
}

} // namespace hft::net
