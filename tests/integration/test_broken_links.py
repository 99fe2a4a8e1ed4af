"""Links and senders that break: what came of a message is told of, and nobody has to guess what is wrong."""

import socket
import time

import mllp
from server_process import wait_until


def findings(server, name='127.0.0.1'):
    senders = {s['name']: s for s in server.get('/v1/senders').json['senders']}
    return [f['kind'] for f in senders[name]['findings']] if name in senders else []


def test_a_sender_that_uses_no_frames_is_reported(vigil):
    vigil.monitor().write(mllp.message('M1', values={'heart_rate': 70}))
    wait_until(lambda: 'no_frame' in findings(vigil), 'the finding')
    report = vigil.command('senders', 'report', '--http', f'127.0.0.1:{vigil.ports["http"]}')
    assert '0x0B' in report.stdout


def test_a_message_that_the_end_of_its_connection_cut_off_is_answered_and_kept(recorded):
    connection = recorded.monitor()
    cut = mllp.message('CUT', values={'heart_rate': 70})[:-20]
    connection.write(mllp.START + cut)
    connection.socket.shutdown(socket.SHUT_WR)
    (answer,) = connection.answers(1)
    assert (answer.code, answer.control_id) == ('AR', 'CUT') and 'cut off' in answer.errors[0][3]
    lost = recorded.monitor()
    lost.write(mllp.frame(mllp.message('ALIVE', rows=[])) + mllp.START + cut.replace(b'CUT', b'LOST'))
    assert lost.answers(1)[0].control_id == 'ALIVE', 'so what came with it has been read'
    lost.reset()
    wait_until(lambda: recorded.metric('vigil_messages_total', transport='mllp', result='error') == 2, 'the second')
    assert recorded.get('/v1/wards').json == {'wards': []}
    assert bytes(recorded.record.wait_rows('SELECT raw FROM vigil.quarantine')[0][0]) == cut


def test_a_monitor_that_hangs_up_at_once_is_said_once_and_called_less_and_less(new_server):
    with socket.create_server(('127.0.0.1', 0)) as listener:
        listener.settimeout(5)
        port = listener.getsockname()[1]
        server = new_server(extra=f'[[sender]]\ndial = "127.0.0.1:{port}"\ndialect = "mindray-pds"\n').start()
        called = []
        for _ in range(3):
            listener.accept()[0].close()
            called.append(time.monotonic())
        assert called[2] - called[1] > 1.5, 'it waits longer each time'
        wait_until(lambda: f'127.0.0.1:{port} ended' in server.log, 'the line')
        assert server.log.count(f'127.0.0.1:{port}') == 1


def test_vital_signs_and_weights_sent_as_alarms_are_none(vigil):
    content = ('MSH|^~\\&|DIALYSIS||||20261122030000+0000||ORU^R40^ORU_R40|1|P|2.6\rPID|||P-17\rPV1||I|W1^^1\rOBR|1\r'
               'OBX|1|NM|29463-7^Body weight^LN||72.4|kg|||||F\r')
    answer = vigil.monitor().exchange(content.encode())
    assert answer.code == 'AE' and 'no alarm' in answer.errors[0][3]
    assert vigil.get('/v1/wards').json == {'wards': []}


def test_an_alarm_with_a_word_that_is_none_is_told_of_and_kept_for_the_engineer(recorded):
    content = ('MSH|^~\\&|PUMP||||20261122030000+0000||ORU^R40|1|P|2.6\rPID|||P-17\rPV1||I|W1^^1\r'
               'OBR|1||7^PUMP|196616^MDC_EVT_ALARM^MDC\rOBX|1|ST|196802^MDC_EVT_BATT_LO^MDC|1|Battery low\r'
               'OBX|2|ST|68484^MDC_ATTR_ALARM_PRIORITY^MDC|1|20\r').encode()
    for _ in range(2):
        answer = recorded.monitor().exchange(content)
        assert (answer.code, answer.errors[0][0]) == ('AA', 'OBX^2^5')
    assert [a['text'] for a in recorded.ward('W1')['beds'][0]['device_alarms']] == ['Battery low']
    assert recorded.record.wait_rows('SELECT partly, reasons FROM vigil.quarantine')[0][0] is True
    assert recorded.record.rows('SELECT count(*) FROM vigil.quarantine') == [(1,)]
