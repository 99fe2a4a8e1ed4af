"""How long a question for the trend of a bed takes, by the hours that it asks for."""
import json
import statistics
import subprocess
import time
import urllib.request
from pathlib import Path

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def fill(database, hours):
    """Readings of one bed at 1 Hz until now, six signs each, as the writer leaves them: with their minutes."""
    signs = "heart_rate, spo2, respiratory_rate, etco2, abp_systolic, temperature".split(", ")
    columns, values = ", ".join(signs), ", ".join(f"{60 + 5 * i} + 10 * random()" for i in range(len(signs)))
    since = f"date_trunc('minute', now()) - interval '{hours} hours'"
    minutes = " UNION ALL ".join(
        f"SELECT date_trunc('minute', received_at), min({s}), max({s}), sum({s}), count(*), ward, bed, '{s}' "
        "FROM vigil.reading GROUP BY 1, ward, bed" for s in signs)
    subprocess.run(["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", database], check=True, text=True, stdout=subprocess.DEVNULL, input=f"""
        SET TimeZone = 'UTC';
        INSERT INTO vigil.journal (identity) VALUES (gen_random_uuid());
        SELECT vigil.ensure_day(d::date) FROM generate_series({since}, now() + interval '1 day', '1 day') d;
        INSERT INTO vigil.reading (journal, seq, received_at, reported_at, coded, ward, bed, patient, sender, control_id, {columns})
        SELECT 1, n, t, t, false, 'W1', '3', 'P-17', 'monitor-17', n, {values}
        FROM (SELECT n, {since} + n * interval '1 second' AS t FROM generate_series(1, {hours} * 3600) n) s;
        INSERT INTO vigil.minute (minute, lowest, highest, total, count, ward, bed, metric) {minutes};
        UPDATE vigil.journal SET cursor = {hours} * 3600, rolled = {hours} * 3600;
        VACUUM ANALYZE vigil.reading; VACUUM ANALYZE vigil.minute;""")
    return ",".join(signs)


def trend(bench, output_of):
    """Questions over HTTP to a server whose PostgreSQL holds a bed's readings at 1 Hz of six signs."""
    hours = 24 if bench.quick else 31 * 24
    database = output_of(DEPLOY / "postgres", "start", bench.folder / "postgres")
    try:
        with bench.server(database) as vigil:
            signs = fill(database, hours)
            port = vigil.arguments[vigil.arguments.index("--http-port") + 1]
            rows = []
            for span in [s for s in (1, 2, 24, 7 * 24, 31 * 24) if s <= hours]:
                since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - span * 3600 + 1))
                address = f"http://127.0.0.1:{port}/v1/beds/W1/3/trend?metric={signs}&points=1440&from={since}"
                took = []
                for _ in range(7):
                    begin = time.monotonic()
                    with urllib.request.urlopen(address, timeout=30) as answer:
                        found = json.load(answer)
                    took.append(1e3 * (time.monotonic() - begin))
                filled = min(sum(v is not None for v in m["mean"]) for m in found["metrics"].values())
                rows.append({"hours": span, "source": found["source"], "points": len(found["times"]), "filled": filled,
                             "lost": int(filled < 0.95 * len(found["times"])), "first_ms": round(took[0], 1),
                             "p50_ms": round(statistics.median(took), 1), "max_ms": round(max(took), 1)})
    finally:
        output_of(DEPLOY / "postgres", "stop", bench.folder / "postgres")
    bench.report("trend", rows, list(rows[0]))
