"""A sender that reports without a bed is given one by a person: from then on, after a crash, until it is taken back."""

import pytest

from test_record_trends import as_documented
from test_senders_alike import accepted, rates, signs

NAME = 'MONITOR at 127.0.0.1'


def assign(server, bed, sender=NAME, request='q1', by='nurse-1'):
    return server.post('/v1/senders/assign', {'request': request, 'by': by, 'sender': sender, 'bed': bed})


def assigned(server):
    found = as_documented('AssignedSenders', server.get('/v1/senders/assigned').json)['assigned']
    return {each['sender']: (each['bed'], each['by']) for each in found}


@pytest.fixture
def heard(recorded):
    """A monitor of which nobody has said where it is."""
    recorded.monitor_without_bed = recorded.monitor()
    accepted(recorded.monitor_without_bed, signs(160, id='1', at='20261122030000+0000'))
    assert rates(recorded) == {f'unassigned/{NAME}': 160}
    return recorded


def test_what_it_reports_from_then_on_is_of_the_bed_that_it_was_given(heard):
    assert len(heard.alarms('unassigned')) == 1
    answer = assign(heard, 'W1/3')
    assert (answer.status, answer.json) == (200, {'type': 'result', 'request': 'q1', 'ok': True})
    accepted(heard.monitor_without_bed, signs(71, id='2', at='20261122030001+0000'))
    assert rates(heard) == {f'unassigned/{NAME}': None, 'W1/3': 71}
    assert heard.alarms('unassigned') == {}
    (left,) = heard.ward('unassigned')['beds']
    assert (left['monitored'], left['patient']) == (False, None)
    assert assigned(heard) == {NAME: ('W1/3', 'nurse-1')}


def test_it_keeps_its_bed_after_a_crash_and_loses_it_when_it_is_taken_back(heard):
    assert assign(heard, 'W1/3').status == 200
    heard.kill()
    heard.start()
    assert assigned(heard) == {NAME: ('W1/3', 'nurse-1')}
    monitor = heard.monitor()
    accepted(monitor, signs(71, id='2', at='20261122030001+0000'))
    assert rates(heard)['W1/3'] == 71
    assert assign(heard, 'W1/3').status == 200, 'said again it stands there already'
    assert assign(heard, None, request='q2', by='nurse-2').status == 200
    assert assigned(heard) == {}
    accepted(monitor, signs(72, id='3', at='20261122030002+0000'))
    assert rates(heard) == {f'unassigned/{NAME}': 72, 'W1/3': 71}
    said = heard.record.wait_rows("SELECT ward, bed, by, request, what->>'sender' FROM vigil.command "
                                  "WHERE what->>'command' = 'assign_sender' ORDER BY at, seq", count=2)
    assert said == [('W1', '3', 'nurse-1', 'q1', NAME), ('', '', 'nurse-2', 'q2', NAME)]


def test_what_cannot_be_assigned_is_refused_with_the_reason(heard):
    for status, reason, arguments in (
            (409, "there is no 'MONITOR' in the ward 'unassigned'", {'bed': 'W1/3', 'sender': 'MONITOR'}),
            (409, "nobody has given 'MONITOR at 127.0.0.1' a bed", {'bed': None}),
            (409, 'that is no bed', {'bed': 'unassigned/3'}),
            (422, 'bed must be ward/bed, like W1/3, or null', {'bed': 'W1'}),
            (422, 'by must have 1 to 128 bytes', {'bed': 'W1/3', 'by': ''})):
        answer = assign(heard, **arguments)
        assert answer.status == status and reason in answer.json['detail'], answer
    assert assigned(heard) == {}


def test_what_the_configuration_says_goes_before(new_server):
    vigil = new_server().start()
    monitor = vigil.monitor()
    accepted(monitor, signs(70, id='1', at='20261122030000+0000'))
    assert assign(vigil, 'W1/3').status == 200
    vigil.stop()
    vigil.config.write_text(vigil.config.read_text() + '[[sender]]\naddress = "127.0.0.1"\nbed = "W7/2"\n')
    vigil.start()
    accepted(vigil.monitor(), signs(71, id='2', at='20261122030001+0000'))
    assert rates(vigil)['W7/2'] == 71 and 'W1/3' not in rates(vigil)
