#include "adapters/net/http_client.hpp"

#include "adapters/door/limits.hpp"
#include "adapters/life_sign.hpp"
#include "adapters/net/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <deque>
#include <future>
#include <list>
#include <mutex>
#include <thread>

namespace hft::net {

namespace {

HttpClient::Witness& present_witness() {
  static HttpClient::Witness witness;
  return witness;
}

/// One exchange in the making.
struct Transfer {
  HttpRequest request;
  HttpClient::Answer answer;
  HttpResponse response;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  std::string where; ///< host and path, for sentences
  std::size_t header_bytes = 0;
  std::size_t* at_once = nullptr;  ///< bytes of all bodies of this client that are being received
  const char* too_large = nullptr; ///< which bound it broke

  Transfer() = default;
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer() {
    if (at_once) *at_once -= response.body.size();
    curl_slist_free_all(headers);
    curl_easy_cleanup(easy);
  }
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const auto bytes = size * count; // unpacked: curl has undone gzip and the like
  if (transfer.response.body.size() + bytes > door::rest_answer.bytes)
    transfer.too_large = "its answer is larger than we take";
  else if (*transfer.at_once + bytes > door::bodies_at_once)
    transfer.too_large = "it and what is received beside it are larger than we take at once";
  if (transfer.too_large) return 0;
  transfer.response.body.append(data, bytes);
  *transfer.at_once += bytes;
  return bytes;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  std::string_view line{data, size * count};
  transfer.header_bytes += line.size();
  if (transfer.header_bytes > door::answer_headers) {
    transfer.too_large = "the headers of its answer are larger than we take";
    return 0;
  }
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) transfer.response.headers.clear(); // after a 100 Continue
  if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    auto value = line.substr(colon + 1);
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    transfer.response.headers.emplace_back(std::string{line.substr(0, colon)}, std::string{value});
  }
  return size * count;
}

long milliseconds(Duration duration) {
  return static_cast<long>(std::max<std::int64_t>(1, duration.count() / 1'000'000));
}

/// Applies the request to a fresh handle; false when curl has no memory for one.
bool prepare(Transfer& transfer, const Url& url) {
  auto* easy = transfer.easy = curl_easy_init();
  if (!easy) return false;
  for (const auto& [name, value] : transfer.request.headers)
    transfer.headers = curl_slist_append(transfer.headers, (name + ": " + value).c_str());
  if (!transfer.request.body.empty())
    transfer.headers = curl_slist_append(transfer.headers, "Content-Type: application/json");
  transfer.headers = curl_slist_append(transfer.headers, "Expect:");
  curl_easy_setopt(easy, CURLOPT_URL, url.str().c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "hft-system");
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds(transfer.request.timeout));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(transfer.request.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
  if (url.loopback()) curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  if (transfer.request.method != Method::Get)
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST,
                     std::string{to_string(transfer.request.method)}.c_str());
  if (!transfer.request.body.empty() || transfer.request.method == Method::Post) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(transfer.request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.request.body.c_str());
  }
  return true;
}

} // namespace

class HttpClient::Worker {
public:
  Worker() {
    static const auto once = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)once;
    multi_ = curl_multi_init();
    ensure(multi_ != nullptr, "curl gave no multi handle");
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, 8L);
    thread_ = std::thread{[this] { run(); }};
  }

  ~Worker() {
    {
      const std::scoped_lock lock{mutex_};
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }

  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void add(HttpRequest request, Answer answer) {
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->answer = std::move(answer);
    {
      const std::scoped_lock lock{mutex_};
      added_.push_back(std::move(transfer));
    }
    curl_multi_wakeup(multi_);
  }

  bool on_this_thread() const { return thread_.get_id() == std::this_thread::get_id(); }

private:
  void run() {
    LifeSign sign{"HTTP"};
    while (take_new()) {
      sign.beat();
      int running = 0;
      curl_multi_perform(multi_, &running);
      int left = 0;
      while (auto* message = curl_multi_info_read(multi_, &left))
        if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
      curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    for (auto& transfer : active_) {
      curl_multi_remove_handle(multi_, transfer->easy);
      transfer->answer(fail(ErrorKind::Unreachable,
                            transfer->where + " was not awaited: the HTTP client stopped"));
    }
    active_.clear();
    // An answer may have asked for more.
    while (!nothing_new()) take_new();
  }

  bool nothing_new() {
    const std::scoped_lock lock{mutex_};
    return added_.empty();
  }

  /// False when it is time to stop.
  bool take_new() {
    std::deque<std::unique_ptr<Transfer>> taken;
    bool stopping = false;
    {
      const std::scoped_lock lock{mutex_};
      taken.swap(added_);
      stopping = stopping_;
    }
    for (auto& transfer : taken) start(std::move(transfer), stopping);
    return !stopping;
  }

  void start(std::unique_ptr<Transfer> transfer, bool stopping) {
    const auto url = parse_safe_url(transfer->request.url);
    if (!url) return transfer->answer(tl::unexpected<Failure>{url.error()});
    transfer->where = std::string{to_string(transfer->request.method)} + ' ' + url->authority() +
                      url->target.substr(0, url->target.find('?'));
    if (stopping)
      return transfer->answer(
        fail(ErrorKind::Unreachable, transfer->where + " was not sent: the HTTP client stopped"));
    transfer->at_once = &bodies_at_once_;
    if (!prepare(*transfer, *url) || curl_multi_add_handle(multi_, transfer->easy) != CURLM_OK)
      return transfer->answer(
        fail(ErrorKind::Unreachable, transfer->where + " was not sent: curl has no handle for it"));
    active_.push_back(std::move(transfer));
  }

  void finish(CURL* easy, CURLcode code) {
    const auto at =
      std::find_if(active_.begin(), active_.end(), [&](const auto& t) { return t->easy == easy; });
    if (at == active_.end()) return;
    const auto transfer = std::move(*at);
    active_.erase(at);
    curl_multi_remove_handle(multi_, easy);
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (const auto& witness = present_witness()) {
      curl_off_t microseconds = 0;
      curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &microseconds);
      witness(transfer->where, static_cast<int>(status), std::chrono::microseconds{microseconds});
    }
    if (code != CURLE_OK) {
      const std::string reason =
        transfer->too_large ? transfer->too_large : curl_easy_strerror(code);
      return transfer->answer(
        fail(transfer->too_large ? ErrorKind::BadPayload : ErrorKind::Unreachable,
             transfer->where + " failed: " + reason));
    }
    transfer->response.status = static_cast<int>(status);
    bodies_at_once_ -= transfer->response.body.size(); // from here on it is the asker's
    transfer->at_once = nullptr;
    transfer->answer(std::move(transfer->response));
  }

  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  std::deque<std::unique_ptr<Transfer>> added_; ///< guarded by mutex_
  bool stopping_ = false;                       ///< guarded by mutex_
  std::size_t bodies_at_once_ = 0;              ///< the thread's own, as what follows
  std::list<std::unique_ptr<Transfer>> active_; ///< after the count that its members lower
  std::thread thread_;
};

HttpClient::HttpClient() : worker_(std::make_unique<Worker>()) {}
HttpClient::~HttpClient() = default;

void HttpClient::watch(Witness witness) {
  present_witness() = std::move(witness);
}

void HttpClient::request(HttpRequest request, Answer answer) {
  worker_->add(std::move(request), std::move(answer));
}

Result<HttpResponse> HttpClient::perform(HttpRequest request) {
  ensure(!worker_->on_this_thread(),
         "perform was called from inside an answer: it would wait for itself");
  std::promise<Result<HttpResponse>> promise;
  auto answer = promise.get_future();
  worker_->add(std::move(request), [&promise](Result<HttpResponse> response) {
    promise.set_value(std::move(response));
  });
  return answer.get();
}

} // namespace hft::net
