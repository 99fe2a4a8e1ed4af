// Movements that registration tells while a pump is attached, a leave among them. Who has a pump running goes nowhere
// unnoticed: the movement is held, an alarm says so, and it is carried out when the pump is removed.
#include <algorithm>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

constexpr std::size_t held_max = 4; ///< of one bed; the oldest is dropped

/// Whether somebody else would lie in this bed afterwards, or nobody; as leave() and seat() would decide it.
class displacement {
public:
    displacement(const bed& b, place here) : bed_{b}, here_{std::move(here)} {}

    bool by(const movement& m) const {
        using enum movement::kind;
        switch (m.what) {
            case merged:
            case updated: return false;
            case on_leave:
            case discharged:
            case admission_cancelled: return m.to.bed.empty() ? is_patient(m.who) : leaves(m.to, m.who);
            case swapped:
                if (m.to == here_) return another(m.who);
                return m.from == here_ ? another(m.other) : is_patient(m.who) || is_patient(m.other);
            case transferred:
                if (m.from != m.to && leaves(m.from, m.who)) return true;
                if (m.to.bed.empty()) return is_patient(m.who);
                [[fallthrough]];
            case admitted:
            case transfer_cancelled:
            case discharge_cancelled:
            case returned:
                if (m.to.bed.empty()) return false; // it is not said where the patient would be
                return m.to == here_ ? another(m.who) : is_patient(m.who);
        }
        std::unreachable();
    }

private:
    bool unnamed() const { return bed_.anonymous() && !bed_.vacated; }
    bool is_patient(const identity& who) const {
        return !is_nobody(who) && compare(meant(who, bed_.who(), bed_.former_ids), bed_.who()) == likeness::same;
    }
    bool leaves(const place& from, const identity& who) const {
        return from == here_ && !is_nobody(who) && (bed_.anonymous() || is_patient(who));
    }
    /// Comes into this bed, and is not who lies there.
    bool another(const identity& who) const { return !is_nobody(who) && !unnamed() && !is_patient(who); }

    const bed& bed_;
    place here_;
};

bool same_person(const movement& a, const movement& b) {
    return compare(a.who, b.who) == likeness::same;
}

} // namespace

/// True if the movement waits until a pump is removed. Where registration says later that the same patient is replaces
/// what it said before; another name or number of theirs moves nobody.
bool fold::hold(const patient_moved& in) {
    const movement& said = in.content;
    if (said.what == movement::kind::updated) return false;
    if (said.what == movement::kind::merged) return rename_held(said.other.id, said.who.id), false;
    bool held = false;
    for (auto& [b, s] : sessions_) {
        const auto dropped =
            std::erase_if(s.held, [&](const patient_moved& h) { return same_person(h.content, said); });
        const bed& here = beds_[b];
        const bool waits = s.what.pump_attached && displacement{here, {wards_[here.ward].name, here.name}}.by(said);
        if (waits) {
            s.held.push_back(in);
            if (s.held.size() > held_max) s.held.erase(s.held.begin());
            held = true;
        }
        if (!waits && dropped == 0) continue;
        follow_session(b);
        schedule(b);
    }
    return held;
}

void fold::rename_held(const std::string& old, const std::string& id) {
    if (old.empty() || id.empty()) return;
    for (auto& [b, s] : sessions_)
        for (patient_moved& h : s.held)
            for (identity* who : {&h.content.who, &h.content.other})
                if (who->id == old) who->id = id;
}

void fold::carry_out_held(bed_index b) {
    const auto s = sessions_.find(b);
    if (s == sessions_.end() || s->second.what.pump_attached) return;
    for (const patient_moved& in : std::exchange(s->second.held, {})) take(in);
    follow_session(b); // of who is still there: on leave
}

} // namespace vigil::ward
