#include "server/app/rules.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "proto/vitals/suggestion.hpp"
#include "server/alarm/explain.hpp"
#include "server/alarm/rule_set.hpp"
#include "server/scenario/files.hpp"
#include "server/scenario/results.hpp"

namespace vigil::app {
namespace {

constexpr int went_well = 0, failed = 1, unusable = 2;

int exit_code(const std::vector<scenario::verdict>& verdicts) {
    int code = went_well;
    for (const scenario::verdict& v : verdicts)
        for (const scenario::failure& f : v.failures) code = std::max(code, f.unusable ? unusable : failed);
    return code;
}

bool write_file(const std::string& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out) std::fprintf(stderr, "%s: cannot be written: %s\n", file.c_str(), std::strerror(errno));
    return out.good();
}

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
}

} // namespace

int test_rules(const rules_options& o) {
    std::vector<scenario::verdict> verdicts;
    for (const std::string& story : o.stories) verdicts.push_back(scenario::judge(story, o.rules));
    print(scenario::to_tap(verdicts));
    for (const scenario::verdict& v : verdicts)
        for (const scenario::failure& f : v.failures)
            if (f.unusable) std::fprintf(stderr, "%s: %s\n", place_of(v, f).c_str(), to_text(f).c_str());
    if (!o.junit.empty() && !write_file(o.junit, scenario::to_junit(verdicts))) return unusable;
    return exit_code(verdicts);
}

int explain_rules(const rules_options& o) {
    const auto text = scenario::read_file(o.rules);
    if (!text) {
        std::fprintf(stderr, "%s: %s\n", o.rules.c_str(), text.error().c_str());
        return unusable;
    }
    const auto set = alarm::rule_set::parse(*text, o.rules);
    if (!set) {
        for (const alarm::problem& p : set.error()) std::fprintf(stderr, "%s\n", to_text(p).c_str());
        return unusable;
    }
    if (o.rule == "all") {
        for (const alarm::rule& r : set->rules) print((&r == set->rules.data() ? "" : "\n") + explain(r, *set));
        return went_well;
    }
    const auto found = set->find(o.rule);
    if (!found) {
        std::vector<std::string_view> names;
        for (const alarm::rule& r : set->rules) names.push_back(r.name);
        std::fprintf(stderr, "%s: there is no rule '%s'%s\n", o.rules.c_str(), o.rule.c_str(),
                     did_you_mean(o.rule, names).c_str());
        return unusable;
    }
    print(explain(set->rules[*found], *set));
    return went_well;
}

} // namespace vigil::app
