#include "server/ingest/sender.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "proto/json/write.hpp"
#include "server/ingest/bed_map.hpp"
#include "server/ingest/duplicates.hpp"

namespace vigil::ingest {

control_ids::verdict control_ids::note(std::string_view control_id, std::string_view address, std::uint64_t key,
                                       bool dated, instant at) {
    const std::uint64_t control = key_of(control_id, address);
    verdict v;
    earlier* same = nullptr;
    for (earlier& e : last_) {
        if (e.key == key) same = &e;
        if (e.control == control && e.key != key) v.reused = true;
    }
    if (same) {
        v.anew = !dated && at - same->evaluated > repeat_max;
        if (v.anew) same->evaluated = at;
        return v;
    }
    last_[next_++ % last_.size()] = {control, key, at};
    return v;
}

bool quarantine_limit::admits(std::uint64_t complaint, instant at) {
    const auto repeats = [&](const row& r) { return r.complaint == complaint && at - r.at < same_again; };
    if (std::ranges::any_of(last_, repeats)) return false;
    row& oldest = last_[next_ % last_.size()];
    if (oldest.complaint && at - oldest.at < std::chrono::minutes{1}) return false;
    oldest = {complaint, at};
    ++next_;
    return true;
}

std::expected<senders, std::vector<std::string>> senders::make(const std::vector<config::sender_entry>& entries) {
    senders out;
    std::vector<std::string> problems;
    for (const config::sender_entry& e : entries) {
        auto rule = std::make_unique<sender_rule>();
        rule->match = e.match, rule->address = e.address, rule->charset = e.charset, rule->dial = e.dial;
        const std::string who = e.match.empty() ? e.address.empty() ? e.dial : e.address : e.match;
        if (!e.dialect.empty() && !(rule->how = dialects::find(e.dialect)))
            problems.push_back(
                fmt::format("[[sender]] {}: there is no dialect \"{}\"; see `vigil dialects`", who, e.dialect));
        if (!e.zone.empty()) {
            auto opened = hl7::zone::open(e.zone);
            if (opened)
                rule->local = std::move(*opened);
            else
                problems.push_back(fmt::format("[[sender]] {}: {}", who, opened.error()));
        }
        static_cast<void>(split_bed(e.bed, rule->ward, rule->bed)); // the configuration has been checked for its form
        out.named_charset_ = out.named_charset_ || (!e.match.empty() && !e.charset.empty());
        out.rules_.push_back(std::move(rule));
    }
    if (!problems.empty()) return std::unexpected(std::move(problems));
    out.rest_ = std::make_unique<sender>();
    out.rest_->name = "others";
    return out;
}

const sender_rule* senders::rule_for(std::string_view name, std::string_view address) const {
    const auto fits = [&](const auto& rule) {
        if (rule->match.empty() && rule->address.empty()) return false; // found by its connection, which we opened
        return (rule->match.empty() || rule->match == name) && (rule->address.empty() || rule->address == address);
    };
    const auto found = std::ranges::find_if(rules_, fits);
    return found == rules_.end() ? nullptr : found->get();
}

sender& senders::find(std::string_view name, std::string_view address, const sender_rule* rule) {
    const bool by_connection = rule && (!rule->address.empty() || !rule->dial.empty());
    const std::string_view key = by_connection ? keyed(name, *rule) : name;
    const auto at = known_.find(key);
    if (at != known_.end()) return *at->second;
    if (known_.size() >= senders_max || name.size() > name_bytes_max) return *rest_;
    auto added = std::make_unique<sender>();
    added->name = name;
    added->address = address;
    added->rule = rule;
    if (rule) added->how = rule->how;
    return *known_.emplace(std::string(key), std::move(added)).first->second;
}

/// With what cannot stand in a name between.
std::string_view senders::keyed(std::string_view name, const sender_rule& rule) {
    key_.assign(name.substr(0, name_bytes_max + 1)).append(1, '\n').append(rule.address);
    return key_.append(1, '\n').append(rule.dial);
}

namespace {

void append_member(std::string& out, std::string_view key, std::string_view text) {
    out.append(out.ends_with('{') ? "\"" : ",\"").append(key).append("\":");
    json::append_string(out, text);
}

void append_findings(std::string& out, const conformance& all) {
    out += ",\"findings\":[";
    for (const auto& [what, seen] : all.findings()) {
        out += out.ends_with('[') ? "{" : ",{";
        append_member(out, "kind", name(what.first));
        append_member(out, "text", what.second);
        out += fmt::format(",\"count\":{}", seen.count);
        append_member(out, "first", to_rfc3339(seen.first));
        append_member(out, "last", to_rfc3339(seen.last));
        out += '}';
    }
    out += fmt::format("],\"findings_not_listed\":{}", all.others());
}

void append_sender(std::string& out, const sender& s) {
    out += out.ends_with('[') ? "{" : ",{";
    append_member(out, "name", s.name);
    append_member(out, "address", s.address);
    append_member(out, "dialect", s.how ? std::string_view{s.how->name} : std::string_view{});
    out += fmt::format(",\"detected\":{}", s.how && !(s.rule && s.rule->how));
    append_member(out, "zone", s.rule && s.rule->local ? std::string_view{s.rule->local->name()} : std::string_view{});
    out += fmt::format(",\"messages\":{},\"readings\":{},\"duplicates\":{},\"reused_control_ids\":{},\"refused\":{}",
                       s.messages, s.readings, s.duplicates, s.reused_control_ids, s.refused);
    if (s.last_heard) append_member(out, "last_heard", to_rfc3339(*s.last_heard));
    if (const auto skew = s.skew.estimate())
        out += fmt::format(",\"skew_seconds\":{}", std::chrono::duration<double>(*skew).count());
    append_findings(out, s.findings);
    out += '}';
}

} // namespace

std::string senders::report(instant now) const {
    std::string out = "{";
    append_member(out, "time", to_rfc3339(now));
    out += ",\"senders\":[";
    for (const auto& [name, s] : known_) append_sender(out, *s);
    if (rest_->messages) append_sender(out, *rest_);
    return out += "]}";
}

} // namespace vigil::ingest
