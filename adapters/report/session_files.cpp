#include "adapters/report/session_files.hpp"

#include "adapters/door/bounds.hpp"
#include "adapters/storage/owned_directory.hpp"

#include <algorithm>
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
    return fail(ErrorKind::Storage,
                "the folder " + folder.string() + " cannot be read: " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

Result<Json> read_object(const fs::path& file) {
  const auto cannot = [&](const std::string& why) {
    return fail(ErrorKind::Storage,
                "the session report " + file.string() + " cannot be read: " + why);
  };
  constexpr std::size_t largest_report = 64 << 20;
  const auto text = storage::read_bounded(file, largest_report, storage::Links::Refuse);
  if (!text)
    return tl::unexpected<Failure>{
      {ErrorKind::Storage, "the session report " + text.error().sentence}};
  if (!*text) return Json{};
  if ((*text)->empty()) return cannot("it is empty");
  if (!door::is_shallow(**text)) return cannot("it is nested too deep");
  auto object = Json::parse(**text, nullptr, false);
  if (object.is_discarded()) return cannot("it is not whole");
  if (!object.is_object() || !object.contains("date")) return cannot("it tells of no session");
  return object;
}

Result<void> write_object(const fs::path& file, const Json& object) {
  const auto cannot = [&](const Failure& why) {
    return fail(ErrorKind::Storage,
                "the session report " + file.string() + " cannot be written: " + why.sentence);
  };
  const auto folder = storage::OwnedDirectory::make(file.parent_path());
  if (!folder) return cannot(folder.error());
  const auto text = object.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
  if (const auto done = folder->replace(file.filename().string(), text); !done)
    return cannot(done.error());
  return {};
}

std::string text_or(const Json& object, const char* key, const std::string& otherwise) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::uint64_t count_in(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

} // namespace hft::report
