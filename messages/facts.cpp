#include "messages/facts.hpp"

namespace hft {

std::string_view to_string(Stage stage) {
  switch (stage) {
    case Stage::Wait: return "wait";
    case Stage::Decode: return "decode";
    case Stage::Model: return "model";
    case Stage::Gate: return "gate";
    case Stage::Write: return "write";
    case Stage::Order: return "order";
    case Stage::Answer: return "answer";
  }
  return "";
}

} // namespace hft
