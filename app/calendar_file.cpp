#include "app/calendar_file.hpp"

#include <fstream>
#include <iterator>

namespace hft {

Result<std::shared_ptr<const MarketCalendar>> load_calendar(const std::string& file) {
  if (file.empty()) return std::make_shared<const MarketCalendar>();
  std::ifstream in{file, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in.is_open() || in.bad())
    return fail(Fault::BadArgument, "the calendar overrides " + file + " cannot be read");
  auto calendar = MarketCalendar::with_overrides(text, file);
  if (!calendar) return fail(Fault::BadArgument, calendar.error().sentence);
  return std::make_shared<const MarketCalendar>(std::move(*calendar));
}

} // namespace hft
