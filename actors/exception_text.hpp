#pragma once

#include <caf/error.hpp>
#include <caf/fwd.hpp>
#include <caf/make_message.hpp>
#include <caf/sec.hpp>

#include <exception>
#include <string>

namespace hft {

/// What was thrown, in its own words.
inline std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception of no known type";
  }
}

/// An actor's exception handler that ends it with the text of what it threw: CAF's own prints that
/// text and forgets it.
inline caf::error keep_exception_text(caf::scheduled_actor*, std::exception_ptr& thrown) {
  return caf::make_error(caf::sec::runtime_error, text_of(thrown));
}

} // namespace hft
