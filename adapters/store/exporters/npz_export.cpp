#include "adapters/store/exporters/npz_export.hpp"

#include "adapters/store/byte_text.hpp"
#include "adapters/store/mark.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <vector>

namespace hft::store {

namespace {

/// numpy's header, version 1.0: a Python dictionary, padded so that data begin at a multiple of 64.
std::string npy_header(const std::string& type, std::size_t count) {
  auto text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" +
              std::to_string(count) + ",), }";
  constexpr std::size_t fixed = 10;
  text += std::string(63 - (fixed + text.size()) % 64, ' ') + '\n';
  std::string out{"\x93NUMPY\x01\x00", 8};
  ByteWriter writer{out};
  writer.u16(static_cast<std::uint16_t>(text.size()));
  writer.text(text);
  return out;
}

std::string integers_npy(const std::vector<std::int64_t>& values) {
  auto out = npy_header("<i8", values.size());
  out.reserve(out.size() + values.size() * 8);
  ByteWriter writer{out};
  for (const auto value : values) writer.i64(value);
  return out;
}

std::string texts_npy(const std::vector<std::string>& texts) {
  std::size_t longest = 1;
  for (const auto& text : texts) longest = std::max(longest, text.size());
  auto out = npy_header("|S" + std::to_string(longest), texts.size());
  for (const auto& text : texts) {
    out += text;
    out.append(longest - text.size(), '\0');
  }
  return out;
}

/// A zip without compression, as `numpy.savez` writes it.
class StoredZip {
public:
  explicit StoredZip(const Output& out) : out_(out), archive_(archive_write_new()) {
    archive_write_set_format_zip(archive_);
    archive_write_set_options(archive_, "zip:compression=store");
    archive_write_set_bytes_per_block(archive_, 0);
    good_ = archive_write_open(archive_, this, nullptr, &StoredZip::give, nullptr) == ARCHIVE_OK;
  }
  StoredZip(const StoredZip&) = delete;
  StoredZip& operator=(const StoredZip&) = delete;
  ~StoredZip() { archive_write_free(archive_); }

  void add(const std::string& name, const std::string& bytes) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 0, 0);
    good_ = good_ && archive_write_header(archive_, entry) == ARCHIVE_OK &&
            archive_write_data(archive_, bytes.data(), bytes.size()) ==
              static_cast<la_ssize_t>(bytes.size());
    archive_entry_free(entry);
  }
  bool finish() { return archive_write_close(archive_) == ARCHIVE_OK && good_; }

private:
  static la_ssize_t give(archive*, void* self, const void* bytes, std::size_t count) {
    const auto* zip = static_cast<StoredZip*>(self);
    if (!zip->out_({static_cast<const char*>(bytes), count})) return -1;
    return static_cast<la_ssize_t>(count);
  }
  const Output& out_;
  archive* archive_;
  bool good_ = false;
};

} // namespace

Result<void> export_npz(StoreReader& reader, const Output& out) {
  const auto rows = reader.read_all();
  if (!rows) return tl::unexpected{rows.error()};
  StoredZip zip{out};
  const auto& names = column_names(rows->kind);
  for (std::size_t c = 0; c < names.size(); ++c)
    zip.add(names[c] + ".npy", integers_npy(rows->columns[c]));
  if (rows->kind == DataKind::Trades || rows->kind == DataKind::Quotes) {
    std::vector<Mark> marks;
    for (const auto& word : rows->words) marks.push_back(mark_from(word).value_or(Mark{}));
    const auto texts = [&](auto text_of) {
      std::vector<std::string> told;
      for (const auto place : rows->marks) told.push_back(text_of(marks[place]));
      return texts_npy(told);
    };
    if (rows->kind == DataKind::Trades) {
      zip.add("exchange.npy", texts([](const Mark& mark) { return std::string{mark.exchange}; }));
    } else {
      zip.add("bid_exchange.npy",
              texts([](const Mark& mark) { return std::string{mark.exchange}; }));
      zip.add("ask_exchange.npy",
              texts([](const Mark& mark) { return std::string{mark.other_exchange}; }));
    }
    zip.add("tape.npy", texts([](const Mark& mark) { return std::string{mark.tape}; }));
    zip.add("conditions.npy", texts([](const Mark& mark) { return mark.conditions.str(); }));
  }
  if (rows->kind == DataKind::Actions) {
    std::vector<std::string> words;
    for (std::size_t row = 0; row < rows->size(); ++row) words.emplace_back(rows->word(row));
    zip.add("word.npy", texts_npy(words));
  }
  if (!zip.finish()) return fail(ErrorKind::Storage, "the export cannot be written");
  return {};
}

} // namespace hft::store
