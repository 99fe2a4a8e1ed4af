#include "server/record/sql.hpp"

#include <algorithm>

#include "server/record/text.hpp"

namespace vigil::record {

std::string literal(instant t, milliseconds later) {
    constexpr instant first = from_epoch_ms(-2'208'988'800'000), last = from_epoch_ms(221'845'392'000'000);
    std::string out = "'";
    append_time(out, std::clamp(t, first, last) + later);
    return out += "'::timestamptz";
}

std::string literal(const pqxx::transaction_base& record, std::string_view text) {
    std::string clean;
    append_clean(clean, text);
    return record.quote(clean);
}

} // namespace vigil::record
