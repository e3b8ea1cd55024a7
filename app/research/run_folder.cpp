#include "app/research/run_folder.hpp"

#include "adapters/report/output_file.hpp"
#include "adapters/report/page_html.hpp"
#include "adapters/report/run_file.hpp"
#include "app/research/exports.hpp"

#include <string_view>
#include <utility>

namespace hft::research {

Result<void> write_report(const std::filesystem::path& folder, const JudgedRun& run,
                          const JudgedRun* against) {
  const std::pair<const char*, std::string> files[] = {
    {"report.html", report::page_html(report_page(run, against))},
    {"orders.csv", orders_csv(run.record)},
    {"fills.csv", fills_csv(run.record)},
    {"round_trips.csv", round_trips_csv(run.statistics)},
    {"returns.csv", returns_csv(run.statistics)},
    {"positions.csv", positions_csv(run.record)},
    {"transactions.csv", transactions_csv(run.record)}};
  for (const auto& [name, text] : files)
    if (auto written = report::write_output(folder / name, text); !written) return written;
  if (run.record.notes.empty()) return {};
  return report::write_output(folder / "notes.csv", notes_csv(run.record));
}

Result<void> write_run_folder(const std::filesystem::path& folder, const JudgedRun& run,
                              const std::optional<report::RunSpeed>& speed) {
  if (auto written = report::write_run(folder / report::run_file_name, run.record); !written)
    return written;
  if (auto written = report::write_output(folder / "result.json", result_text(run, speed));
      !written)
    return written;
  return write_report(folder, run);
}

std::string result_text(const JudgedRun& run, const std::optional<report::RunSpeed>& speed) {
  std::vector<report::NamedFigure> figures;
  for (const auto& one : statistics_table()) {
    const std::string_view key{one.key};
    report::NamedFigure figure{one.key, one.value(run.statistics), {}};
    if (key == "net_profit") figure.money = run.statistics.profit;
    if (key == "fees") figure.money = run.statistics.fees;
    figures.push_back(std::move(figure));
  }
  return report::result_json(run.record, figures, speed);
}

} // namespace hft::research
