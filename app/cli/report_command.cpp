#include "app/cli/report_command.hpp"

#include "adapters/report/output_file.hpp"
#include "adapters/report/run_file.hpp"
#include "adapters/report/session_files.hpp"
#include "adapters/report/session_run.hpp"
#include "app/console/logging.hpp"
#include "app/research/run_folder.hpp"
#include "app/settings/calendar_file.hpp"
#include "app/settings/options.hpp"
#include "app/settings/state_dir.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace hft {

namespace {

namespace fs = std::filesystem;

/// A record and where its report goes when nobody says.
struct Found {
  report::RunRecord record;
  fs::path folder;
};

bool is_there(const fs::path& path) {
  std::error_code none;
  return fs::exists(path, none);
}

/// A folder or file of a run, if `what` names one.
std::optional<fs::path> run_file_of(const std::string& what) {
  std::error_code none;
  const fs::path path{what};
  if (fs::is_directory(path, none)) return path / report::run_file_name;
  if (path.filename() == report::run_file_name) return path;
  return std::nullopt;
}

Result<Found> run_in(const fs::path& file) {
  if (!is_there(file))
    return fail(ErrorKind::NotFound, file.parent_path().string() +
                                       " is no run's folder: it has no " +
                                       std::string{report::run_file_name});
  auto record = report::read_run(file);
  if (!record) return tl::unexpected{record.error()};
  return Found{std::move(*record), file.parent_path().empty() ? fs::path{"."} : file.parent_path()};
}

/// `[ACCOUNT/]DATE`; the account written last of those that have it.
struct SessionName {
  std::string account;
  std::string date;
};

SessionName session_name(const std::string& what) {
  const auto slash = what.rfind('/');
  if (slash == std::string::npos) return {{}, what};
  return {what.substr(0, slash), what.substr(slash + 1)};
}

Result<Found> session_in(const fs::path& state_dir, const std::string& what,
                         const std::string& overrides) {
  const auto name = session_name(what);
  if (!what.empty() && !parse_date(name.date))
    return fail(ErrorKind::BadArgument,
                what + " is neither a run's folder nor a session: give a folder with a " +
                  report::run_file_name + ", or a session as [ACCOUNT/]YYYY-MM-DD (hft sessions)");
  const auto accounts = accounts_by_age(state_dir);
  if (!accounts) return tl::unexpected{accounts.error()};
  for (const auto& account : *accounts) {
    if (!name.account.empty() && account.filename() != name.account) continue;
    const auto files = report::report_files(account / "sessions");
    if (!files) return tl::unexpected{files.error()};
    for (auto file = files->rbegin(); file != files->rend(); ++file) {
      const auto date = parse_date(file->stem().string());
      if (!date || (!what.empty() && file->stem() != name.date)) continue;
      const auto calendar = load_calendar(overrides);
      if (!calendar) return tl::unexpected{calendar.error()};
      const auto plan = (*calendar)->session(*date);
      if (!plan)
        return fail(ErrorKind::BadArgument,
                    file->stem().string() +
                      " is no session by the calendar: name its overrides with "
                      "--calendar-overrides");
      auto record = report::session_run(account, *plan);
      if (!record) return tl::unexpected{record.error()};
      return Found{std::move(*record), account / "reports" / file->stem()};
    }
  }
  return fail(ErrorKind::NotFound, what.empty()
                                     ? "no session has been traded yet in " + state_dir.string()
                                     : "there is no session " + what + " in " + state_dir.string() +
                                         " (hft sessions lists them)");
}

int code_of(const Failure& failure) {
  switch (failure.fault) {
    case ErrorKind::BadArgument:
    case ErrorKind::NotFound: return exit_code::usage;
    default: return exit_code::failed;
  }
}

} // namespace

int run_report(const ReportOptions& options) {
  const auto looked_in = existing_state_dir(options.state_dir);
  if (!looked_in) {
    say_failure(looked_in.error().sentence);
    return exit_code::usage;
  }
  const auto& state_dir = *looked_in;
  const auto find = [&](const std::string& what) {
    const auto file = run_file_of(what);
    return file ? run_in(*file) : session_in(state_dir, what, options.calendar_overrides);
  };
  auto found = find(options.what);
  if (!found) {
    say_failure(found.error().sentence);
    return code_of(found.error());
  }
  std::optional<research::JudgedRun> against;
  if (!options.against.empty()) {
    auto other = find(options.against);
    if (!other) {
      say_failure(other.error().sentence);
      return code_of(other.error());
    }
    against = research::judged(std::move(other->record));
  }
  const auto run = research::judged(std::move(found->record));
  const auto folder = options.out.empty() ? found->folder : fs::path{options.out};
  auto written = research::write_report(folder, run, against ? &*against : nullptr);
  // A run's own tells its speed too.
  if (written && !is_there(folder / "result.json"))
    written = report::write_output(folder / "result.json", research::result_text(run, {}));
  if (!written) {
    say_failure(written.error().sentence);
    return exit_code::failed;
  }
  const auto verdict = research::verdict_of(run.record, run.statistics);
  const bool is_session = run.record.run.kind != report::RunKind::Backtest;
  fmt::print("{} {}\n{}\n", is_session ? "session" : "run", run.record.run.id, verdict.headline);
  for (const auto& finding : verdict.findings)
    if (finding.weight == research::Weight::Against || finding.weight == research::Weight::Doubt)
      fmt::print("  {}: {}\n", finding.name, finding.sentence);
  fmt::print("{}report: {}\n", research::statistics_text(run.statistics),
             (folder / "report.html").string());
  return exit_code::done;
}

} // namespace hft
