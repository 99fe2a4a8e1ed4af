"""How long a server that was killed takes to be ready again, and to acknowledge the first message."""
import itertools
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

MLLP_START, MLLP_END = b"\x0b", b"\x1c\r"
MESSAGE = (b"MSH|^~\\&|BENCH|W1|VIGIL|HOSPITAL|20260101000000+0000||ORU^R01^ORU_R01|FIRST-%d|P|2.6|||NE|AL\r"
           b"PID|||P-1\rPV1||I|W1^^1\rOBR|1\r"
           b"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1.1|70|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R\r")


def grow(journal, rows):
    """Puts copies of the journal's rows in front of them, as older messages, until there are so many. What follows the
    snapshot stays as it was recorded, for that is replayed."""
    with sqlite3.connect(journal, isolation_level=None) as db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        real = db.execute("SELECT at, body, events FROM input ORDER BY seq").fetchall()
        further = max(rows - len(real), 0)
        first, = db.execute("SELECT min(seq) FROM input").fetchone()
        shift = further + 1 - first
        db.execute("UPDATE input SET seq = -(seq + ?)", (shift,))  # by way of numbers that nobody has
        db.execute("UPDATE input SET seq = -seq")
        db.execute("DELETE FROM snapshot WHERE upto < (SELECT max(upto) FROM snapshot)")
        if db.execute("SELECT count(*) FROM snapshot").fetchone() != (1,):
            raise SystemExit("the server was killed before its first snapshot")
        db.execute("UPDATE snapshot SET upto = upto + ?", (shift,))
        db.execute("UPDATE meta SET value = 0 WHERE name = 'trimmed_upto'")
        db.executemany("INSERT INTO input(seq, at, key, body, events) VALUES (?, ?, ?, ?, ?)",
                       ((n, real[0][0], random.getrandbits(62) + 1, body, events)
                        for n, (_, body, events) in zip(range(1, further + 1), itertools.cycle(real))))
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        after_snapshot, = db.execute(
            "SELECT count(*) FROM input WHERE seq > (SELECT max(upto) FROM snapshot)").fetchone()
    return {"rows": len(real) + further, "after_snapshot": after_snapshot,
            "journal_mb": round(os.path.getsize(journal) / 1e6)}


def first_acknowledgement(port, number):
    frame = MLLP_START + MESSAGE % number + MLLP_END
    with socket.create_connection(("127.0.0.1", port), timeout=20) as monitor:
        monitor.sendall(frame)
        answer = b""
        while not answer.endswith(MLLP_END):
            got = monitor.recv(4096)
            if not got:
                raise SystemExit("the server closed the connection of the first message")
            answer += got
    if b"MSA|AA|FIRST-" not in answer:
        raise SystemExit(f"the first message was not accepted: {answer!r}")


def measured(command, place, number):
    """Milliseconds from the start of the process to READY=1, and to the answer to a first message; it is killed then."""
    address, ports = place / "notify", place / "ports"
    for old in (address, ports):
        old.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, open(place / "log", "a", encoding="utf-8") as log:
        manager.bind(str(address))
        manager.settimeout(120)
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "NOTIFY_SOCKET": str(address)})
        try:
            while not manager.recv(4096).startswith(b"READY=1"):
                continue
            ready = time.monotonic()
            mllp = dict(line.split("=") for line in ports.read_text().split())["mllp"]
            first_acknowledgement(int(mllp), number)
            return {"ready_ms": (ready - started) * 1e3, "first_ack_ms": (time.monotonic() - started) * 1e3}
        finally:
            process.kill()
            process.wait()


def put_in_place(kept, journal):
    """A copy that is on disk: else the server's first fdatasync would wait for all of it to be written."""
    shutil.copy(kept, journal)
    with open(journal, "rb+") as file:
        os.fsync(file.fileno())


def one(bench, what, rows, target_ms, on_core, median_of, database=""):
    """A journal of a server that was killed under load, made larger; started again and again from the same file."""
    with bench.server(database, migrated=False) as server:
        server.load("rate", "--connections", "16", "--window", "4", "--warm-up-s", "0.5", "--measure-s",
                    "14")  # past the first snapshot, which comes after 10 s
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
    place = server.journal.parent
    size = grow(server.journal, rows)
    kept = place / "kept.db"
    server.journal.rename(kept)
    rounds = []
    for number in range(3):
        for old in place.glob("journal.db*"):
            old.unlink()
        put_in_place(kept, server.journal)
        rounds.append(measured(on_core(server.command), place, number))
    return {"what": what, **size, **median_of(rounds), "target_ms": target_ms}


def restart(bench, on_core, median_of):
    rows = [one(bench, "usual", 262_144, 1_000, on_core, median_of),
            one(bench, "the record is away", 262_144 if bench.quick else 2_200_000, 3_000, on_core, median_of,
                "host=127.0.0.1 port=1 dbname=vigil connect_timeout=1")]
    bench.report("restart", rows, ["what", "rows", "after_snapshot", "journal_mb", "ready_ms", "first_ack_ms", "target_ms"])
