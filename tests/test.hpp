#pragma once

/// What every test file includes after its `#define CAF_SUITE`: CAF's test framework.

#ifndef FAIL
#define FAIL CAF_FAIL // dsl.hpp of CAF 0.17.6 uses FAIL in request() but does not define it
#endif
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <caf/all.hpp>
#include <caf/test/dsl.hpp>
#pragma GCC diagnostic pop
#undef inject // a word of CAF that no test uses, and a name of ours

#include <type_traits>
#include <utility>

namespace hft {

/// A value of its own: CAF's checks bind a reference to each side, and a part of a temporary, as of
/// `told().front()`, would be gone before it is compared.
template <class T>
std::decay_t<T> kept(T&& value) {
  return std::forward<T>(value);
}

} // namespace hft

#undef CAF_CHECK_EQUAL
#define CAF_CHECK_EQUAL(x, y) CAF_CHECK_FUNC(::caf::test::equal_to, ::hft::kept(x), ::hft::kept(y))
#undef CAF_REQUIRE_EQUAL
#define CAF_REQUIRE_EQUAL(x, y)                                                                    \
  CAF_REQUIRE_FUNC(::caf::test::equal_to, ::hft::kept(x), ::hft::kept(y))
