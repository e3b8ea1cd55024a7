#include "app/settings/calendar_file.hpp"

#include "adapters/storage/bounded_file.hpp"

namespace hft {

Result<std::shared_ptr<const MarketCalendar>> load_calendar(const std::string& file) {
  if (file.empty()) return std::make_shared<const MarketCalendar>();
  const auto text = storage::read_bounded(file, storage::largest_written_file);
  if (!text) return fail(ErrorKind::BadArgument, "the calendar overrides " + text.error().sentence);
  if (!*text)
    return fail(ErrorKind::BadArgument, "the calendar overrides " + file + " cannot be read");
  auto calendar = MarketCalendar::with_overrides(**text, file);
  if (!calendar) return fail(ErrorKind::BadArgument, calendar.error().sentence);
  return std::make_shared<const MarketCalendar>(std::move(*calendar));
}

} // namespace hft
