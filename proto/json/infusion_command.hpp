// Readers of infusion sessions' commands, for the table in patient_command.cpp. `at` is read there.
#pragma once

#include "proto/json/command_form.hpp"
#include "proto/json/infusion.hpp"

namespace vigil::json {

infusion_command read_start_infusion(form& f);
infusion_command read_answer_screening(form& f);
infusion_command read_set_rate(form& f);
infusion_command read_give_bolus(form& f);
infusion_command read_pause_infusion(form& f);
infusion_command read_resume_infusion(form& f);
infusion_command read_stop_infusion(form& f);
infusion_command read_remove_pump(form& f);
infusion_command read_acknowledge_after_care(form& f);
infusion_command read_sign_discharge(form& f);
infusion_command read_chart(form& f);

} // namespace vigil::json
