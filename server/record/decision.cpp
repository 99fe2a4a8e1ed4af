#include "server/record/decision.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "proto/json/write.hpp"

namespace vigil::record {
namespace {

std::string_view name(alarm::confusion c) {
    switch (c) {
        case alarm::confusion::open: return "open";
        case alarm::confusion::new_confusion: return "new_confusion";
        case alarm::confusion::dissociation: return "dissociation";
    }
    std::unreachable();
}

/// The object's members, the command's name first.
class members {
public:
    members(std::string& out, std::string_view command) : out_{out} {
        out_ += '{';
        text("command", command);
    }

    members& text(std::string_view member, std::string_view value) {
        json::append_string(key(member), value);
        return *this;
    }
    members& number(std::string_view member, double value) { // null for NaN
        json::append_number(key(member), value);
        return *this;
    }
    members& time(std::string_view member, instant value) {
        json::append_time(key(member), value);
        return *this;
    }
    void end() { out_ += '}'; }

private:
    std::string& key(std::string_view member) {
        fmt::format_to(std::back_inserter(out_), "{}\"{}\":", out_.back() == '{' ? "" : ",", member);
        return out_;
    }
    std::string& out_;
};

struct decision_writer {
    std::string& out;

    void operator()(const ward::set_limit& d) const {
        members{out, "set_limit"}
            .text("rule", d.rule)
            .text("priority", alarm::name(d.level))
            .number("limit", d.limit.value_or(no_value))
            .time("until", d.until)
            .end();
    }
    void operator()(const ward::pause_alarm& d) const {
        members{out, "pause_alarm"}.text("rule", d.rule).time("until", d.until).end();
    }
    void operator()(const ward::set_phase& d) const {
        members{out, "set_phase"}.text("phase", alarm::name(d.phase)).end();
    }
    void operator()(const ward::note_step&) const { members{out, "note_step"}.end(); }
    void operator()(const ward::take_baseline&) const { members{out, "take_baseline"}.end(); }
    void operator()(const ward::set_spo2_scale& d) const {
        members{out, "set_spo2_scale"}.number("scale", d.scale_2 ? 2 : 1).end();
    }
    void operator()(const ward::decide_confusion& d) const {
        members{out, "decide_confusion"}.text("is", name(d.is)).end();
    }
};

} // namespace

void append_decision(std::string& out, const ward::patient_command& c) {
    std::visit(decision_writer{out}, c.what);
}

void append_decision(std::string& out, const ward::pause_audio& c) {
    members{out, "pause_audio"}.text("station", c.station).time("until", c.until).end();
}

} // namespace vigil::record
