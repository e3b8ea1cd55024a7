#include "actors/execution/corporate_actions.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace hft {

namespace {

using Activities = std::vector<const AccountActivity*>;

bool same_symbol(const Symbol& a, const Symbol& b) {
  if (a == b) return true;
  auto left = a.str();
  auto right = b.str();
  std::erase(left, '/');
  std::erase(right, '/');
  return left == right;
}

bool is_about_cash(ActivityKind kind) {
  return kind == ActivityKind::Dividend || kind == ActivityKind::CashInLieu;
}

bool renames(ActivityKind kind) {
  return kind == ActivityKind::SymbolChange || kind == ActivityKind::Merger;
}

/// Whether a text names the symbol as a word of its own.
bool names(const std::string& text, const Symbol& symbol) {
  const auto is_part = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '/';
  };
  for (auto at = text.find(symbol.view()); at != std::string::npos;
       at = text.find(symbol.view(), at + 1)) {
    const auto end = at + symbol.view().size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end])))
      return true;
  }
  return false;
}

struct Ratio {
  Quantity old_shares;
  Quantity new_shares;
};

/// `10:1`, `10 for 1`, `10-for-1`: both ways round, for which is which differs.
std::vector<Ratio> ratios_of(const AccountActivity& activity) {
  if (activity.old_shares.units > 0 && activity.new_shares.units > 0)
    return {{activity.old_shares, activity.new_shares}};
  const auto& text = activity.description;
  const auto number_from = [&](std::size_t at) {
    const auto end = text.find_first_not_of("0123456789.", at);
    return parse_quantity(text.substr(at, end == std::string::npos ? end : end - at));
  };
  std::vector<Ratio> found;
  for (const std::string_view word : {":", " for ", "-for-", " FOR "}) {
    const auto at = text.find(word);
    if (at == std::string::npos || at == 0) continue;
    auto begin = at;
    while (begin > 0 &&
           (text[begin - 1] == '.' || (text[begin - 1] >= '0' && text[begin - 1] <= '9')))
      --begin;
    const auto first = number_from(begin);
    const auto second = number_from(at + word.size());
    if (!first || !second || first->units <= 0 || second->units <= 0) continue;
    found.push_back({*second, *first});
    found.push_back({*first, *second});
  }
  return found;
}

/// What `held` becomes; empty when it does not fit.
std::optional<Quantity> exchanged(Quantity held, const Ratio& ratio) {
  const auto exact = int128{held.units} * ratio.new_shares.units / ratio.old_shares.units;
  if (magnitude(exact) > INT64_MAX) return std::nullopt;
  return Quantity{static_cast<std::int64_t>(exact)};
}

/// Less than a share off: fractions are paid out.
bool is_near(Quantity a, Quantity b) {
  const auto off = int128{a.units} - b.units;
  return magnitude(off) < units_per_whole;
}

/// The part of a share that cash in lieu paid for; zero where the entry does not say.
Quantity fraction_paid(const AccountActivity& entry) {
  const auto told = abs(entry.quantity);
  if (told.units > 0) return told.units < units_per_whole ? told : Quantity{};
  if (entry.price.units <= 0) return {};
  const auto part = magnitude(int128{entry.cash.units} * units_per_whole / entry.price.units);
  return part < units_per_whole ? Quantity{static_cast<std::int64_t>(part)} : Quantity{};
}

/// The most telling kind comes first.
ActivityKind kind_of(const Activities& entries) {
  constexpr std::array order{ActivityKind::Split,    ActivityKind::StockDividend,
                             ActivityKind::Merger,   ActivityKind::SymbolChange,
                             ActivityKind::SpinOff,  ActivityKind::Option,
                             ActivityKind::Transfer, ActivityKind::Fee};
  for (const auto kind : order)
    for (const auto* entry : entries)
      if (entry->kind == kind) return kind;
  return ActivityKind::Other;
}

/// One reading: what is used up by one difference is not there for the next.
class Reader {
public:
  Reader(const std::vector<AccountActivity>& activities,
         const std::vector<PositionDifference>& differences, const PositionBook& book,
         const std::unordered_set<std::string>& known)
    : differences_(differences),
      book_(book) {
    for (const auto& activity : activities)
      if (!activity.id.empty() && !known.contains(activity.id) && !activity.symbol.empty())
        open_.push_back(&activity);
  }

  CorporateActions::Reading read() {
    for (const auto& difference : differences_) explain_new_symbol(difference);
    for (const auto& difference : differences_)
      if (!explained_.contains(difference.symbol)) explain(difference);
    for (const auto* entry : Activities{open_})
      if (is_about_cash(entry->kind)) pay(*entry);
    return std::move(made_);
  }

private:
  Activities entries(const Symbol& symbol, bool cash) const {
    Activities found;
    for (const auto* entry : open_)
      if (same_symbol(entry->symbol, symbol) && is_about_cash(entry->kind) == cash)
        found.push_back(entry);
    return found;
  }

  void add(PositionAdjustment adjustment, const Activities& entries) {
    std::set<const AccountActivity*> used{entries.begin(), entries.end()};
    for (const auto* entry : open_) {
      if (!used.contains(entry)) continue;
      if (!adjustment.activities.empty()) adjustment.activities += ' ';
      adjustment.activities += entry->id;
      adjustment.cash += entry->cash;
      adjustment.time = std::max(adjustment.time, entry->time);
      if (adjustment.price == Price{}) adjustment.price = entry->price;
    }
    std::erase_if(open_, [&](const auto* entry) { return used.contains(entry); });
    explained_.insert(adjustment.symbol);
    explained_.insert(adjustment.new_symbol);
    made_.adjustments.push_back(std::move(adjustment));
  }

  // The shares of one symbol are gone and as many of another are there.
  void explain_new_symbol(const PositionDifference& gone) {
    if (gone.ours.units == 0 || gone.theirs.units != 0) return;
    for (const auto& come : differences_) {
      const auto moved = come.theirs - come.ours;
      if (come.symbol == gone.symbol || explained_.contains(come.symbol) || moved.units == 0 ||
          (moved.units > 0) != (gone.ours.units > 0))
        continue;
      const auto names_between = names_on_the_way(gone.symbol);
      const auto was_named = [&](const Symbol& symbol) {
        return std::any_of(names_between.begin(), names_between.end(),
                           [&](const Symbol& x) { return same_symbol(x, symbol); });
      };
      Activities used;
      Activities splits; // under the old name, the new one or one between
      bool links = false;
      auto kind = ActivityKind::SymbolChange;
      for (const auto* entry : open_) {
        const bool of_old = was_named(entry->symbol);
        const bool of_new = same_symbol(entry->symbol, come.symbol);
        if (entry->kind == ActivityKind::Split || entry->kind == ActivityKind::StockDividend)
          if (of_old || of_new) splits.push_back(entry);
        if (!renames(entry->kind)) continue;
        const bool to_new = same_symbol(entry->new_symbol, come.symbol);
        const bool from_old = names(entry->description, gone.symbol);
        if (!of_old && !(of_new && (entry->quantity.units != 0 || from_old))) continue;
        if (of_old && !entry->new_symbol.empty() && !to_new && !was_named(entry->new_symbol))
          continue;
        used.push_back(entry);
        if (entry->kind == ActivityKind::Merger) kind = ActivityKind::Merger;
        links = links || of_new || to_new || names(entry->description, come.symbol);
      }
      const auto ratio = split_that_fits(splits, {gone.symbol, gone.ours, moved, {}, {}});
      const bool fits = kind != ActivityKind::SymbolChange || moved == gone.ours || ratio;
      if (!links || !fits) continue;
      if (ratio) used.insert(used.end(), splits.begin(), splits.end());
      for (const auto* entry : entries(gone.symbol, true))
        if (entry->kind == ActivityKind::CashInLieu) used.push_back(entry);
      PositionAdjustment made;
      made.kind = kind;
      made.symbol = gone.symbol;
      made.new_symbol = come.symbol;
      made.before = gone.ours;
      made.after = moved;
      if (ratio) {
        made.old_shares = ratio->old_shares;
        made.new_shares = ratio->new_shares;
        const auto would = made.old_shares.units > 0 ? exchanged(gone.ours, *ratio) : std::nullopt;
        if (would && abs(*would) > abs(moved)) made.fraction = abs(*would) - abs(moved);
      }
      made.sentence = gone.symbol.str() + " is " + come.symbol.str() +
                      " now: " + to_string(gone.ours) + " became " + to_string(moved) + " (" +
                      std::string{to_string(kind)} + (ratio ? " and a split)" : ")");
      return add(std::move(made), used);
    }
  }

  // The name, and those it was given on the way to the present one.
  std::vector<Symbol> names_on_the_way(const Symbol& first) const {
    std::vector<Symbol> found{first};
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const auto* entry : open_)
        if (renames(entry->kind) && !entry->new_symbol.empty() &&
            same_symbol(entry->symbol, found[i]) && !is_held_now(entry->new_symbol) &&
            std::find(found.begin(), found.end(), entry->new_symbol) == found.end())
          found.push_back(entry->new_symbol);
    return found;
  }

  bool is_held_now(const Symbol& symbol) const {
    return std::any_of(differences_.begin(), differences_.end(), [&](const auto& difference) {
      return same_symbol(difference.symbol, symbol) && difference.theirs.units != 0;
    });
  }

  // What splits make of a position: one ratio, or their shares summed. Zero shares: the entries
  // tell no ratio, and the two positions do.
  static std::optional<Ratio> split_that_fits(const Activities& splits,
                                              const PositionDifference& difference) {
    if (splits.empty() || difference.ours == difference.theirs) return std::nullopt;
    for (const auto* entry : splits)
      if (const auto ratio = ratio_that_fits(*entry, difference)) return ratio;
    for (const auto* first : splits) // one split after another
      for (const auto* second : splits)
        for (const auto& a : ratios_of(*first))
          for (const auto& b : ratios_of(*second)) {
            if (first == second) continue;
            const auto between = exchanged(difference.ours, a);
            const auto would = between ? exchanged(*between, b) : std::nullopt;
            if (would && is_near(*would, difference.theirs)) return Ratio{};
          }
    if (explains(splits, difference)) return Ratio{};
    return std::nullopt;
  }

  // What is known of the symbol explains the difference, or the newest part of it does.
  void explain(const PositionDifference& difference) {
    auto known = entries(difference.symbol, false);
    if (std::erase_if(known, [this](const auto* entry) { return is_half_of_ours(*entry); }) != 0) {
      made_.halves.insert(difference.symbol);
      // All that is gone or all that is new: a split alone did not do it.
      if (difference.ours.units == 0 || difference.theirs.units == 0) return;
    }
    for (std::size_t first = 0; first < known.size(); ++first) {
      const Activities some(known.begin() + static_cast<std::ptrdiff_t>(first), known.end());
      if (!tears(known, some.size()) && explains(some, difference)) return book(some, difference);
    }
  }

  // One name's part of a change from one name to another, where a model holds either: booked for
  // itself it would lose the model's shares. Both positions may not differ at the same look.
  bool is_half_of_ours(const AccountActivity& entry) const {
    if (!renames(entry.kind)) return false;
    const bool held = book_.held_by_models(entry.symbol);
    if (held && !entry.new_symbol.empty() && entry.new_symbol != entry.symbol) return true;
    for (const auto& symbol : book_.symbols())
      if (symbol != entry.symbol && book_.held_by_models(symbol) &&
          names(entry.description, symbol))
        return true;
    return std::any_of(open_.begin(), open_.end(), [&](const AccountActivity* other) {
      return renames(other->kind) && other->symbol != entry.symbol && other->quantity.units != 0 &&
             other->quantity == -entry.quantity && (held || book_.held_by_models(other->symbol));
    });
  }

  // Whether the newest `count` entries hold one half of a split, the shares that went or those that
  // came, without the other: that says nothing of a position, least of all of one that lags.
  static bool tears(const Activities& known, std::size_t count) {
    const auto middle = known.end() - static_cast<std::ptrdiff_t>(count);
    return std::any_of(known.begin(), middle, [&](const AccountActivity* left) {
      return std::any_of(middle, known.end(), [&](const AccountActivity* used) {
        return exchanges_shares(used->kind) && used->kind == left->kind &&
               used->time == left->time && used->quantity.units != 0 && left->quantity.units != 0 &&
               (used->quantity.units > 0) != (left->quantity.units > 0);
      });
    });
  }

  static bool explains(const Activities& some, const PositionDifference& difference) {
    const auto wanted = int128{difference.theirs.units} - difference.ours.units;
    int128 sum = 0;
    for (const auto* entry : some) sum += entry->quantity.units;
    const auto kind = kind_of(some);
    if (sum == wanted && sum != 0) return true;
    // A charge may be told without its sign.
    if ((kind == ActivityKind::Fee || kind == ActivityKind::Option) && -sum == wanted && sum != 0)
      return true;
    return std::any_of(some.begin(), some.end(), [&](const AccountActivity* entry) {
      if (!exchanges_shares(entry->kind)) return false;
      if (entry->quantity == difference.theirs && entry->quantity.units != 0) return true;
      return ratio_that_fits(*entry, difference).has_value();
    });
  }

  static std::optional<Ratio> ratio_that_fits(const AccountActivity& entry,
                                              const PositionDifference& difference) {
    for (const auto& ratio : ratios_of(entry))
      if (const auto would = exchanged(difference.ours, ratio);
          would && is_near(*would, difference.theirs) && *would != difference.ours)
        return ratio;
    return std::nullopt;
  }

  /// What was exchanged for what, where the entries say it and it was before some fills that are
  /// booked: the shares that went and those that came, or a ratio and the change.
  std::optional<std::pair<Quantity, Quantity>>
  exchanged_before_fills(const Activities& some, const PositionDifference& difference) const {
    const auto moved = int128{difference.theirs.units} - difference.ours.units;
    std::vector<std::pair<Quantity, Quantity>> told;
    const auto add_told = [&](int128 before) {
      const auto after = before + moved;
      if (before == 0 || after == 0 || (before > 0) != (after > 0)) return;
      if (magnitude(before) > INT64_MAX || magnitude(after) > INT64_MAX) return;
      told.push_back(
        {Quantity{static_cast<std::int64_t>(before)}, Quantity{static_cast<std::int64_t>(after)}});
    };
    if (some.size() == 2 && int128{some[0]->quantity.units} + some[1]->quantity.units == moved)
      for (const auto* went : some) add_told(-int128{went->quantity.units});
    if (some.size() == 1)
      for (const auto& ratio : ratios_of(*some[0])) {
        const auto grown = int128{ratio.new_shares.units} - ratio.old_shares.units;
        if (grown != 0 && moved * ratio.old_shares.units % grown == 0)
          add_told(moved * ratio.old_shares.units / grown);
      }
    const auto is = [](Quantity held) {
      return [held](const auto& pair) { return pair.first == held; };
    };
    if (std::any_of(told.begin(), told.end(), is(difference.ours))) return std::nullopt;
    for (const auto& pair : told)
      if (book_.stood_at(difference.symbol, pair.first)) return pair;
    return std::nullopt;
  }

  void book(Activities some, PositionDifference difference) {
    PositionAdjustment made;
    made.kind = kind_of(some);
    made.symbol = made.new_symbol = difference.symbol;
    made.sentence = "position of " + difference.symbol.str() + " went from " +
                    to_string(difference.ours) + " to " + to_string(difference.theirs) + ": " +
                    std::string{to_string(made.kind)};
    if (const auto told =
          exchanges_shares(made.kind) ? exchanged_before_fills(some, difference) : std::nullopt) {
      std::tie(difference.ours, difference.theirs) = *told;
      made.sentence += " of " + to_string(told->first) + " into " + to_string(told->second) +
                       ", before the newest fills";
    }
    made.before = difference.ours;
    made.after = difference.theirs;
    if (exchanges_shares(made.kind)) {
      for (const auto* entry : some)
        if (const auto ratio = ratio_that_fits(*entry, difference)) {
          made.old_shares = ratio->old_shares;
          made.new_shares = ratio->new_shares;
          const auto would = exchanged(difference.ours, *ratio).value_or(made.after);
          if (abs(would) > abs(made.after)) made.fraction = abs(would) - abs(made.after);
        }
      for (const auto* entry : entries(difference.symbol, true)) {
        if (entry->kind != ActivityKind::CashInLieu) continue;
        some.push_back(entry);
        if (const auto paid = fraction_paid(*entry); paid.units != 0) made.fraction = paid;
      }
    }
    made.price = difference.current.units > 0 ? difference.current : difference.average;
    add(std::move(made), some);
  }

  // Cash for shares that are held; of anything else it is no concern of the books.
  void pay(const AccountActivity& entry) {
    Symbol symbol = entry.symbol;
    for (const auto& held : book_.symbols())
      if (same_symbol(held, entry.symbol)) symbol = held;
    if (!book_.held_by_models(symbol) || entry.cash == Money{}) {
      made_.passed.push_back(entry.id);
      return;
    }
    PositionAdjustment made;
    made.kind = entry.kind;
    made.symbol = made.new_symbol = symbol;
    made.before = made.after = book_.account_position(symbol);
    made.sentence =
      std::string{to_string(entry.kind)} + " of " + symbol.str() + ": " + to_cents(entry.cash);
    const auto explained = explained_;
    add(std::move(made), {&entry});
    explained_ = explained;
  }

  const std::vector<PositionDifference>& differences_;
  const PositionBook& book_;
  Activities open_;
  std::set<Symbol> explained_;
  CorporateActions::Reading made_;
};

} // namespace

CorporateActions::Reading CorporateActions::read(const std::vector<AccountActivity>& activities,
                                                 const std::vector<PositionDifference>& differences,
                                                 const PositionBook& book) const {
  return Reader{activities, differences, book, known_}.read();
}

void CorporateActions::on_booked(const PositionAdjustment& adjustment,
                                 const std::vector<CorporateAction>& actions) {
  const auto& ids = adjustment.activities;
  for (std::size_t from = 0; from < ids.size();) {
    const auto end = std::min(ids.find(' ', from), ids.size());
    known_.insert(ids.substr(from, end - from));
    from = end + 1;
  }
  for (const auto& action : actions)
    if (!action.model.empty()) owed_[action.model].push_back(action);
}

std::vector<CorporateAction> CorporateActions::take_owed(const ModelId& model) {
  const auto found = owed_.find(model);
  if (found == owed_.end()) return {};
  auto owed = std::move(found->second);
  owed_.erase(found);
  return owed;
}

} // namespace hft
