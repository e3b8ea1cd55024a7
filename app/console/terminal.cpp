#include "app/console/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace hft {

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

bool may_colour(int descriptor) {
  const char* unwanted = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  return is_terminal(descriptor) && (unwanted == nullptr || *unwanted == '\0') &&
         (kind == nullptr || std::string_view{kind} != "dumb");
}

} // namespace hft
