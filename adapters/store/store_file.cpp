#include "adapters/store/store_file.hpp"

#include "adapters/storage/crc32c.hpp"
#include "adapters/storage/replaced_file.hpp"
#include "adapters/store/byte_text.hpp"

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace hft::store {

namespace {

using nlohmann::json;

constexpr std::string_view block_magic = "BLK1";
constexpr std::size_t block_head = 4 + 4 + 4 + 8 + 8; ///< magic, length, rows, two times
constexpr std::size_t checksum_size = 4;
constexpr std::size_t trailer_size = 8 + 4 + 4 + 8;
constexpr std::size_t longest_text = std::size_t{1} << 20;
constexpr std::size_t largest_block = std::size_t{64} << 20;

std::uint32_t checksum(std::string_view bytes, std::uint32_t before = 0) {
  return storage::crc32c(std::as_bytes(std::span{bytes}), before);
}

json header_json(const FileHeader& header) {
  return {{"version", format_version},
          {"kind", to_string(header.kind)},
          {"symbol", header.symbol.view()},
          {"first_date", format_date(header.first_date)},
          {"last_date", format_date(header.last_date)},
          {"feed", header.provenance.feed},
          {"source", header.provenance.source},
          {"format", header.provenance.format},
          {"source_sha256", header.provenance.sha256},
          {"tool", header.provenance.tool},
          {"columns", column_names(header.kind)}};
}

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<FileHeader> header_from(std::string_view text) try {
  const auto value = json::parse(text);
  FileHeader header;
  const auto kind = data_kind_from(value.at("kind").get<std::string>());
  const auto symbol = Symbol::from(value.at("symbol").get<std::string>());
  const auto first = parse_date(value.at("first_date").get<std::string>());
  const auto last = parse_date(value.at("last_date").get<std::string>());
  if (!kind || !symbol || !first || !last) return std::nullopt;
  if (value.at("columns").get<std::vector<std::string>>() != column_names(*kind))
    return std::nullopt;
  header.kind = *kind;
  header.symbol = *symbol;
  header.first_date = *first;
  header.last_date = *last;
  header.provenance.feed = value.at("feed").get<std::string>();
  header.provenance.source = value.at("source").get<std::string>();
  header.provenance.format = value.at("format").get<std::string>();
  header.provenance.sha256 = value.at("source_sha256").get<std::string>();
  header.provenance.tool = value.at("tool").get<std::string>();
  return header;
} catch (const json::exception&) {
  return std::nullopt;
}

std::optional<FileSummary> summary_from(std::string_view text) try {
  const auto value = json::parse(text);
  FileSummary summary;
  summary.rows = value.at("rows").get<std::uint64_t>();
  summary.sha256 = value.at("sha256").get<std::string>();
  summary.troubles = value.at("troubles").get<std::map<std::string, std::uint64_t>>();
  return summary;
} catch (const json::exception&) {
  return std::nullopt;
}

BlockEntry write_block(BlockEncoder& encoder, const Rows& rows, std::size_t first,
                       std::size_t count, std::string& out) {
  BlockEntry entry;
  entry.offset = out.size();
  entry.rows = static_cast<std::uint32_t>(count);
  entry.first = rows.time(first);
  entry.last = rows.time(first + count - 1);
  std::string body;
  encoder.encode(rows, first, count, body);
  ByteWriter writer{out};
  writer.text(block_magic);
  writer.u32(static_cast<std::uint32_t>(body.size()));
  writer.u32(entry.rows);
  writer.i64(entry.first.nanoseconds);
  writer.i64(entry.last.nanoseconds);
  writer.text(body);
  writer.u32(checksum(std::string_view{out}.substr(entry.offset)));
  entry.length = static_cast<std::uint32_t>(out.size() - entry.offset);
  return entry;
}

struct Descriptor {
  int number = -1;
  Descriptor() = default;
  explicit Descriptor(int opened) : number(opened) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

} // namespace

std::string sha256_of(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr);
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < length; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

bool is_store_file(std::string_view bytes) {
  return bytes.starts_with(file_magic);
}

std::string store_bytes(const FileHeader& header, const Rows& rows,
                        const std::map<std::string, std::uint64_t>& troubles,
                        std::size_t rows_a_block) {
  ensure(rows_a_block > 0 && rows_a_block <= most_block_rows, "a block has 1 to 65536 rows");
  std::string out{file_magic};
  ByteWriter writer{out};
  const auto head = dumped(header_json(header));
  writer.u32(static_cast<std::uint32_t>(head.size()));
  writer.text(head);
  writer.u32(checksum(out));
  const auto blocks_begin = out.size();
  BlockEncoder encoder;
  std::vector<BlockEntry> index;
  for (std::size_t first = 0; first < rows.size(); first += rows_a_block)
    index.push_back(
      write_block(encoder, rows, first, std::min(rows_a_block, rows.size() - first), out));
  const json summary{{"rows", rows.size()},
                     {"sha256", sha256_of(std::string_view{out}.substr(blocks_begin))},
                     {"troubles", troubles}};
  const auto footer = out.size();
  writer.u32(static_cast<std::uint32_t>(index.size()));
  for (const auto& entry : index) {
    writer.u64(entry.offset);
    writer.u32(entry.length);
    writer.u32(entry.rows);
    writer.i64(entry.first.nanoseconds);
    writer.i64(entry.last.nanoseconds);
  }
  const auto tail = dumped(summary);
  writer.u32(static_cast<std::uint32_t>(tail.size()));
  writer.text(tail);
  const auto length = out.size() - footer;
  writer.u64(footer);
  writer.u32(static_cast<std::uint32_t>(length));
  writer.u32(checksum(std::string_view{out}.substr(footer)));
  writer.text(end_magic);
  return out;
}

Result<void> write_store_file(const std::filesystem::path& file, std::string_view bytes) {
  const auto cannot = [&](const std::string& why) {
    return fail(ErrorKind::Storage, "the store cannot write " + file.string() + ": " + why);
  };
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  if (failed) return cannot(failed.message());
  const auto written = storage::replace_file(file, bytes, storage::Reaches::Disk);
  return written ? Result<void>{} : cannot(written.error().sentence);
}

struct StoreReader::State {
  std::string name;
  Descriptor file;                           ///< of a file on disk
  std::shared_ptr<const std::string> memory; ///< or its bytes
  std::uint64_t length = 0;
  FileHeader header;
  FileSummary summary;
  std::vector<BlockEntry> index;
  std::uint64_t blocks_begin = 0;
  std::string buffer;
  BlockDecoder decoder;

  tl::unexpected<Failure> refuse(const std::string& why) const {
    return fail(ErrorKind::BadPayload, name + ' ' + why);
  }
  tl::unexpected<Failure> altered(std::uint64_t at, const std::string& where) const {
    return refuse("is altered at byte " + std::to_string(at) + ", in " + where +
                  ": import it again");
  }

  /// `count` bytes from `at`; a view that lives until the next call.
  Result<std::string_view> bytes(std::uint64_t at, std::size_t count) {
    if (at > length || count > length - at)
      return refuse("is torn: it ends at byte " + std::to_string(length));
    if (memory) return std::string_view{*memory}.substr(static_cast<std::size_t>(at), count);
    buffer.resize(count);
    for (std::size_t done = 0; done < count;) {
      const auto got =
        ::pread(file.number, buffer.data() + done, count - done, static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return refuse(std::string{"cannot be read: "} + std::strerror(errno));
      if (got == 0) return refuse("was cut at byte " + std::to_string(at + done) + " while read");
      done += static_cast<std::size_t>(got);
    }
    return std::string_view{buffer};
  }

  Result<void> read_header() {
    const auto fixed = file_magic.size() + 4;
    const auto start = bytes(0, std::min<std::uint64_t>(length, fixed));
    if (!start) return tl::unexpected{start.error()};
    if (!start->starts_with(file_magic.substr(0, start->size())) || start->empty())
      return refuse("is no file of the store: it does not begin with " + std::string{file_magic});
    if (start->size() < fixed) return torn_in("its header");
    ByteReader reader{start->substr(file_magic.size())};
    const auto size = reader.u32();
    if (size > longest_text) return altered(file_magic.size(), "its header");
    if (length < fixed + size + checksum_size) return torn_in("its header");
    const auto whole = bytes(0, fixed + size + checksum_size);
    if (!whole) return tl::unexpected{whole.error()};
    ByteReader sum{whole->substr(fixed + size)};
    if (sum.u32() != checksum(whole->substr(0, fixed + size))) return altered(0, "its header");
    const auto found = header_from(whole->substr(fixed, size));
    if (!found) return refuse("has a header this version cannot read, at byte 12");
    header = *found;
    blocks_begin = fixed + size + checksum_size;
    return {};
  }

  tl::unexpected<Failure> torn_in(const std::string& where) const {
    return refuse("is torn: it ends at byte " + std::to_string(length) + ", in " + where +
                  ": import it again");
  }

  /// How far a file without its end is good.
  tl::unexpected<Failure> without_end() {
    std::uint64_t at = blocks_begin;
    std::size_t whole = 0;
    std::uint64_t rows = 0;
    while (at + block_head <= length) {
      const auto head = bytes(at, block_head);
      if (!head || !head->starts_with(block_magic)) break;
      ByteReader reader{head->substr(block_magic.size())};
      const auto size = reader.u32();
      const auto count = reader.u32();
      if (size > largest_block || at + block_head + size + checksum_size > length) break;
      at += block_head + size + checksum_size;
      rows += count;
      ++whole;
    }
    return refuse("is torn: it ends at byte " + std::to_string(length) + " without its index; " +
                  std::to_string(whole) + " blocks of " + std::to_string(rows) +
                  " rows are whole, up to byte " + std::to_string(at) + ": import it again");
  }

  Result<void> read_footer() {
    if (length < blocks_begin + trailer_size) return without_end();
    const auto end = bytes(length - trailer_size, trailer_size);
    if (!end) return tl::unexpected{end.error()};
    if (!end->ends_with(end_magic)) return without_end();
    ByteReader trailer{*end};
    const auto offset = trailer.u64();
    const auto size = trailer.u32();
    const auto sum = trailer.u32();
    if (offset < blocks_begin || offset + size != length - trailer_size)
      return altered(length - trailer_size, "its last bytes");
    const auto footer = bytes(offset, size + 12);
    if (!footer) return tl::unexpected{footer.error()};
    if (sum != checksum(*footer)) return altered(offset, "its index");
    return parse_footer(footer->substr(0, size), offset);
  }

  Result<void> parse_footer(std::string_view footer, std::uint64_t offset) {
    ByteReader reader{footer};
    const auto count = reader.u32();
    if (count > footer.size() / 32) return altered(offset, "its index");
    std::uint64_t at = blocks_begin;
    std::uint64_t rows = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      BlockEntry entry;
      entry.offset = reader.u64();
      entry.length = reader.u32();
      entry.rows = reader.u32();
      entry.first = {reader.i64()};
      entry.last = {reader.i64()};
      if (entry.offset != at || entry.rows == 0 || entry.rows > most_block_rows ||
          entry.length < block_head + checksum_size || entry.length > largest_block ||
          entry.last < entry.first)
        return altered(offset, "its index");
      at += entry.length;
      rows += entry.rows;
      index.push_back(entry);
    }
    const auto text = reader.text(reader.u32());
    const auto found = summary_from(text);
    if (!reader.good() || !reader.at_end() || at != offset || !found || found->rows != rows)
      return altered(offset, "its index");
    summary = *found;
    return {};
  }

  Result<void> read(std::size_t block, Rows& rows) {
    const auto& entry = index[block];
    const auto where = "block " + std::to_string(block + 1);
    const auto all = bytes(entry.offset, entry.length);
    if (!all) return tl::unexpected{all.error()};
    const auto body = all->size() - block_head - checksum_size;
    ByteReader head{*all};
    const bool magic = head.text(block_magic.size()) == block_magic;
    const auto size = head.u32();
    const auto count = head.u32();
    const auto first = head.i64();
    const auto last = head.i64();
    ByteReader sum{all->substr(block_head + body)};
    if (!magic || size != body || count != entry.rows || first != entry.first.nanoseconds ||
        last != entry.last.nanoseconds || sum.u32() != checksum(all->substr(0, block_head + body)))
      return altered(entry.offset, where);
    rows.kind = header.kind;
    if (!decoder.decode(all->substr(block_head, body), count, rows) ||
        rows.time(0).nanoseconds != first || rows.time(count - 1).nanoseconds != last)
      return altered(entry.offset, where + ", which cannot be unpacked");
    return {};
  }
};

StoreReader::StoreReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;
StoreReader::~StoreReader() = default;

Result<StoreReader> StoreReader::open(const std::filesystem::path& file) {
  auto state = std::make_unique<State>();
  state->name = file.string();
  state->file.number = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (state->file.number < 0) {
    const auto fault = errno == ENOENT ? ErrorKind::NotFound : ErrorKind::Storage;
    return fail(fault, "the store cannot open " + state->name + ": " + std::strerror(errno));
  }
  struct stat status {};
  if (::fstat(state->file.number, &status) != 0 || !S_ISREG(status.st_mode))
    return state->refuse("is no regular file");
  state->length = static_cast<std::uint64_t>(status.st_size);
  return open_state(std::move(state));
}

Result<StoreReader> StoreReader::open_bytes(const std::string& name,
                                            std::shared_ptr<const std::string> bytes) {
  auto state = std::make_unique<State>();
  state->name = name;
  state->length = bytes->size();
  state->memory = std::move(bytes);
  return open_state(std::move(state));
}

Result<StoreReader> StoreReader::open_state(std::unique_ptr<State> state) {
  if (const auto done = state->read_header(); !done) return tl::unexpected{done.error()};
  if (const auto done = state->read_footer(); !done) return tl::unexpected{done.error()};
  return StoreReader{std::move(state)};
}

const std::string& StoreReader::name() const {
  return state_->name;
}
const FileHeader& StoreReader::header() const {
  return state_->header;
}
const FileSummary& StoreReader::summary() const {
  return state_->summary;
}
const std::vector<BlockEntry>& StoreReader::blocks() const {
  return state_->index;
}
std::uint64_t StoreReader::bytes() const {
  return state_->length;
}

Result<void> StoreReader::read_block(std::size_t block, Rows& rows) {
  ensure(block < state_->index.size(), "a file of the store was asked for a block it has not");
  return state_->read(block, rows);
}

Result<Rows> StoreReader::read_all() {
  Rows all{header().kind};
  Rows block{header().kind};
  std::map<std::string, std::uint32_t> places;
  const auto columns = column_names(header().kind).size();
  for (std::size_t i = 0; i < blocks().size(); ++i) {
    if (const auto done = read_block(i, block); !done) return tl::unexpected{done.error()};
    for (std::size_t c = 0; c < columns; ++c)
      all.columns[c].insert(all.columns[c].end(), block.columns[c].begin(), block.columns[c].end());
    std::vector<std::uint32_t> renamed;
    for (const auto& word : block.words) {
      const auto [found, fresh] =
        places.try_emplace(word, static_cast<std::uint32_t>(all.words.size()));
      if (fresh) all.words.push_back(word);
      renamed.push_back(found->second);
    }
    for (const auto mark : block.marks) all.marks.push_back(renamed[mark]);
  }
  return all;
}

Result<std::uint64_t> StoreReader::verify() {
  Rows rows{header().kind};
  std::string content;
  std::int64_t before = std::numeric_limits<std::int64_t>::min();
  std::uint64_t good = 0;
  for (std::size_t i = 0; i < blocks().size(); ++i) {
    if (const auto done = read_block(i, rows); !done) return tl::unexpected{done.error()};
    for (const auto time : rows.columns[column::time]) {
      if (time < before)
        return state_->refuse("is not sorted by time in block " + std::to_string(i + 1));
      before = time;
    }
    good += rows.size();
  }
  const auto from = state_->blocks_begin;
  const auto until = blocks().empty() ? from : blocks().back().offset + blocks().back().length;
  const auto bytes = state_->bytes(from, static_cast<std::size_t>(until - from));
  if (!bytes) return tl::unexpected{bytes.error()};
  if (sha256_of(*bytes) != summary().sha256)
    return state_->refuse("has not the content its index promises");
  return good;
}

std::size_t StoreReader::block_at(Timestamp time) const {
  const auto& index = state_->index;
  const auto found = std::partition_point(
    index.begin(), index.end(), [&](const BlockEntry& entry) { return entry.last < time; });
  return static_cast<std::size_t>(found - index.begin());
}

} // namespace hft::store
