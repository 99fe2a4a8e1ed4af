// The process as Prometheus' own clients describe it: memory, files, processor time, start. Linux: reads /proc.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace vigil {

/// Families process_*, read now. What the system does not tell is left out.
std::vector<prometheus::MetricFamily> process_metrics();

} // namespace vigil
