"""Clients that others wrote and published drive the server: npm's node-hl7-client (python3-hl7's mllp_send, curl and
python3-websockets do so in other files)."""

import json
import subprocess

from server_process import ROOT, wait_until

CLIENTS = ROOT / 'tests/clients'
MESSAGES = ['ihe-pcd01-request.hl7', 'ihe-pcd01-request2.hl7', 'cosyte-canonical-adt-a01.hl7', 'draeger-pcd04-alarm.hl7']


def node_hl7(server, files):
    if not (CLIENTS / 'node_modules/node-hl7-client').is_dir():
        subprocess.run(['npm', 'ci', '--silent'], cwd=CLIENTS, check=True, timeout=120)
    done = subprocess.run(['node', 'node_hl7.mjs', str(server.ports['mllp']), *map(str, files)], cwd=CLIENTS,
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_node_hl7_client_sends_messages_one_after_the_other_and_gets_each_answer(vigil):
    answers = node_hl7(vigil, [ROOT / 'tests/corpus/hl7' / name for name in MESSAGES])
    assert answers == [{'code': 'AA', 'control_id': 'MSGID1234'},
                       {'code': 'AA', 'control_id': '12d15a9:11df9e61347:-7fee:30456965'},
                       {'code': 'AA', 'control_id': 'MSG00001'},
                       {'code': 'CA', 'control_id': '0'}]
    wait_until(lambda: vigil.ward('3%20WEST%20ICU')['beds'][0]['values']['heart_rate']['value'] == 60, 'its heart rate')
