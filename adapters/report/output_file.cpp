#include "adapters/report/output_file.hpp"

#include "adapters/storage/replaced_file.hpp"

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
  if (const auto written = storage::replace_file(file, text); !written)
    return cannot(written.error().sentence);
  return {};
}

} // namespace hft::report
