#include <fmt/format.h>

#include <array>

#include "proto/vitals/suggestion.hpp"
#include "server/alarm/vocabulary.hpp"
#include "server/infusion/protocol_reader.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using alarm::rule_file;
using kind = discharge_item::kind;

constexpr std::array<std::string_view, 7> kinds{"signs_within", "near_baseline", "sedation",  "done",
                                                "minimum_time", "pump_removed",  "after_care"};
constexpr int depth_max = 3, score_max = 10; // of sedation; of pain

/// A line's own keys, besides those that each has.
std::span<const std::string_view> own_keys(kind k) {
    static constexpr std::array<std::string_view, 1> within{"signs"}, depth{"most"}, time{"lasting"};
    static constexpr std::array<std::string_view, 2> near{"items", "percent"}, done{"items", "most"};
    switch (k) {
        case kind::signs_within: return within;
        case kind::near_baseline: return near;
        case kind::sedation: return depth;
        case kind::done: return done;
        case kind::minimum_time: return time;
        case kind::pump_removed:
        case kind::after_care: return {};
    }
    return {};
}

class discharge_reader {
public:
    discharge_reader(rule_file& file, const toml::table& t, const protocol& p) : file_{file}, t_{t}, p_{p} {}

    discharge_item read() {
        discharge_item out;
        read_name(file_, t_, p_.discharge, out.name);
        out.text = read_line(file_, t_, "text");
        out.otherwise = read_consent(file_, t_, "otherwise").value_or(out.otherwise);
        const auto at = read_choice(file_, t_, "kind", kinds, true);
        if (!at) return out;
        out.what = static_cast<kind>(*at);
        std::vector<std::string_view> known{"name", "text", "kind", "otherwise"};
        std::ranges::copy(own_keys(out.what), std::back_inserter(known));
        file_.check_keys(t_, known);
        read_own(out);
        return out;
    }

private:
    void read_own(discharge_item& out) {
        switch (out.what) {
            case kind::signs_within: return read_signs(out);
            case kind::near_baseline: return read_near(out);
            case kind::sedation: out.most = read_most(true, depth_max); break;
            case kind::done:
                out.items = read_item_names(file_, t_, "items", p_);
                out.most = read_most(false, score_max);
                break;
            case kind::minimum_time: out.lasting = file_.duration(t_, "lasting", 1min, true).value_or(0ms); break;
            case kind::pump_removed:
            case kind::after_care: break;
        }
    }

    int read_most(bool required, int most) {
        if (required && !t_.contains("most")) file_.report(t_, "'most' is missing");
        return static_cast<int>(file_.integer(t_, "most", 0, most).value_or(0));
    }

    void check_sign(const toml::node& at, std::string_view name) {
        if (!alarm::source_from_name(name))
            file_.report(at,
                         fmt::format("'{}' is no metric or family{}", name, did_you_mean(name, alarm::source_names())));
    }

    void check_plausible(const toml::node& at, std::string_view name, double least, double most) {
        const auto from = alarm::source_from_name(name);
        if (!from) return;
        const metric_info& m = info(from->first);
        if (least < m.plausible_min || most > m.plausible_max)
            file_.report(at, fmt::format("{} lies between {} and {}", name, m.plausible_min, m.plausible_max));
    }

    void read_signs(discharge_item& out) {
        const toml::table* signs = t_.get_as<toml::table>("signs");
        if (!signs || signs->empty() || signs->size() > protocol::checks_max)
            return file_.report(t_, "'signs' is a table, as in { spo2 = [94, 100] }");
        for (const auto& [name, range] : *signs) {
            check_item_name(file_, range, name.str(), p_);
            const toml::array* pair = range.as_array();
            const auto least = pair && pair->size() == 2 ? alarm::number_of(*pair->get(0)) : std::nullopt;
            const auto most = least ? alarm::number_of(*pair->get(1)) : std::nullopt;
            if (!most || *least >= *most) {
                file_.report(range, "a range is the least and the most, as in [94, 100]");
                continue;
            }
            check_plausible(range, name.str(), *least, *most);
            out.ranges.push_back({std::string{name.str()}, *least, *most});
        }
    }

    void read_near(discharge_item& out) {
        constexpr double percent_max = 100;
        out.items = read_list(file_, t_, "items", protocol::checks_max);
        for (const std::string& name : out.items) check_sign(*t_.get("items"), name);
        out.percent = read_amount(file_, t_, "percent", percent_max).value_or(0);
        if (!t_.contains("percent")) file_.report(t_, "'percent' is missing");
    }

    rule_file& file_;
    const toml::table& t_;
    const protocol& p_;
};

} // namespace

void read_discharge(rule_file& file, protocol& out) {
    for (const toml::table* t : read_tables(file, "discharge", protocol::items_max))
        out.discharge.push_back(discharge_reader{file, *t, out}.read());
}

} // namespace vigil::infusion
