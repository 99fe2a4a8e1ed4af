#include "server/record/detail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "server/record/text.hpp"

namespace vigil::record {
namespace {

/// Members of one reading's object. Nothing here needs escaping: names of ours, numbers and times.
class members {
public:
    members(std::string& out, instant reported_at, bool coded, const usual_codes& usual)
        : out_{out}, reported_at_{reported_at}, coded_{coded}, usual_{usual} {}

    void append(const reading& r) {
        if (r.status != validity::valid) text("validity", name(r.status));
        if (r.declared != info(r.what).canonical) text("unit", name(r.declared));
        if (const std::uint32_t usual = coded_ ? usual_[index(r.what)] : 0; r.code != usual) {
            key("code");
            r.code ? number(r.code) : void(out_ += "null");
        }
        if (r.measured_at != reported_at_) {
            key("measured_at");
            out_ += '"';
            append_time(out_, r.measured_at);
            out_ += '"';
        }
        limit("low", r.device_low);
        limit("high", r.device_high);
    }

    void text(std::string_view member, std::string_view value) {
        key(member);
        fmt::format_to(std::back_inserter(out_), "\"{}\"", value);
    }

    void value(double v) {
        key("value");
        const bool finite = std::isfinite(v); // JSON has no other numbers; PostgreSQL reads them from a string
        if (!finite) out_ += '"';
        append_number(out_, v);
        if (!finite) out_ += '"';
    }

private:
    void limit(std::string_view member, double v) {
        if (!std::isfinite(v)) return;
        key(member);
        append_number(out_, v);
    }
    void key(std::string_view member) {
        fmt::format_to(std::back_inserter(out_), "{}\"{}\":", out_.back() == '{' ? "" : ",", member);
    }
    void number(std::uint32_t n) { fmt::format_to(std::back_inserter(out_), "{}", n); }

    std::string& out_;
    instant reported_at_;
    bool coded_;
    const usual_codes& usual_;
};

} // namespace

first_readings first_of_each(const report& r) {
    first_readings first{};
    for (const reading& next : r.readings)
        if (!first[index(next.what)]) first[index(next.what)] = &next;
    return first;
}

bool is_coded(const report& r) {
    return std::ranges::any_of(r.readings, [](const reading& next) { return next.code != 0; });
}

void append_detail(std::string& out, const report& r, const first_readings& first, instant received_at,
                   const usual_codes& usual) {
    const std::size_t begin = out.size();
    members m{out, r.reported_at.value_or(received_at), is_coded(r), usual};
    out += '{';
    for (const reading* next : first) {
        if (!next) continue;
        const std::size_t before = out.size();
        fmt::format_to(std::back_inserter(out), "{}\"{}\":{{", out.back() == '{' ? "" : ",", name(next->what));
        const std::size_t empty = out.size();
        m.append(*next);
        if (out.size() == empty && !std::isnan(next->value))
            out.resize(before);
        else
            out += '}';
    }
    bool others = false;
    for (const reading& next : r.readings) {
        if (&next == first[index(next.what)]) continue;
        out += others ? "," : out.back() == '{' ? "\"others\":[" : ",\"others\":[";
        others = true;
        out += '{';
        m.text("metric", name(next.what));
        if (!std::isnan(next.value)) m.value(next.value);
        m.append(next);
        out += '}';
    }
    if (others) out += ']';
    out.size() == begin + 1 ? out.resize(begin) : void(out += '}');
}

} // namespace vigil::record
