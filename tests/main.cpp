#define CAF_SUITE none
#include "tests/test.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <caf/test/unit_test_impl.hpp>
#pragma GCC diagnostic pop
