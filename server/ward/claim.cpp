#include "server/ward/claim.hpp"

#include <algorithm>
#include <utility>

namespace vigil::ward {

likeness compare(const identity& a, const identity& b) {
    const bool by_id = !a.id.empty() && !b.id.empty();
    const std::string& left = by_id ? a.id : a.name;
    const std::string& right = by_id ? b.id : b.name;
    if (left.empty() || right.empty()) return likeness::unknown;
    return left == right ? likeness::same : likeness::different;
}

claim* find_claim(std::span<claim> claims, std::string_view sender) {
    const auto found =
        std::ranges::find_if(claims, [&](const claim& c) { return !c.registered && c.sender == sender; });
    return found == claims.end() ? nullptr : &*found;
}

void remember(std::vector<claim>& claims, claim next) {
    if (claims.size() >= claims_max)
        claims.erase(
            std::ranges::min_element(claims, {}, [](const claim& c) { return std::pair{c.registered, c.named_at}; }));
    claims.push_back(std::move(next));
}

bool crowded(std::span<const claim> claims, instant now) {
    return claims.size() >= claims_max && std::ranges::all_of(claims, [now](const claim& c) {
               return c.registered || now < c.named_at + claim_holds;
           });
}

identity meant(identity said, const identity& own, std::span<const std::string> former) {
    if (std::ranges::find(former, said.id) != former.end()) said.id = own.id;
    return said;
}

std::vector<alarm::naming> named_patients(const identity& own, std::span<const std::string> former,
                                          std::span<const claim> claims) {
    std::vector<std::pair<identity, instant>> all;
    if (!is_nobody(own)) all.emplace_back(own, never);
    for (const claim& c : claims) {
        const identity who = meant(c.who, own, former);
        const instant until = c.registered ? never : c.named_at + claim_holds;
        const auto same = std::ranges::find_if(
            all, [&](const auto& known) { return compare(known.first, who) != likeness::different; });
        if (same == all.end())
            all.emplace_back(who, until);
        else
            same->second = std::max(same->second, until);
    }
    std::vector<alarm::naming> out;
    for (const auto& [who, until] : all) out.push_back({who.id.empty() ? who.name : who.id, until});
    return out;
}

} // namespace vigil::ward
