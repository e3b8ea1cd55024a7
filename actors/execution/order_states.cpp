#include "actors/execution/order_states.hpp"

#include <array>

namespace hft {

namespace {

// Columns: the reported state, in the order of `states`; rows: the state the order is in.
//   i intended  u unknown  p pending_new  a accepted  b accepted_for_bidding  r pending_review
//   h held  n new  P partially_filled  c pending_cancel  R pending_replace  s suspended  S stopped
//   d done_for_day  k calculated  o other  | F filled  C canceled  E expired  X replaced  J
//   rejected
constexpr std::array<OrderState, 21> states{OrderState::Intended,
                                            OrderState::Unknown,
                                            OrderState::PendingNew,
                                            OrderState::Accepted,
                                            OrderState::AcceptedForBidding,
                                            OrderState::PendingReview,
                                            OrderState::Held,
                                            OrderState::New,
                                            OrderState::PartiallyFilled,
                                            OrderState::PendingCancel,
                                            OrderState::PendingReplace,
                                            OrderState::Suspended,
                                            OrderState::Stopped,
                                            OrderState::DoneForDay,
                                            OrderState::Calculated,
                                            OrderState::Other,
                                            OrderState::Filled,
                                            OrderState::Canceled,
                                            OrderState::Expired,
                                            OrderState::Replaced,
                                            OrderState::Rejected};

struct Row {
  OrderState from;
  const char* moves;
};

constexpr std::array<Row, 21> table{{
  //                              iupabrhnPcRsSdkoFCEXJ
  {OrderState::Intended, ".++++++++++++++++++++"},
  {OrderState::Unknown, "..+++++++++++++++++++"},
  {OrderState::PendingNew, "...++++++++++++.+++++"},
  {OrderState::Accepted, "....+++++++++++.+++++"},
  {OrderState::AcceptedForBidding, "...n.n+++++++++.+++++"},
  {OrderState::PendingReview, "...nn.+++++++++.+++++"},
  {OrderState::Held, "...nnn.++++++++.+++++"},
  {OrderState::New, "......n.+++++++.+++++"},
  {OrderState::PartiallyFilled, ".........++++++.+++++"},
  {OrderState::PendingCancel, "...n..nnn.nnnnn.+++++"},
  {OrderState::PendingReplace, "...n..nnn+.nnnn.+++++"},
  {OrderState::Suspended, "...n..nnn++.nnn.+++++"},
  {OrderState::Stopped, ".......nn++n.++.+++++"},
  {OrderState::DoneForDay, "...n...nn++n+.+.+++++"},
  {OrderState::Calculated, "...n...nn++nnn..+++++"},
  {OrderState::Other, "..+++++++++++++.+++++"},
  {OrderState::Filled, "....................."},
  {OrderState::Canceled, "....................."},
  {OrderState::Expired, "....................."},
  {OrderState::Replaced, "....................."},
  {OrderState::Rejected, "....................."},
}};

constexpr std::size_t place_of(OrderState state) {
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i] == state) return i;
  return states.size() - 1;
}

char cell(OrderState from, OrderState reported) {
  return table[place_of(from)].moves[place_of(reported)];
}

} // namespace

bool moves(OrderState from, OrderState reported, bool newer) {
  const auto verdict = cell(from, reported);
  return verdict == '+' || (verdict == 'n' && newer);
}

std::string transition_table() {
  std::string text = "| from \\ reported |";
  for (const auto state : states) text += ' ' + std::string{to_string(state)} + " |";
  text += "\n|---|";
  for (std::size_t i = 0; i < states.size(); ++i) text += "---|";
  for (const auto& row : table) {
    text += "\n| **" + std::string{to_string(row.from)} + "** |";
    for (const auto state : states) text += ' ' + std::string{cell(row.from, state)} + " |";
  }
  return text + '\n';
}

OrderState state_after(const OrderEvent& event) {
  if (event.order.state != OrderState::Other) return event.order.state;
  switch (event.kind) {
    case OrderEventKind::Accepted: return OrderState::Accepted;
    case OrderEventKind::PendingNew: return OrderState::PendingNew;
    case OrderEventKind::New: return OrderState::New;
    case OrderEventKind::PartialFill: return OrderState::PartiallyFilled;
    case OrderEventKind::Fill: return OrderState::Filled;
    case OrderEventKind::DoneForDay: return OrderState::DoneForDay;
    case OrderEventKind::Canceled: return OrderState::Canceled;
    case OrderEventKind::Expired: return OrderState::Expired;
    case OrderEventKind::Replaced: return OrderState::Replaced;
    case OrderEventKind::Rejected: return OrderState::Rejected;
    case OrderEventKind::Stopped: return OrderState::Stopped;
    case OrderEventKind::Suspended: return OrderState::Suspended;
    case OrderEventKind::Calculated: return OrderState::Calculated;
    case OrderEventKind::PendingCancel: return OrderState::PendingCancel;
    case OrderEventKind::PendingReplace: return OrderState::PendingReplace;
    case OrderEventKind::Held: return OrderState::Held;
    default: return OrderState::Other;
  }
}

} // namespace hft
