#include "adapters/simulated/exchange/fill_profile.hpp"

#include <algorithm>
#include <array>

namespace hft::simulated {

namespace {

constexpr Price cent{10'000'000};
constexpr Duration millis(int count) {
  return std::chrono::milliseconds{count};
}

constexpr std::array profiles{
  FillProfile{"touch",
              "every order that touches the quote is filled, whatever its size; a tenth in two "
              "parts",
              0.1,
              {},
              {millis(0), millis(20), millis(0), 0}},
  FillProfile{"paper",
              "as at the broker's paper account: the same fills as touch",
              0.1,
              {},
              {millis(0), millis(20), millis(0), 0}},
  FillProfile{"realistic",
              "takes what is displayed, once; waits in the queue; latency varies",
              0,
              {true, 1, RestingFill::Queue, 0.1, Price{0}, cent},
              {millis(2), millis(20), millis(10), 0.5}},
  FillProfile{"pessimistic",
              "half of what is displayed, a cent worse; rests until the price goes through",
              0,
              {true, 0.5, RestingFill::Through, 0.05, cent, Price{2 * cent.units}},
              {millis(10), millis(100), millis(50), 0.5}},
};

} // namespace

std::span<const FillProfile> fill_profiles() {
  return profiles;
}

const FillProfile* find_fill_profile(std::string_view name) {
  const auto* const found =
    std::find_if(profiles.begin(), profiles.end(),
                 [&](const FillProfile& profile) { return profile.name == name; });
  return found == profiles.end() ? nullptr : found;
}

} // namespace hft::simulated
