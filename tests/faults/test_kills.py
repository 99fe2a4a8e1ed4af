"""Killed under as much load as it takes: what was acknowledged is there once, and no alarm is lost, doubled or invented."""

import test_outages
from server_process import FULL


def test_killed_again_and_again_under_full_load_it_loses_nothing_it_acknowledged(new_server, postgres, load):
    kills = 200 if FULL else 20
    acknowledged, up_s = test_outages.killed_under_load(new_server, postgres, load, kills)
    print(f'{kills} kills: {acknowledged} acknowledged, 0 lost, 0 twice, {3 * kills} alarms, none lost or doubled; '
          f'{acknowledged / up_s:.0f} messages/s while it was up')
