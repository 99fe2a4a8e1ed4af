// What the fold said, in a story's words; and whether that is what a story expects.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "server/scenario/story.hpp"
#include "server/ward/fold.hpp"

namespace vigil::scenario {

struct alarm_told {
    std::optional<alarm::change> how; ///< none: shown on a dashboard
    alarm::alarm alarm;
    std::string by; ///< whose act it was: acknowledged, paused, shown
};
struct audio_told {
    std::string station;
    bool paused = false;
};
struct device_told {
    device_alarm now;
};
struct happened {
    milliseconds at{};
    place where;
    std::variant<alarm_told, audio_told, device_told> what;
};
std::string to_text(const happened& h);

/// As to_text(happened) would say it.
std::string to_text(const alarm_expected& e, milliseconds at);
std::string to_text(const audio_expected& e, milliseconds at);
std::string to_text(const device_expected& e, milliseconds at);
std::string to_text(const bed_expected& e);

bool fulfils(const happened& h, const alarm_expected& e, milliseconds at);
bool fulfils(const happened& h, const audio_expected& e, milliseconds at);
bool fulfils(const happened& h, const device_expected& e, milliseconds at);

/// Follows the fold's events and remembers what later ones and commands refer to.
class witness {
public:
    explicit witness(instant beginning) : beginning_(beginning) {}

    /// Returns what contradicts the events before; nothing if all is well.
    std::optional<std::string> take(const ward::event& e, const ward::fold& wards);

    const std::vector<happened>& all() const { return all_; }
    instant beginning() const { return beginning_; }

    /// The alarm that this rule raised last there: also one that is over, as a late command would name it.
    std::optional<alarm::alarm_id> last_of(const place& where, const std::string& rule) const;

    /// How many stays the bed has had.
    int stays_of(const place& where) const;

private:
    std::optional<std::string> take_alarm(const ward::alarm_changed& changed, milliseconds at, const place& where);
    void take_station(const ward::station& now, milliseconds at, const std::string& ward);

    instant beginning_;
    std::vector<happened> all_;
    std::map<alarm::alarm_id, alarm::alarm> known_;        ///< as last told
    std::map<std::string, alarm::alarm_id> ids_;           ///< of "ward/bed rule"
    std::map<std::string, std::set<std::string>> stays_;   ///< of "ward/bed"
    std::set<std::pair<std::string, std::string>> paused_; ///< ward, station
};

/// How the bed is instead; nothing if it is as expected.
std::optional<std::string> contradiction(const bed_expected& e, const ward::fold& wards, const witness& seen);

/// Wards of which count or digest of the alarms do not agree with the alarms.
std::vector<std::string> wards_with_wrong_digest(const ward::fold& wards);

} // namespace vigil::scenario
