"""How long an alarm takes from its message to a dashboard, compared within one run on a machine that others use too."""

import itertools
import statistics
import time

import mllp
from injection import percentile

NUMBERS = itertools.count()
BLOCK = 100


class Probe:
    """Raises alarms one after the other and times each. A block's worst percentile is one figure; blocks with a fault and
    without are taken in turn, so that what else the machine does meets both."""

    def __init__(self, server):
        self.wall, self.monitor = server.dashboard('PROBE'), server.monitor()
        self.sent = 0

    def one(self):
        """Seconds until the dashboard has it."""
        bed = f'PROBE/{next(NUMBERS) % 50}'
        content = mllp.frame(mllp.message(f'probe{next(NUMBERS)}', bed, {'spo2': 80}))
        began = time.monotonic()
        self.monitor.write(content)
        alarm = self.wall.wait_alarm('low_spo2', bed=bed, timeout_s=2)
        took = time.monotonic() - began
        self.monitor.answers(1)
        self.monitor.send(f'probe{next(NUMBERS)}', bed, spo2=97)
        self.wall.wait_no_alarm(alarm['id'])
        self.sent += 2
        return took

    def block(self, count=BLOCK):
        """The 99th percentile of so many."""
        return percentile([self.one() for _ in range(count)], 0.99)


def compare(normal, faulty, what):
    """Medians of the blocks' p99 are within 10 %, give or take what the normal ones differ among themselves."""
    noise = statistics.median(abs(each - statistics.median(normal)) for each in normal)
    before, after = statistics.median(normal), statistics.median(faulty)
    text = (f'alarm p99 {before * 1e3:.2f} ms, {what} {after * 1e3:.2f} ms: {after / before:.2f} times; noise of '
            f'{len(normal)} normal blocks {noise / before * 100:.0f} %')
    assert after <= 1.1 * before + 3 * noise, text
    return text
