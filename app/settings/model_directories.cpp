#include "app/settings/model_directories.hpp"

namespace hft {

Result<std::vector<std::filesystem::path>>
model_directories(const std::vector<std::string>& names) {
  std::vector<std::filesystem::path> directories;
  for (const auto& name : names) {
    std::error_code none;
    if (!std::filesystem::is_directory(name, none))
      return fail(ErrorKind::BadArgument, "--model-path=" + name + " is no directory");
    directories.emplace_back(name);
  }
  return directories;
}

} // namespace hft
