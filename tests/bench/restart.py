"""How long a server that was killed takes to be ready again, and to acknowledge the first message."""
import os
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


def numbers(journal):
    """The last row, the row of the newest snapshot, and the size of the file and its log."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True, timeout=10) as db:
        last, upto = db.execute("SELECT (SELECT max(seq) FROM input), (SELECT coalesce(max(upto), 0) FROM snapshot)").fetchone()
    return last or 0, upto, sum(os.path.getsize(file) for file in (journal, f"{journal}-wal") if os.path.exists(file))


def grow(server, size):
    """A journal as a server leaves it that is killed under load: every row of it was written by the server. What
    follows its newest snapshot, and is replayed, is five seconds of 16 monitors that send without a pause."""
    while numbers(server.journal)[2] < size:
        server.load("rate", "--connections", "16", "--window", "64", "--warm-up-s", "0.2", "--measure-s", "3")
    last = numbers(server.journal)[0]
    deadline = time.monotonic() + 60
    while numbers(server.journal)[1] < last:
        if time.monotonic() > deadline:
            raise SystemExit("the server made no snapshot in a minute")
        time.sleep(0.5)
    server.load("rate", "--connections", "16", "--window", "1", "--warm-up-s", "0.5", "--measure-s", "5")
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    with sqlite3.connect(server.journal) as db:  # one file, to be copied
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows, = db.execute("SELECT count(*) FROM input").fetchone()
    last, upto, size = numbers(server.journal)
    return {"rows": rows, "after_snapshot": last - upto, "journal_mb": round(size / 1e6)}


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


def one(bench, what, size, target_ms, on_core, median_of, database=""):
    """Started again and again from the same file."""
    with bench.server(database, migrated=False) as server:
        grown = grow(server, size)
    place = server.journal.parent
    kept = place / "kept.db"
    server.journal.rename(kept)
    (place / "log").unlink()
    rounds = []
    for number in range(3):
        for old in place.glob("journal.db*"):
            old.unlink()
        put_in_place(kept, server.journal)
        rounds.append(measured(on_core(server.command), place, number))
    log = (place / "log").read_text()
    if "damaged" in log or log.count(f": {grown['after_snapshot']} inputs after its snapshot") != len(rounds):
        raise SystemExit(f"not all of the journal was recovered:\n{log}")
    return {"what": what, **grown, **median_of(rounds), "target_ms": target_ms}


def restart(bench, on_core, median_of):
    rows = [one(bench, "usual", 100_000_000, 1_000, on_core, median_of),
            one(bench, "the record is away", 200_000_000 if bench.quick else 1_050_000_000, 3_000, on_core, median_of,
                "host=127.0.0.1 port=1 dbname=vigil connect_timeout=1")]
    bench.report("restart", rows, ["what", "rows", "after_snapshot", "journal_mb", "ready_ms", "first_ack_ms", "target_ms"])
