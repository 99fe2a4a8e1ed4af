// The configuration of one server: TOML text overridden by environment variables, checked as a whole before anything
// starts. Pure: takes text, returns values. What is accepted is the table in options.cpp; deploy/vigil.toml shows it
// with comments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vigil {

struct config {
    /// Dashboards, readings as JSON, commands.
    struct http_section {
        std::string address = "127.0.0.1"; ///< IPv4 or IPv6, never a name: what is bound must not depend on a resolver
        std::uint16_t port = 8080;         ///< 0 picks a free one
        std::string assets = "/usr/share/vigil/dashboard"; ///< folder of the built dashboard
    } http;

    /// Monitors that speak HL7 v2.
    struct mllp_section {
        std::string address = "127.0.0.1";
        std::uint16_t port = 2575;
        std::size_t connections_max = 4096;      ///< more are accepted and closed at once
        std::size_t frame_bytes_max = 1'048'576; ///< a longer message is refused; its connection goes on
        std::string framing = "strict"; ///< "lenient": 0x1C ends a message only before 0x0D, it may stand in the data
    } mllp;

    /// Prometheus and health checks.
    struct metrics_section {
        std::string address = "127.0.0.1";
        std::uint16_t port = 9464;
    } metrics;

    struct journal_section {
        std::string file = "/var/lib/vigil/journal.db";
    } journal;

    struct record_section {
        std::string database;             ///< libpq connection string; empty: no record is kept
        std::size_t quarantine_days = 90; ///< messages that were not understood are kept so long there; 0: for ever
        std::size_t keep_days = 0; ///< readings are kept so long there, their summary by minute for ever; 0: for ever
    } record;

    struct rules_section {
        std::string file = "/etc/vigil/rules.toml";
    } rules;

    /// Ways of giving infusions.
    struct protocols_section {
        std::string directory; ///< of *.toml; empty: `protocols` beside the rules, if it is there
    } protocols;

    struct feed_section {
        std::size_t outbox_bytes_max = 1'048'576; ///< of one dashboard; beyond it: a fresh snapshot instead
    } feed;

    /// What is known of a sender beforehand. A message belongs to the first entry of which every given key fits it.
    struct sender_entry {
        std::string
            match; ///< the sender as it writes itself: MSH-3 ("GATEWAY^00A0370009010001^EUI-64") or JSON "sender"
        std::string address; ///< the peer's IP address
        std::string dialect; ///< name of a dialect (vigil dialects); empty: recognised by its first message
        std::string zone; ///< "Europe/Berlin", "+01:00": of stamps without an offset; empty: such stamps are not used
        std::string charset; ///< of messages without MSH-18, as MSH-18 would say it
        std::string bed;     ///< "ward/bed", where its messages name none
        std::string dial;    ///< "10.0.0.7:4601": we connect to it; needs a dialect or a `match` for its name
    };
    std::vector<sender_entry> senders;

    /// Whom alarms are sent to besides the dashboards: nurse call, paging, an interface engine.
    struct receiver_entry {
        std::string name;
        std::string mllp;                     ///< "host:port": as IHE PCD-04 (ORU^R40)
        std::string url;                      ///< "https://...": as JSON by POST, signed; exactly one of mllp and url
        std::string secret;                   ///< key of the signature (HMAC-SHA256); needed with url
        std::vector<std::string> wards;       ///< empty: all
        std::string priority = "low";         ///< this one and more urgent ones
        std::uint32_t give_up_after_s = 3600; ///< a change not delivered by then is dropped, counted and said
    };
    std::vector<receiver_entry> receivers;

    struct problem {
        std::string where; ///< file, or the name of an environment variable
        int line = 0;      ///< from 1; 0 where there is none
        int column = 0;    ///< from 1; 0 where there is none
        std::string message;
    };

    /// VIGIL__SECTION__KEY -> value. Other variables may be present and are ignored.
    using environment = std::map<std::string, std::string, std::less<>>;

    /// What could be read, with defaults where there were problems: to look on for problems elsewhere, not to be used.
    struct reading;
    static reading read(std::string_view text, std::string_view file, const environment& variables = {});

    /// Either a configuration that can be used or every problem at once, in the order file, environment, whole.
    /// `file` only names the text in problems.
    static std::expected<config, std::vector<problem>> load(std::string_view text, std::string_view file,
                                                            const environment& variables = {});
};

struct config::reading {
    config values;
    std::vector<problem> problems;
};

/// "vigil.toml:3:1: unknown key 'adress' in [http]; did you mean 'address'?"
std::string to_text(const config::problem& p);

} // namespace vigil
