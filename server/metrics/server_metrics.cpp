#include "server/metrics/server_metrics.hpp"

#include <fmt/format.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <iterator>

#include "server/metrics/process.hpp"

namespace vigil {
namespace {

std::string prefixed(std::string_view family) {
    return std::string{"vigil_"}.append(family);
}

} // namespace

server_metrics::server_metrics(std::string_view version) {
    add_gauge("build_info", "1, with the version as a label", {{"version", std::string{version}}}).Set(1);
    set_rules_version(0);
}

void server_metrics::set_rules_version(std::uint64_t rules_version) {
    if (rules_info_) rules_infos_.Remove(rules_info_);
    rules_info_ = &rules_infos_.Add({{"version", fmt::format("{:016x}", rules_version)}});
    rules_info_->Set(1);
}

std::string server_metrics::text() const {
    auto families = registry_.Collect();
    std::ranges::move(process_metrics(), std::back_inserter(families));
    // The registry's order is that of construction, grouped by type; by name it reads better and differs less.
    std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
    return prometheus::TextSerializer{}.Serialize(families);
}

prometheus::Counter& server_metrics::add_counter(std::string_view family, std::string_view help) {
    return add_counter(family, help, {});
}

prometheus::Gauge& server_metrics::add_gauge(std::string_view family, std::string_view help) {
    return add_gauge(family, help, {});
}

// The registry merges families of one name, so a family is registered once for each of its series.
prometheus::Counter& server_metrics::add_counter(std::string_view family, std::string_view help,
                                                 const prometheus::Labels& labels) {
    return prometheus::BuildCounter().Name(prefixed(family)).Help(std::string{help}).Register(registry_).Add(labels);
}

prometheus::Gauge& server_metrics::add_gauge(std::string_view family, std::string_view help,
                                             const prometheus::Labels& labels) {
    return prometheus::BuildGauge().Name(prefixed(family)).Help(std::string{help}).Register(registry_).Add(labels);
}

prometheus::Histogram& server_metrics::add_histogram(std::string_view family, std::string_view help,
                                                     std::span<const double> buckets) {
    return prometheus::BuildHistogram()
        .Name(prefixed(family))
        .Help(std::string{help})
        .Register(registry_)
        .Add({}, prometheus::Histogram::BucketBoundaries{buckets.begin(), buckets.end()});
}

} // namespace vigil
