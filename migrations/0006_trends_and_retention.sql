-- The record over years: days of readings that come and go, their summary by minute, and each message once.

-- How far the minutes below follow: rows of a journal up to `rolled` are in vigil.minute. Those after it, up to the cursor,
-- were received from tail_from to tail_to. cursor_mark: a hash of the journal's row at the cursor, by which another
-- journal with the same identity (an older copy that went on) is told from this one.
ALTER TABLE vigil.journal
    ADD COLUMN cursor_mark bigint,
    ADD COLUMN rolled      bigint NOT NULL DEFAULT 0,
    ADD COLUMN tail_from   timestamptz,
    ADD COLUMN tail_to     timestamptz;

-- key: of the message's content; the same message taken by two journals is kept once. read_again: written by
-- `vigil quarantine rerun`, not by the journal's writer.
ALTER TABLE vigil.reading
    ADD COLUMN key        bigint,
    ADD COLUMN read_again boolean NOT NULL DEFAULT false;

-- For trends: what was charted or understood later is looked for by its own time.
CREATE INDEX reading_of_history ON vigil.reading (ward, bed, (coalesce(reported_at, received_at))) WHERE history;

-- Days before from_day were deleted, and never come back.
CREATE TABLE vigil.reading_kept (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    from_day date NOT NULL DEFAULT '0001-01-01'
);
INSERT INTO vigil.reading_kept DEFAULT VALUES;

-- A day's partition is made aside and then attached: CREATE TABLE ... PARTITION OF would wait for whoever reads any
-- other day, such as a pg_dump of hours, and everybody else would wait behind it.
CREATE OR REPLACE FUNCTION vigil.ensure_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part text := 'reading_' || to_char(day, 'YYYYMMDD');
BEGIN
    IF to_regclass('vigil.' || part) IS NOT NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(7611243001);
    IF to_regclass('vigil.' || part) IS NOT NULL THEN RETURN; END IF;
    IF day < (SELECT from_day FROM vigil.reading_kept) THEN
        RAISE EXCEPTION 'readings of % are older than the record keeps them (record.keep_days)', day
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format('CREATE TABLE vigil.%I (LIKE vigil.reading INCLUDING DEFAULTS)', part);
    EXECUTE format('ALTER TABLE vigil.reading ATTACH PARTITION vigil.%I FOR VALUES FROM (%L) TO (%L)',
                   part, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
END $$;

-- Numbers for trends, each at its moment by the server's clock: as much before its reception as its message says it is
-- older than the message, a year at most. So a monitor with a wrong clock shows its patient now, and not the one before.
-- History has no other time than its own.
-- (Lists, as VALUES cost twice as much a row.)
CREATE VIEW vigil.trend_value WITH (security_invoker = true) AS
SELECT r.ward, r.bed, o.metric, o.value, t.at, r.received_at, r.reported_at, r.journal, r.seq, r.history, r.read_again
FROM vigil.reading r
CROSS JOIN LATERAL (
    SELECT c.metric, c.value, r.detail->c.metric AS extra
    FROM unnest(ARRAY['heart_rate', 'pulse_rate', 'spo2', 'respiratory_rate', 'etco2', 'inspired_co2', 'nibp_systolic',
                 'nibp_diastolic', 'nibp_mean', 'abp_systolic', 'abp_diastolic', 'abp_mean', 'pap_systolic',
                 'pap_diastolic', 'pap_mean', 'cvp_mean', 'temperature', 'perfusion_index', 'pvc_rate', 'sedation',
                 'pain', 'poss', 'rass', 'ramsay', 'moaas', 'uk_sedation', 'acvpu', 'oxygen_flow', 'dissociation',
                 'hallucination', 'agitation', 'dysphoria'],
                ARRAY[r.heart_rate, r.pulse_rate, r.spo2, r.respiratory_rate, r.etco2, r.inspired_co2,
                      r.nibp_systolic, r.nibp_diastolic, r.nibp_mean, r.abp_systolic, r.abp_diastolic, r.abp_mean,
                      r.pap_systolic, r.pap_diastolic, r.pap_mean, r.cvp_mean, r.temperature, r.perfusion_index,
                      r.pvc_rate, r.sedation, r.pain, r.poss, r.rass, r.ramsay, r.moaas, r.uk_sedation, r.acvpu,
                      r.oxygen_flow, r.dissociation, r.hallucination, r.agitation, r.dysphoria]) AS c (metric, value)
    WHERE c.value IS NOT NULL
    UNION ALL
    SELECT e->>'metric', (e->>'value')::double precision, e
    FROM jsonb_array_elements(r.detail->'others') AS e
) AS o
CROSS JOIN LATERAL (
    SELECT coalesce((o.extra->>'measured_at')::timestamptz, r.reported_at, r.received_at) AS measured_at
) AS m
CROSS JOIN LATERAL (
    SELECT CASE WHEN r.history THEN m.measured_at
                ELSE r.received_at - make_interval(secs => least(greatest(
                    extract(epoch FROM coalesce(r.reported_at, r.received_at) - m.measured_at), 0), 31536000)::float8)
           END AS at
) AS t
WHERE coalesce(o.extra->>'validity', 'valid') IN ('valid', 'questionable')
  AND o.value NOT IN ('NaN', 'Infinity', '-Infinity');

-- The same by minute, for long spans. A minute may have several rows, to be taken together: of what came late, and of what
-- was read again (seq: of that message, NULL elsewhere). Kept when the readings themselves are deleted.
CREATE TABLE vigil.minute (
    minute  timestamptz NOT NULL,
    lowest  double precision NOT NULL,
    highest double precision NOT NULL,
    total   double precision NOT NULL,
    count   integer NOT NULL,
    journal smallint,
    seq     bigint,
    ward    text NOT NULL,
    bed     text NOT NULL,
    metric  text NOT NULL
);
INSERT INTO vigil.minute (minute, lowest, highest, total, count, ward, bed, metric)
SELECT date_trunc('minute', at, 'UTC'), min(value), max(value), sum(value), count(*), ward, bed, metric
FROM vigil.trend_value GROUP BY 1, ward, bed, metric;
UPDATE vigil.journal SET rolled = cursor;

CREATE INDEX minute_of_bed ON vigil.minute (ward, bed, metric, minute) INCLUDE (lowest, highest, total, count);
CREATE INDEX minute_read_again ON vigil.minute (journal, seq) WHERE seq IS NOT NULL;

CREATE FUNCTION vigil.rfc3339(t timestamptz) RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

-- Alarms of a ward, newest first.
CREATE INDEX alarm_of_ward ON vigil.alarm (ward, since, id);
