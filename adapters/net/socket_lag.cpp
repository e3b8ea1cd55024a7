#include "adapters/net/socket_lag.hpp"

namespace hft::net {

void SocketLag::frame_done(bool more_waits) {
  if (!more_waits)
    behind_since_.reset();
  else if (!behind_since_)
    behind_since_ = last_;
}

} // namespace hft::net
