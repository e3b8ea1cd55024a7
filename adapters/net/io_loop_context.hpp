#pragma once

/// For files in `adapters/` only: what is inside an IoLoop.

#include "adapters/net/io_loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <thread>

namespace hft::net {

struct IoLoop::Context {
  boost::asio::io_context io{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work =
    boost::asio::make_work_guard(io);
  std::atomic<std::thread::id> thread{};
};

inline boost::asio::io_context& io_context_of(IoLoop& loop) {
  return loop.context().io;
}

} // namespace hft::net
