#include "server/record/days.hpp"

#include <fmt/format.h>

#include <string>

#include "server/record/text.hpp"

namespace vigil::record {
namespace {

std::string to_text(std::chrono::sys_days day) {
    std::string out;
    append_time(out, instant{day.time_since_epoch()});
    return out.substr(0, out.find('T'));
}

std::chrono::sys_days to_day(const pqxx::field& days_since_epoch) {
    return std::chrono::sys_days{std::chrono::days{days_since_epoch.as<int>()}};
}

constexpr const char* oldest_past_day = R"(
    SELECT oldest.day - '1970-01-01'::date
    FROM (SELECT min(to_date(right(c.relname, 8), 'YYYYMMDD')) AS day
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = 'vigil.reading'::regclass AND c.relname ~ '^reading_[0-9]{8}$') oldest,
         (SELECT max(tail_to AT TIME ZONE 'UTC')::date AS day FROM vigil.journal) newest
    WHERE oldest.day + 1 + $1::int <= least($2::date, (now() AT TIME ZONE 'UTC')::date, newest.day))";

} // namespace

void ensure_day(pqxx::transaction_base& t, std::chrono::sys_days day) {
    t.exec_params("SELECT vigil.ensure_day($1::date)", to_text(day));
}

std::chrono::sys_days first_day_kept(pqxx::transaction_base& t) {
    return to_day(t.exec1("SELECT from_day - '1970-01-01'::date FROM vigil.reading_kept")[0]);
}

std::optional<std::chrono::sys_days> delete_oldest_day(pqxx::transaction_base& t, std::size_t keep_days,
                                                       std::chrono::sys_days today) {
    const pqxx::result past = t.exec_params(oldest_past_day, keep_days, to_text(today));
    if (past.empty()) return {};
    const std::chrono::sys_days day = to_day(past[0][0]);
    std::string name = to_text(day);
    std::erase(name, '-');
    t.exec("SET LOCAL lock_timeout = '1s'");
    t.exec_params("UPDATE vigil.reading_kept SET from_day = greatest(from_day, $1::date + 1)", to_text(day));
    t.exec(fmt::format("DROP TABLE vigil.reading_{}", name));
    return day;
}

} // namespace vigil::record
