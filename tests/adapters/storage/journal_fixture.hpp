#pragma once

#include "adapters/storage/file_journal.hpp"
#include "adapters/storage/journal_text.hpp"
#include "tests/temporary_directory.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

inline const hft::Date a_date = hft::make_date(2026, 3, 2);
inline const hft::Timestamp an_hour{1'772'463'600'000'000'000};

inline hft::Order an_order(int number) {
  hft::Order order;
  order.client_order_id =
    hft::ClientOrderId::truncated("20260302-modulo-" + std::to_string(number));
  order.model = "modulo";
  order.symbol = "SPY";
  order.side = hft::Side::Sell;
  order.quantity = hft::shares(5);
  order.caused_by = an_hour;
  return order;
}

inline std::unique_ptr<hft::storage::FileJournal>
open_journal(const std::filesystem::path& path, std::vector<hft::JournalRecord>* shown = nullptr,
             hft::storage::JournalOptions options = {}) {
  auto journal = hft::storage::FileJournal::open(path, a_date, options, [=](const auto& record) {
    if (shown) shown->push_back(record);
  });
  return journal ? std::move(*journal) : nullptr;
}

inline std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  (void)hft::storage::read_journal(
    path, [&](const auto& record) { lines.push_back(hft::storage::json_line(record)); });
  return lines;
}

inline std::vector<std::filesystem::path> files_in(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{path})
    if (entry.path().extension() == ".journal") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline void put_content(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}
