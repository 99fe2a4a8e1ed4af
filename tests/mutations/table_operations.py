"""Guards of running, restarting and looking back: the service manager, recovery shown, replay."""

from mutation import m

NOTIFY = 'server/app/notify.cpp'
REPLAY = 'server/app/replay.cpp'
COMPARISON = 'server/app/comparison.cpp'

RECOVERY = [
    m('after a start nothing is live before it was heard', 'server/ward/fold_ward.cpp',
      '        beds_[b].recovering = true; ', '        ', 'scenario', 'ward'),
    m('whoever watches is told that a bed is recovering', 'server/ward/fold_ward.cpp',
      'we were away\n        announce(b);\n', 'we were away\n', 'ward'),
    m('a bed that was silent or empty before the start is not said to recover', 'server/ward/fold_ward.cpp',
      '        if (!beds_[b].monitored()) continue;\n', '', 'scenario'),
    m('a monitor that is heard is no longer waited for', 'server/ward/fold.cpp',
      '        here.recovering = false;\n', '', 'scenario', 'ward'),
    m('a monitor that is silent is no longer waited for', 'server/ward/fold_alarms.cpp',
      '        here.recovering = false;\n', '', 'scenario'),
    m('nobody waits for the monitor of who has left', 'server/ward/fold_movement.cpp',
      '    b.recovering = false;\n', '', 'scenario'),
    m('what is recovering is not live', 'server/ward/fold.hpp', ' && !care.silent && !recovering;', ' && !care.silent;',
      'scenario', 'ward'),
    m('a snapshot keeps who is still to be heard', 'server/ward/snapshot_bed.cpp',
      '    out.set_recovering(b.recovering);\n', '', 'scenario'),
    m('a bed cannot be silent and recovering', 'server/ward/snapshot_bed.cpp',
      '(!out.care.last_heard || out.care.silent)', '!out.care.last_heard', 'ward'),
    m('the journal says which beds were recovering', 'server/ward/codec_events.cpp',
      '        w.set_recovering(e.recovering);\n', '', 'ward'),
]

MANAGER = [
    m('an abstract socket is none in a folder', NOTIFY,
      "    if (socket.front() == '@') to_.sun_path[0] = '\\0';\n", '', 'app'),
    m('a manager that does not read holds nothing up', NOTIFY, 'SOCK_CLOEXEC | SOCK_NONBLOCK', 'SOCK_CLOEXEC', 'app'),
    m('the watchdog is fed twice in its time', NOTIFY, '*granted / 2', '*granted', 'app'),
    m("another process's watchdog is not fed", NOTIFY,
      '!asked.empty() && number(asked) != static_cast<std::uint64_t>(::getpid())', 'false', 'app'),
    m('readiness is said when traffic is taken', 'server/app/server.cpp', '    manager_.ready(ready);\n', '',
      'integration:test_readiness.py'),
    m('the watchdog is fed for as long as the loop lives', 'server/app/server.cpp', '        manager_.alive();\n', '',
      'integration:test_readiness.py'),
]

LOOKING_BACK = [
    m('events of one row are not those of the next', COMPARISON,
      '    require(EVP_DigestUpdate(context_.get(), head.data(), head.size()));\n', '    static_cast<void>(head);\n', 'app'),
    m('a difference is a failure', REPLAY, 'proof_.equal() && damaged_ == 0 ? done : fault', 'done',
      'integration:test_replay.py'),
    m('rows are compared with what is computed now', REPLAY, 'proof_.add(row, computed_)', 'proof_.add(row, row.events)',
      'integration:test_replay.py'),
    m('only what follows the known state is replayed', REPLAY, '    if (row.number <= known_) {', '    if (false) {',
      'integration:test_replay.py'),
    m('a state after the first row asked for is not used for it', REPLAY, 'latest_snapshot(begin_ - 1)',
      'latest_snapshot()', 'integration:test_replay.py'),
    m('rules that were in force do not replace those asked about', REPLAY,
      'if (other_rules) in_.what = ward::tick{};', 'if (false) in_.what = ward::tick{};', 'integration:test_replay.py'),
    m('what a damaged row did is not made up', REPLAY, '    if (row.damaged) {', '    if (false) {',
      'integration:test_replay.py'),
    m('a damaged row is no proof', REPLAY, 'proof_.equal() && damaged_ == 0', 'proof_.equal()', 'integration:test_replay.py'),
]

READER, CARE = 'server/journal/reader.cpp', 'server/journal/caretaker.cpp'

JOURNAL = [
    m('a row that was changed on the disk is seen', READER, 'rows.integer(5) != checksum(one)', 'false', 'journal'),
    m('a row that is missing is seen', READER,
      '            for (; expected < r.number; ++expected) visit({.number = expected, .at = r.at, .damaged = true});\n', '',
      'journal'),
    m('a damaged snapshot is passed over', READER, 's.integer(2) != checksum(number, s.bytes(1))', 'false', 'journal'),
    m('pages that cannot be read are damage', CARE,
      '        damaged(fmt::format("what follows row {}: {}", read_upto_, e.what()));\n', '', 'journal'),
    m('an older snapshot stays', 'server/journal/store.cpp', 'snapshots_[n - 2] - snapshots_[n - 3] < rows_apart', 'true',
      'journal'),
    m('a disk that fills is told more than an hour ahead', 'server/journal/disk_forecast.cpp', 'warned_within = 2h',
      'warned_within = 50min', 'journal'),
    m('a disk that fills less quickly is not over at once', 'server/journal/disk_forecast.cpp',
      'filling_ ? over_beyond : warned_within', 'warned_within', 'journal'),
]

ALL = JOURNAL + RECOVERY + MANAGER + LOOKING_BACK
