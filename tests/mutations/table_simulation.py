"""Guards against what only a course of misfortunes shows: the simulation must notice within so many seeds. The table of
results names the seed that did."""

from mutation import m

ENGINE = 'server/core/engine.cpp'
HUB = 'server/feed/hub.cpp'
COMMIT = 'server/journal/committer.cpp'
STORE = 'server/journal/store.cpp'
RECOVERY = 'server/app/recovery.cpp'
FOLLOWER = 'server/record/follower.cpp'
DATABASE = 'tests/simulation/database.cpp'

JOURNAL = [
    m('an answer promises only what is on disk', ENGINE, 'std::exchange(committed_, upto)',
      'std::exchange(committed_, log_.last())', 'simulation:5'),
    m('a commit outlives a power cut', STORE, 'PRAGMA synchronous=FULL', 'PRAGMA synchronous=NORMAL', 'simulation:5'),
    m('what a failed synchronisation left in memory is written again', STORE,
      '    if (!is_new) d.rewrite_log();', '    //', 'simulation:30'),
    m('an error of the disk is no commit', COMMIT, '        failure_ = e.what();\n', '', 'simulation:5'),
    m('a journal that fails raises an alarm', ENGINE,
      '    service(ward::service_changed::which::journal, false);', '', 'simulation:10'),
    m('rows stay until they are recorded', COMMIT, 'std::min(disk_.snapshot_upto(), recorded)', 'disk_.snapshot_upto()',
      'simulation:150'),
    m('a snapshot is of the row that it names', ENGINE, 'log_.put_snapshot(snapshot_at_, wards',
      'log_.put_snapshot(snapshot_at_ - 1, wards', 'simulation:5'),
    m('recovery applies the last row too', RECOVERY, '        applied = row.number;\n',
      '        applied = row.number;\n        if (row.number == log.last()) return;\n', 'simulation:5'),
]

MESSAGES = [
    m('a repeated message counts once', ENGINE,
      '    if (const auto row = seen_.find(key)) return {*row, true};\n    const instant at', '    const instant at',
      'simulation:5'),
    m('a repeated message counts once, be it after a restart', RECOVERY, 'out.seen.remember(key, row);',
      'static_cast<void>(row + key);', 'simulation:10'),
    m('a repeated message is promised only with its first row', ENGINE, 'return {*row, true};\n    const instant',
      'return {0, true};\n    const instant', 'simulation:20'),
]

RECORDED = [
    m("a new connection's cursor counts", FOLLOWER, '    now_.recorded = to.cursor();',
      '    if (now_.recorded == 0) now_.recorded = to.cursor();', 'simulation:10'),
    m('the cursor moves with its rows', DATABASE, '    throw std::runtime_error{"connection lost',
      '    cursor_ = b.last();\n    throw std::runtime_error{"connection lost', 'simulation:10'),
    m('a row that the database refuses is set aside', FOLLOWER,
      'if (!r.damaged && refused_.empty()) return', 'return', 'simulation:10'),
]

DASHBOARDS = [
    m('resuming leaves nothing out', HUB, 'return e.first > resume.sequence; });',
      'return e.first > resume.sequence + 1; });', 'simulation:10'),
    m('a position of an earlier run of the server is worth nothing', HUB, 'resume.epoch != epoch_ || ', '',
      'simulation:10'),
    m('a queue that is dropped is made up for', HUB, '    s.needs_snapshot_ = true;\n    if (++s', '    if (++s',
      'simulation:30'),
    m('every alarm is in the digest', 'server/ward/fold_signals.cpp', '    w.digest ^= digest(a);\n    ++w.active;',
      '    if (!a.latching) w.digest ^= digest(a);\n    ++w.active;', 'simulation:10'),
]

TIME = [
    m('time goes on after a restart, whatever the wall clock says', 'server/core/time_source.cpp',
      'std::max(read.wall(), nanoseconds{not_before.time_since_epoch()})', 'read.wall()', 'simulation:20'),
]

ALL = TIME + JOURNAL + MESSAGES + RECORDED + DASHBOARDS
