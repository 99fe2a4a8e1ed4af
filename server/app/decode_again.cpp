#include "server/app/decode_again.hpp"

#include <fmt/format.h>

#include <memory>

#include "server/ingest/read_again.hpp"

namespace vigil::app {
namespace {

struct configured {
    ingest::senders who;
    ingest::bed_map beds;
};

std::shared_ptr<configured> configure(const settings& with) {
    auto made =
        std::make_shared<configured>(ingest::senders::make(with.options.senders).value()); // checked when loaded
    for (const config::sender_entry& s : with.options.senders)
        if (!s.match.empty() && s.address.empty() && s.dial.empty()) made->beds.assign(s.match, s.bed);
    return made;
}

} // namespace

record::decode_again decoder_for(const settings& with) {
    return [by = configure(with)](const record::quarantined& q) -> std::expected<record::decoded_again, std::string> {
        if (q.transport != "mllp")
            return std::unexpected(fmt::format("messages by {} are not read again: send them anew", q.transport));
        auto read = ingest::read_again({q.raw, q.sender, q.address, q.dialect, q.from.received_at}, by->who, by->beds);
        if (!read) return std::unexpected(std::move(read.error()));
        record::decoded_again now{std::move(read->content), std::move(read->rows_of_readings), {}};
        for (const rejected_observation& r : read->rejected) now.reasons += fmt::format("{}\t{}\n", r.where, r.reason);
        return now;
    };
}

} // namespace vigil::app
