"""A minimal monitor that speaks HL7 v2 over MLLP, and the messages it sends."""

import socket
import struct
import time
from datetime import datetime, timezone

START, END = b'\x0b', b'\x1c\r'

# metric: (identifier, unit)
VITALS = {
    'heart_rate': ('147842^MDC_ECG_HEART_RATE^MDC', '264864^MDC_DIM_BEAT_PER_MIN^MDC'),
    'spo2': ('150456^MDC_PULS_OXIM_SAT_O2^MDC', '262688^MDC_DIM_PERCENT^MDC'),
    'respiratory_rate': ('151562^MDC_RESP_RATE^MDC', '264928^MDC_DIM_RESP_PER_MIN^MDC'),
    'temperature': ('150364^MDC_TEMP_BODY^MDC', '268192^MDC_DIM_DEGC^MDC'),
    'perfusion_index': ('150488^MDC_BLD_PERF_INDEX^MDC', '262688^MDC_DIM_PERCENT^MDC'),
}


def stamp(at=None):
    at = at or datetime.now(timezone.utc)
    return at.strftime('%Y%m%d%H%M%S.') + f'{at.microsecond // 1000:03d}+0000'


def observation(number, metric, value):
    code, unit = VITALS[metric]
    return f'OBX|{number}|NM|{code}|1.1.1.{number}|{value}|{unit}|||||R'


def message(control_id, bed='W1/1', values=None, rows=None, message_type='ORU^R01^ORU_R01', version='2.6',
            patient='P1', sender='MONITOR^0200000000000001^EUI-64', at=None):
    """An ORU^R01 as bytes, without its frame. `values` is {metric: value}, `rows` are OBX segments verbatim."""
    ward, place = bed.split('/', 1)
    when = stamp(at)
    segments = [f'MSH|^~\\&|{sender}|{ward}|VIGIL|HOSPITAL|{when}||{message_type}|{control_id}|P|{version}|||NE|AL',
                f'PID|||{patient}^^^HOSPITAL^PI',
                f'PV1||I|{ward}^^{place}',
                f'OBR|1|1^MONITOR|1^MONITOR|182777000^monitoring of patient^SCT|||{when}']
    if rows is None:
        rows = [observation(number, metric, value) for number, (metric, value) in enumerate((values or {}).items(), 1)]
    segments += rows
    return ''.join(segment + '\r' for segment in segments).encode()


def frame(content):
    return START + content + END


class Answer:
    def __init__(self, content):
        self.content = content
        mark, self.part = content[3:5].decode(errors='replace') or '|^'
        self.segments = [line.split(mark) for line in content.decode(errors='replace').split('\r') if line]
        msa = next(s for s in self.segments if s[0] == 'MSA')
        self.code, self.control_id = msa[1], msa[2] if len(msa) > 2 else ''

    @property
    def errors(self):
        """(location, code, level, reason) of each ERR."""
        return [(s[2], s[3].split(self.part)[0], s[4], s[8] if len(s) > 8 else '') for s in self.segments if s[0] == 'ERR']

    def __repr__(self):
        return repr(self.content)


class Connection:
    def __init__(self, port, timeout_s=10):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout_s)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.timeout_s = timeout_s
        self.received = b''

    def write(self, data):
        self.socket.sendall(data)

    def answers(self, count, timeout_s=None):
        """The next `count` answers; fails if the connection ends first."""
        found, deadline = [], time.monotonic() + (timeout_s or self.timeout_s)
        while len(found) < count:
            begin, end = self.received.find(START), self.received.find(END)
            if begin >= 0 and end >= 0:
                found.append(Answer(self.received[begin + 1:end]))
                self.received = self.received[end + 2:]
                continue
            self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                data = self.socket.recv(1 << 16)
            except socket.timeout:
                raise AssertionError(f'{len(found)} of {count} answers came; then {self.received!r}') from None
            if not data:
                raise AssertionError(f'closed after {len(found)} of {count} answers')
            self.received += data
        return found

    def exchange(self, content):
        self.write(frame(content))
        return self.answers(1)[0]

    def send(self, control_id, bed, **values):
        """Sends readings and demands that they are accepted."""
        answer = self.exchange(message(control_id, bed, values))
        assert (answer.code, answer.control_id) == ('AA', control_id), answer
        return answer

    def closed_by_server(self, timeout_s=5):
        self.socket.settimeout(timeout_s)
        try:
            while True:
                data = self.socket.recv(1 << 16)
                if not data:
                    return True
                self.received += data
        except socket.timeout:
            return False
        except ConnectionResetError:
            return True

    def reset(self):
        """Ends the connection as a crashed or unplugged peer would."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.socket.close()

    def close(self):
        self.socket.close()
