// Who sends: which dialect it speaks, what is configured for it, and what was learned of it.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/zone.hpp"
#include "server/config/config.hpp"
#include "server/ingest/conformance.hpp"

namespace vigil::ingest {

/// An entry of the configuration, checked.
struct sender_rule {
    std::string match;
    std::string address;
    const dialects::dialect* how = nullptr; ///< nothing: recognised
    std::optional<hl7::zone> local;
    std::string charset;
    std::string ward, bed; ///< where messages name none; may be empty
    std::string dial;      ///< "host:port"; empty: it connects to us
};

/// Decides whether a message was received before where the journal's keys alone would say so wrongly, and notices
/// control ids that are used again. Remembers the last 64 messages of a sender.
class control_ids {
public:
    struct verdict {
        bool reused = false; ///< this control id stood on another message lately
        bool anew = false;   ///< equal to an earlier message and a message of its own all the same
    };
    /// `dated`: the message says when it was sent or measured. One that does not looks like the last one whenever the
    /// patient is steady: it counts as repeated only within repeat_max of the one that was evaluated.
    /// `address`: monitors that call themselves alike number their messages each for itself.
    verdict note(std::string_view control_id, std::string_view address, std::uint64_t key, bool dated, instant at);

    static constexpr milliseconds repeat_max{30'000}; ///< longer than devices go on repeating an unanswered message

private:
    struct earlier {
        std::uint64_t control = 0;
        std::uint64_t key = 0;
        instant evaluated{};
    };
    std::array<earlier, 64> last_{};
    std::size_t next_ = 0;
};

/// How much of what was not understood is kept: one row for the same complaint in a minute, and 30 rows a minute of a
/// sender. The rest is counted.
class quarantine_limit {
public:
    static constexpr milliseconds same_again{60'000};
    static constexpr std::uint32_t rows_a_minute_max = 30;
    bool admits(std::uint64_t complaint, instant at);

private:
    struct row {
        std::uint64_t complaint = 0;
        instant at{};
    };
    std::array<row, rows_a_minute_max> last_{};
    std::size_t next_ = 0;
};

struct sender {
    std::string name;    ///< MSH-3, else MSH-4, else the peer's address; JSON "sender"
    std::string address; ///< of the peer that used it last
    const sender_rule* rule = nullptr;
    const dialects::dialect* how = nullptr; ///< configured, or recognised and kept; nullptr: not recognised yet
    conformance findings;
    clock_skew skew;
    control_ids ids;
    quarantine_limit quarantine;
    std::uint64_t messages = 0, readings = 0, duplicates = 0, reused_control_ids = 0, refused = 0;
    std::optional<instant> last_heard;
};

/// All of them. Lives on the event-loop thread.
class senders {
public:
    /// Further ones share one entry, and nothing is learned of them; so do those with names that no report may have.
    static constexpr std::size_t senders_max = 10'000;

    /// Every problem at once: a dialect that does not exist, a zone that does not.
    static std::expected<senders, std::vector<std::string>> make(const std::vector<config::sender_entry>& entries);

    /// Stable for the life of this object. `rule`: what is configured for it. Those that a rule tells apart by address
    /// are senders of their own, though they call themselves alike.
    sender& find(std::string_view name, std::string_view address, const sender_rule* rule);
    sender& find(std::string_view name, std::string_view address) {
        return find(name, address, rule_for(name, address));
    }

    /// The first rule of which every given key fits; nullptr if none does. `name` may be empty.
    const sender_rule* rule_for(std::string_view name, std::string_view address) const;
    const std::vector<std::unique_ptr<sender_rule>>& rules() const { return rules_; }
    std::size_t known() const { return known_.size(); }
    bool is_shared(const sender& s) const { return &s == rest_.get(); } ///< of several: nothing may be learned of it
    bool has_named_charset() const { return named_charset_; } ///< a rule gives a sender that it names a character set

    /// {"senders":[...]}: what `vigil senders report` prints; by name.
    std::string report(instant now) const;

private:
    std::string_view keyed(std::string_view name, const sender_rule& rule);

    std::vector<std::unique_ptr<sender_rule>> rules_;
    bool named_charset_ = false;
    std::map<std::string, std::unique_ptr<sender>, std::less<>> known_;
    std::unique_ptr<sender> rest_;
    std::string key_; ///< reused
};

} // namespace vigil::ingest
