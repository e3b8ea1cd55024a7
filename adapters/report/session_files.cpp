#include "adapters/report/session_files.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

namespace hft::report {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> report_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry{folder, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error))
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(Fault::Storage,
                "the folder " + folder.string() + " cannot be read: " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

Result<Json> read_object(const fs::path& file) {
  const auto cannot = [&](const std::string& why) {
    return fail(Fault::Storage, "the session report " + file.string() + " cannot be read: " + why);
  };
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    const std::error_code error{errno, std::generic_category()};
    if (error == std::errc::no_such_file_or_directory) return Json{};
    return cannot(error.message());
  }
  std::ostringstream text;
  text << in.rdbuf(); // fails when there is nothing
  if (in.bad() || text.str().empty()) return cannot("it is empty");
  auto object = Json::parse(text.str(), nullptr, false);
  if (object.is_discarded()) return cannot("it is not whole");
  if (!object.is_object() || !object.contains("date")) return cannot("it tells of no session");
  return object;
}

Result<void> write_object(const fs::path& file, const Json& object) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const auto beside = fs::path{file.string() + ".new"};
  std::ofstream out{beside, std::ios::binary | std::ios::trunc};
  out << object.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  out.close();
  if (out) fs::rename(beside, file, error);
  if (!out || error)
    return fail(Fault::Storage, "the session report " + file.string() + " cannot be written");
  return {};
}

std::string text_or(const Json& object, const char* key, const std::string& otherwise) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

} // namespace hft::report
