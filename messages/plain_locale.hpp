#pragma once

#include <clocale>

namespace hft {

/// Numbers and letters as in the "C" locale on the calling thread from now on, whatever foreign
/// code sets for the process (`setlocale`, Python's `locale`). Every thread of ours calls it.
inline void use_plain_locale() {
  static const locale_t plain = newlocale(LC_ALL_MASK, "C", locale_t{});
  if (plain != locale_t{}) uselocale(plain);
}

/// The plain locale for as long as this lives, on a thread that may be anybody's.
class PlainLocale {
public:
  PlainLocale() : before_(uselocale(locale_t{})) { use_plain_locale(); }
  ~PlainLocale() { uselocale(before_); }
  PlainLocale(const PlainLocale&) = delete;
  PlainLocale& operator=(const PlainLocale&) = delete;

private:
  locale_t before_;
};

/// The process's locale for as long as this lives: for foreign code, which may have chosen it.
class ProcessLocale {
public:
  ProcessLocale() : before_(uselocale(LC_GLOBAL_LOCALE)) {}
  ~ProcessLocale() { uselocale(before_); }
  ProcessLocale(const ProcessLocale&) = delete;
  ProcessLocale& operator=(const ProcessLocale&) = delete;

private:
  locale_t before_;
};

} // namespace hft
