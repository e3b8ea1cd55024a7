#include "adapters/report/output_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace hft::report {

namespace fs = std::filesystem;

Result<void> write_output(const fs::path& file, std::string_view text) {
  const auto cannot = [&](const std::string& why) {
    return fail(ErrorKind::Storage, file.string() + " cannot be written: " + why);
  };
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error) return cannot(error.message());
  if (fs::is_directory(file, error)) return cannot("it is a directory");
  const fs::path beside{file.string() + ".new"};
  {
    std::ofstream out{beside, std::ios::binary | std::ios::trunc};
    if (!out) return cannot(std::strerror(errno));
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) {
      fs::remove(beside, error);
      return cannot("the disk did not take all of it");
    }
  }
  fs::rename(beside, file, error);
  if (error) return cannot(error.message());
  return {};
}

} // namespace hft::report
