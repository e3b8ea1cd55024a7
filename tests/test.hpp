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
