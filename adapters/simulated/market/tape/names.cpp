#include "adapters/simulated/market/tape/names.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace hft::simulated {
namespace {

std::string changed_case(std::string_view text, int (*change)(int)) {
  std::string made{text};
  std::transform(made.begin(), made.end(), made.begin(), [&](char letter) {
    return static_cast<char>(change(static_cast<unsigned char>(letter)));
  });
  return made;
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const auto letter : name)
    if (letter == '_')
      words.emplace_back();
    else
      words.back() += letter;
  return words;
}

/// Eight digits that are a day of the time with electronic tapes, or will be.
std::optional<Date> date_in(std::string_view word) {
  if (word.size() != 8) return std::nullopt;
  std::string text{word};
  text.insert(6, "-").insert(4, "-");
  const auto date = parse_date(text);
  return date && *date >= make_date(1970, 1, 2) && *date < make_date(2200, 1, 1) ? date
                                                                                 : std::nullopt;
}

bool is_ticker(std::string_view word) {
  return !word.empty() && word.size() <= Symbol::max_length &&
         std::all_of(word.begin(), word.end(), [](unsigned char letter) {
           return std::isalnum(letter) != 0 || letter == '.' || letter == '-';
         });
}

std::optional<Symbol> symbol_in(std::string_view word) {
  if (!is_ticker(word)) return std::nullopt;
  return Symbol::from(changed_case(word, std::toupper));
}

std::string_view without_ending(std::string_view name) {
  for (const std::string_view ending :
       {".gz", ".bz2", ".xz", ".zst", ".tar", ".tgz", ".zip", ".csv", ".json"})
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  return name.ends_with(".csv") || name.ends_with(".json") ? without_ending(name) : name;
}

} // namespace

TapeName read_tape_name(std::string_view path) {
  const auto lower = changed_case(path, std::tolower);
  const auto slash = lower.rfind('/');
  const std::string_view folders =
    slash == std::string::npos ? std::string_view{} : std::string_view{lower}.substr(0, slash);
  const auto name = std::string_view{lower}.substr(slash == std::string::npos ? 0 : slash + 1);
  const auto words = words_of(without_ending(name));

  TapeName tape;
  std::string symbol;
  bool folder_counts = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (const auto date = date_in(word); date && !tape.date) {
      tape.date = date;
      folder_counts = i == 0;
    } else if (word == "trade" || word == "trades" || word == "quote" || word == "quotes") {
      tape.quotes = word.front() == 'q';
    } else if (symbol.empty() && !tape.quotes) {
      symbol = word;
    }
  }
  if (symbol.empty() && folder_counts) {
    const auto above = folders.rfind('/');
    symbol = folders.substr(above == std::string_view::npos ? 0 : above + 1);
  }
  // A name without date and kind is just a name: `morning.csv` is no ticker.
  if (tape.date || tape.quotes) tape.symbol = symbol_in(symbol);
  return tape;
}

} // namespace hft::simulated
