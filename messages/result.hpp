#pragma once

#include <tl/expected.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace hft {

/// What kind of thing went wrong; decides the exit code and whether a retry can help.
enum class ErrorKind {
  BadArgument,    ///< what a person or a program asked for cannot be done as asked
  BadPayload,     ///< bytes from outside that do not say what they should
  BadCredentials, ///< keys missing or refused
  Unreachable,    ///< nobody answered, or the connection broke
  Refused,        ///< the other side said no
  RateLimited,    ///< the request budget, ours or the broker's, is used up
  NotFound,       ///< it does not exist there
  Storage,        ///< a file or disk would not do it
  Unsupported,    ///< known, and deliberately not done
};

/// A kind and one sentence: `subject verb object: reason`, without a final newline or any secret.
struct Failure {
  ErrorKind fault = ErrorKind::BadArgument;
  std::string sentence;
  bool operator==(const Failure&) const = default;
};

/// A value, or why there is none. Never dropped: handle it or pass it on.
template <class T>
using Result = tl::expected<T, Failure>;

inline tl::unexpected<Failure> fail(ErrorKind fault, std::string sentence) {
  return tl::unexpected<Failure>{Failure{fault, std::move(sentence)}};
}

/// Throws `std::logic_error` when our own invariant is broken; kept in every build.
inline void ensure(bool condition, const char* sentence) {
  if (!condition) throw std::logic_error{sentence};
}

} // namespace hft
