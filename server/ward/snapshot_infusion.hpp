// Infusion sessions in a snapshot. A session names its protocol by name and version; the texts stand beside them.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "proto/journal/infusion.pb.h"
#include "server/ward/session.hpp"

namespace vigil::ward {

void write_session(const running_session& s, vigil::journal::Session& out);

/// False if it is damaged, or its protocol is none of `known`. Not checked, as they need the rest of the state: its
/// bed, and the ids of its alarms.
bool read_session(const vigil::journal::Session& in, std::span<const infusion::protocol_ptr> known,
                  running_session& out);

void write_past(const infusion::past_session& p, vigil::journal::PastSession& out);
bool read_past(const vigil::journal::PastSession& in, infusion::past_session& out);

void write_course(const std::string& patient, const std::vector<infusion::past_session>& sessions,
                  vigil::journal::Course& out);
bool read_course(const vigil::journal::Course& in, std::vector<infusion::past_session>& out);

} // namespace vigil::ward
