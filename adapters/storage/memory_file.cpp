#include "adapters/storage/memory_file.hpp"

#include "adapters/crash_point.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

namespace hft::storage {

namespace fs = std::filesystem;

Result<void> write_memory(const fs::path& file, const KeptMemory& memory) {
  const nlohmann::json written = {
    {"model", memory.model}, {"version", memory.version}, {"values", memory.values}};
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  const fs::path beside = file.string() + ".new";
  std::ofstream out{beside, std::ios::binary | std::ios::trunc};
  out << written.dump(2) << '\n';
  out.close();
  crash_point(CrashPoint::MemoryWritten);
  if (out) fs::rename(beside, file, error);
  if (!out || error) return fail(Fault::Storage, "storage cannot write " + file.string());
  return {};
}

Result<std::optional<KeptMemory>> read_memory(const fs::path& file) try {
  if (!fs::exists(file)) return std::optional<KeptMemory>{};
  std::ifstream in{file, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  const auto read = nlohmann::json::parse(text);
  KeptMemory memory;
  memory.model = read.at("model").get<std::string>();
  memory.version = read.at("version").get<int>();
  memory.values = read.at("values").get<std::map<std::string, std::string>>();
  return memory;
} catch (const std::exception& e) {
  return fail(Fault::Storage, "storage cannot read " + file.string() + ": " + e.what());
}

} // namespace hft::storage
