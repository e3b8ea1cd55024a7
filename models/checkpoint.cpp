#include "models/checkpoint.hpp"

namespace hft {

CheckpointWriter& CheckpointWriter::put(const std::string& key, std::string_view text) {
  memory_.values[key] = std::string{text};
  return *this;
}

CheckpointWriter& CheckpointWriter::put(const std::string& key, const std::vector<double>& values) {
  std::string text;
  for (const auto value : values) {
    char number[32];
    if (!text.empty()) text += ' ';
    text.append(number, std::to_chars(number, number + sizeof number, value).ptr);
  }
  return put(key, text);
}

CheckpointReader::CheckpointReader(const ModelCheckpoint& memory, std::string_view model,
                                   int newest)
  : memory_(memory),
    model_(model) {
  if (memory.model != model)
    refuse("it is of model " + memory.model);
  else if (memory.version > newest)
    refuse("version " + std::to_string(memory.version) + " is newer than " +
           std::to_string(newest) + ", the newest it knows");
  else if (memory.version < 1)
    refuse("there is no version " + std::to_string(memory.version));
}

std::string_view CheckpointReader::find(const std::string& key) {
  const auto found = memory_.values.find(key);
  if (found != memory_.values.end()) return found->second;
  refuse(key + " is missing");
  return {};
}

Quantity CheckpointReader::quantity(const std::string& key) {
  const auto value = parse_quantity(find(key));
  if (!value) refuse(key + " is no number of shares");
  return value.value_or(Quantity{});
}

Price CheckpointReader::price(const std::string& key) {
  const auto value = parse_price(find(key));
  if (!value) refuse(key + " is no price");
  return value.value_or(Price{});
}

std::vector<double> CheckpointReader::numbers(const std::string& key, std::size_t count) {
  std::vector<double> values;
  auto text = find(key);
  while (!text.empty()) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || values.size() == count) {
      refuse(key + " is no list of at most " + std::to_string(count) + " numbers");
      return {};
    }
    values.push_back(value);
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return values;
}

void CheckpointReader::same(const std::string& key, std::string_view now) {
  const auto then = find(key);
  if (then != now) refuse("its " + key + " was " + std::string{then} + ", not " + std::string{now});
}

void CheckpointReader::refuse(const std::string& reason) {
  if (!reason_) reason_ = reason;
}

Result<void> CheckpointReader::done() const {
  if (!reason_) return {};
  return fail(ErrorKind::BadPayload, "model " + model_ + " cannot use its memory: " + *reason_);
}

} // namespace hft
