// Days (UTC) of vigil.reading, each a partition: made before they are needed, deleted when they are no longer kept. A
// day that was deleted never comes back. Everything throws what libpqxx throws.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <pqxx/pqxx>

namespace vigil::record {

/// Makes a day, if it is not there. Waits for nobody who reads. An error if it was deleted.
void ensure_day(pqxx::transaction_base& t, std::chrono::sys_days day);

/// The first day that was not deleted.
std::chrono::sys_days first_day_kept(pqxx::transaction_base& t);

/// Deletes the oldest day, if even its last reading is more than `keep_days` old: by `today`, by the database's clock
/// and by what was recorded last, so that no single clock that jumps empties the record. Waits a second at most for
/// those who read. Returns the day.
std::optional<std::chrono::sys_days> delete_oldest_day(pqxx::transaction_base& t, std::size_t keep_days,
                                                       std::chrono::sys_days today);

} // namespace vigil::record
