#include "messages/corporate_action.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hft {

namespace {

constexpr std::array<std::pair<std::string_view, ActivityKind>, 44> codes{{
  {"SPLIT", ActivityKind::Split},        {"SSP", ActivityKind::Split},
  {"FSPLIT", ActivityKind::Split},       {"RSPLIT", ActivityKind::Split},
  {"REVSPLIT", ActivityKind::Split},     {"STKDIV", ActivityKind::StockDividend},
  {"SDIV", ActivityKind::StockDividend}, {"DIVSTK", ActivityKind::StockDividend},
  {"NC", ActivityKind::SymbolChange},    {"SC", ActivityKind::SymbolChange},
  {"MA", ActivityKind::Merger},          {"REORG", ActivityKind::Merger},
  {"SPIN", ActivityKind::SpinOff},       {"SSO", ActivityKind::SpinOff},
  {"CIL", ActivityKind::CashInLieu},     {"DIV", ActivityKind::Dividend},
  {"OPASN", ActivityKind::Option},       {"OPEXC", ActivityKind::Option},
  {"OPXRC", ActivityKind::Option},       {"OPEXP", ActivityKind::Option},
  {"OPCA", ActivityKind::Option},        {"OPCSH", ActivityKind::Option},
  {"OPTRD", ActivityKind::Option},       {"FEE", ActivityKind::Fee},
  {"CFEE", ActivityKind::Fee},           {"PTC", ActivityKind::Fee},
  {"DIVFEE", ActivityKind::Dividend},    {"DIVNRA", ActivityKind::Dividend},
  {"DIVCGL", ActivityKind::Dividend},    {"DIVCGS", ActivityKind::Dividend},
  {"DIVFT", ActivityKind::Dividend},     {"DIVROC", ActivityKind::Dividend},
  {"DIVTW", ActivityKind::Dividend},     {"DIVTXEX", ActivityKind::Dividend},
  {"DIVWH", ActivityKind::Dividend},     {"PTR", ActivityKind::Dividend},
  {"ACATS", ActivityKind::Transfer},     {"ACATC", ActivityKind::Transfer},
  {"JNL", ActivityKind::Transfer},       {"JNLS", ActivityKind::Transfer},
  {"JNLC", ActivityKind::Transfer},      {"TRANS", ActivityKind::Transfer},
  {"XFER", ActivityKind::Transfer},      {"SWP", ActivityKind::Transfer},
}};

} // namespace

std::string_view to_string(ActivityKind kind) {
  switch (kind) {
    case ActivityKind::Split: return "split";
    case ActivityKind::StockDividend: return "stock dividend";
    case ActivityKind::SymbolChange: return "symbol change";
    case ActivityKind::Merger: return "merger";
    case ActivityKind::SpinOff: return "spin-off";
    case ActivityKind::CashInLieu: return "cash in lieu";
    case ActivityKind::Dividend: return "dividend";
    case ActivityKind::Option: return "option";
    case ActivityKind::Fee: return "fee";
    case ActivityKind::Transfer: return "transfer";
    case ActivityKind::Elsewhere: return "elsewhere";
    case ActivityKind::Other: return "other";
  }
  return "?";
}

ActivityKind activity_kind_from(std::string_view code) {
  const auto found = std::find_if(codes.begin(), codes.end(),
                                  [&](const auto& known) { return known.first == code; });
  return found == codes.end() ? ActivityKind::Other : found->second;
}

bool exchanges_shares(ActivityKind kind) {
  return kind == ActivityKind::Split || kind == ActivityKind::StockDividend ||
         kind == ActivityKind::SymbolChange || kind == ActivityKind::Merger;
}

} // namespace hft
