"""Guards of what is read from HL7: frames, characters, times, values, patients, alarms of devices."""

from mutation import m

OBS = 'proto/hl7/observation.cpp'
ORU = 'proto/hl7/oru.cpp'
NUMBER = 'proto/hl7/number.cpp'
ID = 'proto/hl7/identifier.cpp'
OWNER = 'proto/hl7/owner.hpp'
TEXT = 'proto/hl7/text.cpp'
TIME = 'proto/hl7/envelope.cpp'
ZONE = 'proto/hl7/zone.cpp'
WORTH = 'proto/hl7/worth.cpp'
FRAMES = 'proto/hl7/framing.cpp'
BATCH = 'proto/hl7/batch.cpp'
HEAD = 'proto/hl7/header.cpp'
ACK = 'proto/hl7/ack.cpp'
ADT = 'proto/hl7/adt.cpp'
ALARMS = 'proto/hl7/device_alarms.cpp'
GROUP = 'proto/hl7/alarm_group.cpp'
ROW_ALARM = 'proto/hl7/row_alarm.cpp'


def hl7(guard, file, old, new):
    return m(guard, file, old, new, 'proto/hl7')


VALUES = [
    hl7('a number that stands for nothing is no value', OBS, 'if (off || how_.is_sentinel(*value)) {', 'if (off) {'),
    hl7('nor is it a limit', OBS, 'if (!value || how_.is_sentinel(*value)) return no_value;',
        'if (!value) return no_value;'),
    hl7('a zero of a sensor that is off is no value', OBS, 'const bool off = *value == 0 && ',
        'const bool off = false && '),
    hl7('a zero of any other sign is one', OBS, 'find(how_.zero_is_off, id.what) != how_.zero_is_off.end();',
        'find(how_.zero_is_off, id.what) != how_.zero_is_off.end() || !how_.zero_is_off.empty();'),
    hl7('result status X spoils a number', OBS, '(how_.x_is_invalid || empty)', 'empty'),
    hl7('but of a sender that means something else by it', OBS, '(how_.x_is_invalid || empty)', 'true'),
    hl7('result status N has no result', OBS, ' || result == "N"', ''),
    hl7('result status I has no result', OBS, ' || result == "I"', ''),
    hl7('result status O has no result', OBS, ' || result == "O"', ''),
    hl7('a deleted result is told of', OBS, 'if (result == "D" || result == "W")', 'if (result == "W")'),
    hl7('a withdrawn result is told of', OBS, 'if (result == "D" || result == "W")', 'if (result == "D")'),
    hl7('an empty value is none', OBS, 'if (empty || without_result ||', 'if (without_result ||'),
    hl7('the worst of several flags counts', OBS, 'rank(f.means) > rank(worst)) worst', 'true) worst'),
    hl7('a test is a test, whatever else is flagged', OBS, 'case validity::test: return 5;',
        'case validity::test: return 1;'),
    hl7('test data is told of', OBS,
        'if (flagged == validity::test) note(findings_, finding::kind::test_data, obx.field(8));', ''),
    hl7('flags are the same in any case', OBS, 'std::ranges::equal(a, b, {}, upper, upper)', 'a == b'),
    hl7('a unit is never guessed', OBS, 'if (as_sent.empty() && m.canonical == unit::score) return unit::none;',
        'if (as_sent.empty()) return m.canonical;'),
    hl7("the code's own unit is for numbers without one", OBS, '(as_sent.empty() || how_.units_are_wrong)', 'true'),
    hl7('units that are wrong are not believed', OBS, '(as_sent.empty() || how_.units_are_wrong)', 'as_sent.empty()'),
    hl7('a unit of another quantity is refused', OBS,
        '    if (!make_reading(out, id.what, *value, *declared, status, {})) {\n',
        '    if (!make_reading(out, id.what, *value, *declared, status, {})) return without_number(id, status, out);\n'
        '    if (false) {\n'),
    hl7('a limit is converted with its value', OBS,
        'return convert(*value, declared, info(out.what).canonical).value_or(no_value);', 'return *value;'),
    hl7('a bound is no value', OBS, 'return plain && !more ?', 'return !more ?'),
    hl7('a range is no value', OBS, 'return plain && !more ?', 'return plain ?'),
    hl7('two levels in one answer are none', OBS, 'if (!found || ambiguous) {', 'if (!found) {'),
    hl7('an unknown code that has a number is told of', OBS,
        '    note(findings_, finding::kind::unknown_code, obx.field(3));\n', ''),
    hl7('what is said of a message is bounded', OBS, 'if (findings.size() < findings_max) ', ''),
    hl7('a number has nothing but digits', NUMBER, "if (text[i] != '.' || point != text.size())",
        'if (point != text.size())'),
    hl7('a number has one point', NUMBER, "if (text[i] != '.' || point != text.size())", "if (text[i] != '.')"),
    hl7('limits the wrong way round are none', NUMBER, ' || *low > *high) return {};', ') return {};'),
    hl7('a number of another system is not MDC', ID, 'return system == "SCT" || system == "LN";', 'return false;'),
    hl7("the sender's own words come first", ID, '    for (const triplet& t : both)\n',
        '    if (identify(both[0]).is == identifier::kind::unknown)\n    for (const triplet& t : both)\n'),
    hl7('two scales in one name are none', ID, 'if (by_code && by_text && by_code != by_text) return {};', ''),
    hl7('a triplet that names another sign is noticed', ID,
        '    first.names_another = first.names_another || alternate.what != first.what;\n', ''),
]

SOURCES = [
    hl7('of two probes the one with a number comes first', WORTH,
        'if (usable(x.status) != usable(y.status)) return usable(x.status);', ''),
    hl7('the better source comes first', WORTH, 'if (worth(x) != worth(y)) return worth(x) > worth(y);', ''),
    hl7('of equal sources the lowest comes first', WORTH, 'return is_lower(sub_ids[a], sub_ids[b]);', 'return false;'),
    hl7('channels are ordered as numbers', WORTH, 'if (x != y) return x < y;', 'if (x != y) return a < b;'),
    hl7('rows stay with their readings', WORTH, '            std::swap(rows[i], rows[to]);\n', ''),
    hl7('others keep their order', WORTH, '            to = i;\n', '            to = i;\n            break;\n'),
    hl7('sources are put in order', ORU,
        '    readings_by_worth(content.readings, out_.rows_of_readings, out_.sub_ids);\n', ''),
]

OWNERS = [
    hl7('two patients in a message are refused', ORU, 'if (silent_order || after.is(before)) return {};', 'return {};'),
    hl7('without an id the name decides', OWNER, '!patient.empty() || patient_name == other.patient_name;', 'true;'),
    hl7('two places in a message are refused', OWNER, 'return where == other.where && ', 'return '),
    hl7('an order that names no place has that of the first', ORU, 'if (silent_order) mine = first;', ''),
    hl7('beds that contradict each other are refused', ORU, 'if (how_.bed_conflict_refuses)\n', 'if (false)\n'),
    hl7('by those only who name it thrice', ORU, 'if (how_.bed_conflict_refuses)\n', ''),
    hl7('a message whose every number is bad is an error', ORU,
        'if (content.readings.empty() && out_.alarms.empty() && !out_.rejected.empty())', 'if (false)'),
    hl7('alarms alone are no error', ORU, 'content.readings.empty() && out_.alarms.empty() && ',
        'content.readings.empty() && '),
    hl7('a message is about one thing: a second header is refused', 'proto/hl7/envelope.hpp',
        '        if (s.is("MSH")) return std::unexpected(second_header());\n', ''),
    hl7('a message has a bound', 'proto/hl7/envelope.hpp',
        '        if (count >= segments_max) return std::unexpected(too_many_segments());\n', ''),
    hl7('an echo is no report', ORU, ' || (!how_.echo.empty() && m_.head.control_id == how_.echo);', ';'),
    hl7('a place is of one repetition', 'proto/hl7/place.cpp',
        'return same_field(where, other) && !value_at(one, other, marks).empty();',
        'return &where == &other && !value_at(one, other, marks).empty();'),
    hl7('what escapes make of a name stays text', 'proto/hl7/place.cpp', "out.push_back(' ');",
        'out.push_back(rest.front());'),
]

TIMES = [
    hl7('a zone is never guessed', TIME, ': std::nullopt;\n}\n\nbool stamps::offset_known',
        ': to_instant(stamp, 0);\n}\n\nbool stamps::offset_known'),
    hl7("a stamp without an offset takes the message's", TIME,
        'if (head_.time && head_.time->offset_minutes) return to_instant(stamp, head_.time->offset_minutes);', ''),
    hl7('what has no offset is told of', ORU, 'no_offset ? finding::kind::no_offset :', ''),
    hl7('-0000 says that the offset is unknown', 'proto/hl7/time.cpp', 'if (!unknown) minutes = ', 'minutes = '),
    hl7('a repeated hour is the one nearer: not always the first', ZONE,
        'return std::chrono::abs(near - first) <= std::chrono::abs(near - second) ? first : second;', 'return first;'),
    hl7('a repeated hour is the one nearer: not always the second', ZONE,
        'return std::chrono::abs(near - first) <= std::chrono::abs(near - second) ? first : second;', 'return second;'),
    hl7('a skipped hour is as if clocks had not been changed', ZONE, 'if (skipped || first == second)',
        'if (first == second)'),
    hl7('what holds for half an hour is not remembered for it all', ZONE,
        'if (first && first == last && first->before == first->after) {', 'if (first) {'),
    hl7('a zone that does not exist is none', ZONE, ' || *found == icu::TimeZone::getUnknown())', ')'),
    hl7("the time of another order's rows is not this one's", ORU, '    dated_rows_.clear();\n', ''),
    hl7('the nearest dated ancestor counts', 'proto/hl7/ancestry.hpp',
        "sub_id.size() > above.size() && sub_id[above.size()] == '.' && sub_id.starts_with(above);",
        'sub_id.starts_with(above);'),
]

CHARACTERS = [
    hl7('characters are told before anything is split', TEXT, '.charset = declared(without_wrapping(bytes))};', '};'),
    hl7('kanji in the header hide no mark', TEXT, 'return kanji = msh.substr(at + 1, 1) == "$", true;', 'return true;'),
    hl7('what is configured is for messages that say nothing', TEXT, 'if (out.charset.empty()) out.charset = fallback;',
        'out.charset = fallback;'),
    hl7('a message that says nothing is as configured', TEXT, 'if (out.charset.empty()) out.charset = fallback;', ''),
    hl7('UTF-16 is not split at its bytes', TEXT, '    if (looks_wide(bytes))\n', '    if (false)\n'),
    hl7('nor is what says that it is UTF-16', TEXT, 'if (set.how == encoding::wide)', 'if (false)'),
    hl7('ASCII that shifts is kanji', TEXT, 'if (codes::is_ascii(bytes) && !shifts) return out;',
        'if (codes::is_ascii(bytes)) return out;'),
    hl7('bytes that are no UTF-8 are replaced', TEXT, 'if (valid_utf8(bytes) == bytes.size()) return out;',
        'return out;'),
    hl7('bytes that are no UTF-8 are told of', TEXT, '        out.replaced = true;\n', ''),
    hl7('bytes that are no characters of their set are told of', TEXT,
        '        out.replaced = converters_->replaced;\n', ''),
    hl7('a loss is told once', TEXT, '        converters_->replaced = false;\n', ''),
    hl7('an unknown set is told of', TEXT, '    out.unknown_charset = set.how == encoding::unknown;\n', ''),
    hl7('the set that shifts decides', TEXT, 'if (first.empty() || shifts) first = one;',
        'if (first.empty()) first = one;'),
]

ENVELOPES = [
    hl7('0x1C in the data ends no frame of who means otherwise', FRAMES, 'const bool data = needs_cr_ && ',
        'const bool data = false && '),
    hl7('0x1C ends the frame of everybody else', FRAMES, 'const bool data = needs_cr_ && ', 'const bool data = '),
    hl7('a frame has a bound', FRAMES, 'if (partial_.size() + end > bytes_max_) return too_long();', ''),
    hl7('a frame that was cut off is no message', FRAMES,
        'return frame{whole ? frame::kind::whole : frame::kind::truncated, bytes};',
        'return frame{frame::kind::whole, bytes};'),
    hl7('what is skipped is counted', FRAMES, '    counts_.skipped_bytes += end;\n', ''),
    hl7('what stands between frames is counted', FRAMES,
        '    counts_.garbage_bytes += bytes.size() - static_cast<std::size_t>(filler);\n', ''),
    hl7('an end in doubt is settled by the next byte', FRAMES, 'end_in_doubt_ = end != rest_.size();',
        'end_in_doubt_ = false;'),
    hl7('a batch has a bound', BATCH, '            if (messages_ == batch_messages_max) return stop();\n', ''),
    hl7('what was not read of a batch is told', BATCH,
        '    add(problem_, fmt::format("more than {} messages: the rest was not read, send them again", batch_messages_max));\n', ''),
    hl7('counts that disagree are told', BATCH, 'if (said && *said != found) add', 'if (false) add'),
    hl7('a file counts its batches', BATCH, 'compare("FTS", here, batches_, "batches");',
        'compare("FTS", here, messages_, "batches");'),
    hl7('each batch counts its own messages', BATCH, '"messages"), in_batch_ = 0;', '"messages");'),
    hl7('what is said of counts is bounded', BATCH, '    if (problems.size() > 1000) return; //', '    //'),
    hl7('a batch that cannot be answered is refused', BATCH, '    if (!marks_of(header)) {\n', '    if (false) {\n'),
    hl7('delimiters are distinct', 'proto/hl7/message.cpp',
        'return distinct({all, count}) ? std::optional{marks} : std::nullopt;', 'return marks;'),
    hl7('a version of another kind is refused', HEAD, 'if (!supported_version(head.version))', 'if (false)'),
    hl7('a processing id of another kind is refused', HEAD,
        'processing != "P" && processing != "D" && processing != "T")', 'false)'),
    hl7('a message that is answered needs a control id', HEAD, 'if (needs_control_id && head.control_id.empty())',
        'if (false)'),
    hl7('one that nobody reads the answer of needs none', HEAD, 'if (needs_control_id && head.control_id.empty())',
        'if (head.control_id.empty())'),
    hl7('an event of ORU that is not known is refused', HEAD,
        'if (event == "R40") return purpose::device_alarm;\n             return {};',
        'if (event == "R40") return purpose::device_alarm;\n             return purpose::observations;'),
    hl7('an answer asks for no answer', ACK, '    msh.field().field().field("NE").field("NE"); //', '    //'),
    hl7('who asks for errors only is told of errors only', ACK, 'if (when == "ER") return what != verdict::accepted;',
        ''),
    hl7('who asks for success only is told of success only', ACK, 'if (when == "SU") return what == verdict::accepted;',
        ''),
    hl7('a word of no meaning gets an answer rather than silence', ACK, 'return true; // AL;', 'return false; // AL;'),
    hl7('an answer has a bound', ACK, 'std::min(what.rejected.size(), error_segments_max)', 'what.rejected.size()'),
    hl7('what is quoted breaks no answer', ACK, 'append_escaped(out_, plain, marks_)', 'out_.append(plain)'),
]

PEOPLE = [
    hl7('two merges in a message are refused', ADT,
        'if (mrg_) return error_in("MRG", 1, 102, "more than one merge in a message: send one for each");', ''),
    hl7('a name alone does not say who is meant', ADT,
        'if (out.id.empty()) return error_in("PID", 3, 101, "no patient id: a name alone does not say who is meant");',
        ''),
    hl7('a movement of two patients is refused', ADT, 'if (people_ == (out_.what == kind::swapped ? 2 : 1))',
        'if (people_ == 2)'),
    hl7('a patient in two places is refused', ADT,
        'if (mine && mine->field(3) != pv1.field(3)) return error_in("PV1", 3, 102, "more than one place of a patient");', ''),
    hl7('whoever is moved is moved somewhere', ADT, 'if (needed && out == place{})', 'if (false)'),
    hl7('a merge says which id is no more', ADT,
        'if (out_.other.id.empty()) return error_in("MRG", 1, 101, "no prior patient id");', ''),
    hl7('where from is read of transfers only', ADT, '    if (out_.what == kind::transferred) read_assigned',
        '    if (groups_[0].pv1) read_assigned'),
    hl7('alarms of two patients in a message are refused', ALARMS, 'if (mine && mine->field(3) != s.field(3))',
        'if (false)'),
    hl7('a message without an alarm is refused', ALARMS, 'if (out_.content.alarms.empty() && !out_.watchdog)',
        'if (false)'),
    hl7('a sign of life raises nothing', ALARMS, 'if (alarm && group_->is_watchdog())', 'if (false)'),
    hl7('an alarm that has ended is inactive', GROUP, 'const bool over = alarm.step == device_alarm::phase::end;',
        'const bool over = false;'),
    hl7("an alarm's end finds its start", GROUP,
        'if (std::string parent = entity(parent_, marks_.subcomponent, marks_); !parent.empty()) return parent;', ''),
    hl7('a number of the sender\'s own is no MDC code', GROUP, 'return standard && number >= 1 << 16 ? number : 0;',
        'return number;'),
    hl7('an attribute counts before OBX-8', GROUP,
        'priority_ ? *priority_ : flagged_priority_.value_or(device_alarm::priority::none);',
        'flagged_priority_.value_or(priority_.value_or(device_alarm::priority::none));'),
    hl7('of an unknown event the graver is assumed', GROUP, 'known ? known->kind : device_alarm::kind::physiological);',
        'known ? known->kind : device_alarm::kind::technical);'),
    hl7('a word that is none is told of', GROUP, 'if (!priority_) refuse("PN, PL, PM, PH");', ''),
    hl7('vital signs in a group of their own are no alarm', GROUP,
        'if (!named_ && !attributes_ && !coded_event_ && !(ordered_ && (event_ || flagged))) return {};', ''),
    hl7('texts of devices are cut between characters', GROUP, '    while ((text[end] & 0xc0) == 0x80) --end;\n', ''),
    hl7('"0^" among the rows is no alarm', ROW_ALARM, 'if (number.empty() || number == "0") return {};',
        'if (number.empty()) return {};'),
    hl7('an empty row of alarms is none', ROW_ALARM, '    if (text.empty()) return {};\n', ''),
]

ALL = VALUES + SOURCES + OWNERS + TIMES + CHARACTERS + ENVELOPES + PEOPLE
