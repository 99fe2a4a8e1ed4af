"""Guards of who lies in a bed, of where registration says patients are, and of alarms that devices raise themselves."""

from mutation import m

CLAIM = 'server/ward/claim.cpp'
WHO = 'server/ward/fold_identity.cpp'
MOVED = 'server/ward/fold_movement.cpp'
DEVICES = 'server/ward/fold_devices.cpp'
TIME = 'server/ward/fold_time.cpp'
FOLD = 'server/ward/fold.cpp'
SNAPSHOT = 'server/ward/snapshot_bed.cpp'

CLAIMS = [
    m('a claim that is only repeated moves nobody', WHO,
      'before != who && follow(b, before, who, key)', 'follow(b, before, who, key)', 'scenario', 'ward'),
    m('a new claim moves the bed', WHO, 'to_own == likeness::different || to_before', 'to_before', 'scenario'),
    m('whoever gets a name stays who they are', WHO,
      'if (here.anonymous() && !here.vacated) return learn(here, who, true);', '{}', 'scenario'),
    m('the monitor of who has left admits nobody again', WHO,
      'if (here.vacated && to_before == likeness::same) return false;', '{}', 'scenario', 'ward'),
    m('the next patient of an emptied bed begins a stay', WHO,
      'to_before == likeness::different || here.vacated;', 'to_before == likeness::different;', 'scenario'),
    m('a name is no key of who has an id', WHO, '|| (who.id.empty() && !before.id.empty())', '', 'scenario'),
    m('an id given once stays with its name', WHO,
      'if (who.name.empty() && who.id == before.id) who.name = before.name;', '', 'scenario', 'ward'),
    m('a sender is remembered', WHO, '        remember(here.claims, {sender, false, who, now_});', '{}', 'scenario'),
    m('who agrees takes nobody\'s place in a crowd', WHO,
      '!agrees || !crowded(here.claims, now_)', '!agrees || here.claims.size() < 99', 'scenario'),
    m('another sender that spells the name otherwise renames nobody', WHO,
      'return learn(here, who, !is_new);', 'return learn(here, who, !is_new || is_nobody(before));', 'scenario'),
    m('an alarm of the patient before is not the next one\'s', WHO, '    clear_all(b);\n', '', 'scenario', 'ward'),
    m('alarms of devices do not pass to the next patient', WHO, '    end_device_alarms(b, never);\n', '', 'scenario',
      'ward'),
    m('limits do not pass to the next patient', WHO, '    here.limits.clear();\n', '', 'scenario', 'ward'),
    m('pauses do not pass to the next patient', WHO, '    here.pauses.clear();\n', '', 'scenario', 'ward'),
    m('former ids do not pass to the next patient', WHO, '    here.former_ids.clear();\n', '', 'ward'),
    m('what the cuff measured of the patient before is not the next one\'s', FOLD, '|| left_behind(b, next)', '',
      'scenario'),
    m('a cuff is remembered over an empty bed', WHO, '    leave_measurements(here);\n', '', 'scenario'),
    m('a new measurement of the cuff takes the place of the old one', WHO, '            *at = left;', '            {}',
      'scenario'),
    m('what the version before has written is read', 'server/ward/snapshot.cpp', 'snapshot_format_min = 2;',
      'snapshot_format_min = 3;', 'ward'),
    m('ids decide where both are known', CLAIM, '!a.id.empty() && !b.id.empty()', 'false', 'scenario', 'ward'),
    m('an id and a name alone cannot be compared', CLAIM,
      'if (left.empty() || right.empty()) return likeness::unknown;', '', 'scenario', 'ward'),
    m('a bed remembers no more senders than it may', CLAIM, 'if (claims.size() >= claims_max)', 'if (false)', 'ward'),
    m('registration is forgotten last', CLAIM, 'std::pair{c.registered, c.named_at}', 'c.named_at', 'ward'),
    m('what registration says does not grow old', CLAIM,
      'c.registered ? never : c.named_at + claim_holds;', 'c.named_at + claim_holds;', 'scenario', 'ward'),
    m('a monitor that is gone disagrees with nobody', CLAIM,
      'c.registered ? never : c.named_at + claim_holds;', 'never;', 'scenario', 'ward'),
    m('a former id is the same patient', CLAIM,
      'if (std::ranges::find(former, said.id) != former.end()) said.id = own.id;', '', 'scenario', 'ward'),
    m('two who are named disagree only while both are believed', 'server/alarm/patient.cpp',
      'std::max(second, std::min(latest, n.until))', 'std::max(latest, n.until)', 'scenario', 'alarm'),
    m('time alone ends a disagreement', 'server/alarm/expression.cpp', '            note(identities_differ_until(p));\n',
      '', 'scenario', 'alarm'),
    m('a claim of the past is none', FOLD, 'if (identify(b, r.sender, {}, in.key)) announce(b);',
      'if (identify(b, r.sender, {r.patient, {}}, in.key)) announce(b);', 'scenario'),
    m('values of the past are not the present', FOLD, '    if (r.history) {', '    if (false) {', 'scenario'),
    m('of two probes the one with a number counts', FOLD, '|| other_is_usable', '', 'scenario'),
]

MOVEMENTS = [
    m('a patient lies in one bed', MOVED, '    leave_all(who.id, std::array{b}, in.key);\n', '', 'scenario', 'ward'),
    m('whom registration seats anew begins a stay', MOVED, '    if (!stays) begin_stay(b, who, in.key);\n', '',
      'scenario', 'ward'),
    m('whoever is admitted where they lie stays', MOVED,
      'unnamed || compare(meant(who, here.who(), here.former_ids), here.who()) == likeness::same;', 'unnamed;',
      'scenario'),
    m('who is admitted to an emptied bed inherits nothing', MOVED,
      'const bool unnamed = here.anonymous() && !here.vacated;', 'const bool unnamed = here.anonymous();', 'scenario'),
    m('only who has left is sent away', MOVED,
      'if (here.anonymous() || compare(meant(who, here.who(), here.former_ids), here.who()) == likeness::same)',
      'if (!here.stay.empty())',
      'scenario', 'ward'),
    m('who was not named leaves too', MOVED, 'if (here.anonymous() || compare(', 'if (compare(', 'scenario'),
    m('a bed is emptied once', MOVED, '|| beds_[*b].vacated) return;', ') return;', 'scenario'),
    m('an empty bed has no silent monitor', MOVED, '    here.care.last_heard.reset();\n', '', 'scenario'),
    m('an empty bed was emptied', MOVED, '    here.vacated = true;\n', '', 'scenario'),
    m('registration does not name who has left', MOVED,
      '    here.vacated = true;\n    std::erase_if(here.claims, &claim::registered);\n', '    here.vacated = true;\n',
      'scenario', 'ward'),
    m('an empty bed need not be watched', MOVED, '    watch(here.ward);\n', '', 'ward'),
    m('two who change beds do not send each other away', MOVED,
      '    leave_all(m.who.id, both, in.key);', '    leave_all(m.who.id, {}, in.key);', 'scenario'),
    m('the monitor may go on with the id before a merge', MOVED, '        here.former_ids.push_back(old);\n', '',
      'scenario'),
    m('only the last former ids are kept', MOVED,
      'if (here.former_ids.size() > former_ids_max) here.former_ids.erase(here.former_ids.begin());', '', 'ward'),
    m('what registration said before a merge is said of the same patient', MOVED,
      'if (c.registered && c.who.id == old) c.who.id = id;', '{}', 'ward'),
    m('an update does not say where somebody lies who is known', MOVED, 'if (is_known || m.to.bed', 'if ((is_known && m.who.id.empty()) || m.to.bed',
      'ward'),
    m('an update does not move whom it does not know', MOVED,
      'if (!b || (beds_[*b].anonymous() && !beds_[*b].vacated))', 'if (b || !b)', 'scenario', 'ward'),
]

DEVICE_ALARMS = [
    m('said again is no news', DEVICES, 'if (news || a.ended()) emit', 'if (news || known || a.ended()) emit', 'scenario'),
    m('the end of what nobody heard of is none', DEVICES, '        if (!known) return;\n', '', 'scenario', 'ward'),
    m('a bed lists no more alarms of devices than it may', DEVICES,
      'if (list.size() <= device_alarms_max) return;', 'return;', 'ward'),
    m('the least urgent alarm of a device goes first', DEVICES,
      'std::pair{one.urgency, one.since}', 'one.since', 'ward'),
    m('what is said again is heard again', DEVICES, '*at = {a, since, now_};', 'static_cast<device_alarm&>(*at) = a;',
      'scenario'),
    m('an alarm of a device does not hang for ever', TIME, '    end_device_alarms(b, now_ - device_alarm_holds);\n', '',
      'scenario', 'ward'),
    m('it ends at its time, whatever happens', DEVICES, '    book(b, now_ + device_alarm_holds);\n', '', 'scenario'),
    m('a silent monitor has no alarms of its own', 'server/ward/fold_alarms.cpp',
      'if (c.rule == rules_.silence()) end_device_alarms(b, never);', '', 'scenario'),
]

KEPT = [
    m('a restart keeps who named whom', SNAPSHOT, '        w.set_named_at_ms(to_epoch_ms(c.named_at));\n', '', 'ward'),
    m('a restart keeps that a bed was emptied', SNAPSHOT, '    out.set_vacated(b.vacated);\n', '', 'ward'),
    m('a restart keeps former ids', SNAPSHOT,
      '    for (const std::string& id : b.former_ids) out.add_former_ids(id);\n', '', 'scenario', 'ward'),
    m('a restart keeps when a device was heard of', SNAPSHOT,
      '        w.set_heard_at_ms(to_epoch_ms(a.heard_at));\n', '', 'ward'),
    m('a restart knows who is named', SNAPSHOT,
      'out.care.named = named_patients(out.who(), out.former_ids, out.claims);', '', 'scenario', 'ward'),
    m('the journal keeps what was entered later', 'server/ward/codec_inputs.cpp', '    out.set_history(r.history);\n',
      '', 'scenario', 'ward'),
]

ALL = CLAIMS + MOVEMENTS + DEVICE_ALARMS + KEPT
