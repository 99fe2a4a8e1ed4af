"""A bed at which an infusion session is carried out by HTTP, as a dashboard's forms would do it."""

import datetime
import time

from server_process import wait_until

SMALL = '''
[protocol]
name         = "small"
title        = "A small dose & a short stay"
drug         = "ketamine"
source       = "Proposal"
sessions_max = 3
after_care   = """
Somebody takes you home.
Do not drive.
"""
[[item]]
name   = "passed_urine"
ask    = "Has the patient passed urine?"
answer = "yes_no"
[[screening]]
name      = "glaucoma"
ask       = "Glaucoma?"
kind      = "contraindication"
otherwise = "second_prescriber"
[[screening]]
name = "escort"
ask  = "Is somebody there?"
kind = "requirement"
[baseline]
items = ["pulse"]
age   = "1h"
[dose]
routes = ["intravenous"]
units  = ["mg/h", "mL/h"]
beyond = "second_prescriber"
[dose.start]
mg_per_hour = 10
[dose.most]
mg_per_hour = 20
[dose.bolus]
mg       = 10
interval = "5min"
[[check]]
name           = "vitals"
title          = "Pulse and pain"
items          = ["pulse", "pain"]
phases         = ["infusing", "paused"]
every          = "15min"
overdue_low    = "5min"
overdue_medium = "15min"
[[stop]]
name     = "fast"
text     = "Pulse above 150: stop"
when     = "pulse > 150"
priority = "high"
[recovery]
least = "0min"
[[discharge]]
name  = "passed_urine"
text  = "Has passed urine"
kind  = "done"
items = ["passed_urine"]
[[discharge]]
name = "pump_off"
text = "The pump is removed"
kind = "pump_removed"
[[discharge]]
name = "after_care"
text = "The after-care sheet was read"
kind = "after_care"
'''

NAME = 'Doe <b>&"bold"</b>'


def ago(minutes):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes)
    return at.isoformat(timespec='milliseconds').replace('+00:00', 'Z')


class Bed:
    """W1/3, where P-17 lies. `server` is one of new_server that has not started yet."""

    def __init__(self, server, protocol=SMALL):
        folder = server.folder / 'protocols'
        folder.mkdir()
        (folder / 'small.toml').write_text(protocol)
        self.server = server.start()
        self.orders = 0
        self.ordered_ns = 0
        self.pulse(80)
        self.stay = self.server.ward('W1')['beds'][0]['stay']

    def pulse(self, rate):
        self.server.report('W1/3', {'pulse_rate': (rate, '/min')}, patient='P-17', patient_name=NAME)

    def try_order(self, what, **members):
        """Not in the millisecond of the one before: each has a time of its own."""
        wait_until(lambda: time.monotonic_ns() - self.ordered_ns > 1_000_000, 'the next millisecond', every_s=0.001)
        self.orders += 1
        body = {'request': f'q{self.orders}', 'stay': self.stay, 'by': 'nurse-1', **members}
        answer = self.server.post(f'/v1/beds/W1/3/{what}', body)
        self.ordered_ns = time.monotonic_ns()
        return answer

    def order(self, what, **members):
        """The request's id."""
        answer = self.try_order(what, **members)
        assert answer.status == 200, (what, answer)
        return f'q{self.orders}'

    def chart(self, item, value, **more):
        return self.order('observations', values=[{'item': item, 'value': value}], **more)

    def session(self):
        answer = self.server.get('/v1/beds/W1/3/infusion')
        assert answer.status == 200, answer
        return answer.json

    def begin(self):
        self.order('infusion_start', protocol='small', weight_kg=70)
        self.order('infusion_screening', question='glaucoma', yes=True, override=True, second_prescriber='doctor-2',
                   reason='the eye clinic agrees')
        self.order('infusion_screening', question='escort', yes=True)
        self.chart('pain', 6)
        self.order('infusion_rate', amount=10, unit='mg/h', route='intravenous', prescriber='doctor-1')

    def run(self):
        """A rise against the ceiling, a bolus, a correction, something entered late, a pause, and the end."""
        self.order('infusion_rate', amount=25, unit='mg/h', route='intravenous', prescriber='doctor-1',
                   second_prescriber='doctor-2', override=True, reason='no effect yet')
        self.order('infusion_bolus', mg=5, route='intravenous', prescriber='doctor-1')
        wrong = self.chart('pain', 7)
        self.order('observations', values=[{'item': 'pain', 'value': 4}], corrects=wrong, note='7 was a slip\nof the pen')
        self.order('observations', values=[{'item': 'pulse', 'value': 82, 'from_device': True}], at=ago(30))
        self.order('infusion_pause', reason='the patient asked')
        self.order('infusion_resume')
        self.order('infusion_stop')

    def leave(self):
        self.order('infusion_pump_removed')
        self.order('infusion_after_care')
        self.order('infusion_discharge', override=['passed_urine'], reason='has a catheter')
