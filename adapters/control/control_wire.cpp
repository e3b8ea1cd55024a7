#include "adapters/control/control_wire.hpp"

#include "adapters/control/report_json.hpp"

namespace hft::control {

std::string write_request(const ControlRequest& request) {
  auto arguments = Json::object();
  for (const auto& [name, value] : request.arguments) arguments[name] = value;
  return dump(Json{{"verb", request.verb}, {"arguments", arguments}});
}

Result<ControlRequest> read_request(std::string_view body) try {
  const auto json = Json::parse(body);
  ControlRequest request;
  json.at("verb").get_to(request.verb);
  if (const auto arguments = json.find("arguments"); arguments != json.end())
    for (const auto& [name, value] : arguments->items())
      request.arguments[name] = value.get<std::string>();
  return request;
} catch (const nlohmann::json::exception& e) {
  return fail(ErrorKind::BadPayload, std::string{"control request cannot be read: "} + e.what());
}

std::string write_answer(const ControlAnswer& answer) {
  return dump(Json{{"done", answer.done},
                   {"text", answer.text},
                   {"json", answer.json},
                   {"lacking", answer.lacking}});
}

Result<ControlAnswer> read_answer(std::string_view body) try {
  const auto json = Json::parse(body);
  ControlAnswer answer;
  json.at("done").get_to(answer.done);
  json.at("text").get_to(answer.text);
  json.at("json").get_to(answer.json);
  answer.lacking = json.value("lacking", ""); // a program made before it says nothing
  return answer;
} catch (const nlohmann::json::exception& e) {
  return fail(ErrorKind::BadPayload, std::string{"control answer cannot be read: "} + e.what());
}

std::string json_of(const ControlAnswer& answer) {
  if (!answer.json.empty()) return answer.json;
  return dump(Json{{"done", answer.done}, {"text", answer.text}});
}

} // namespace hft::control
