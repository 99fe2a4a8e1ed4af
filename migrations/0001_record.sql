-- The record: what monitors reported, what was decided, who took note. Written from a server's journal, exactly once.

CREATE SCHEMA IF NOT EXISTS vigil;

-- One row a journal file, and how far the record has followed it. Moved in the transaction that writes the rows.
CREATE TABLE vigil.journal (
    id         smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    identity   uuid NOT NULL UNIQUE,
    cursor     bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- usual_code is the context-free IEEE 11073-10101 code left out of vigil.reading.detail when a sender used it.
-- Rows already written are read by it: never change one, only add rows.
CREATE TABLE vigil.metric (
    name       text PRIMARY KEY,
    label      text NOT NULL,
    unit       text NOT NULL, -- UCUM; values are in this unit
    usual_code bigint
);

INSERT INTO vigil.metric (name, label, unit, usual_code) VALUES
    ('heart_rate',       'HR',     '/min',    147842), -- MDC_ECG_HEART_RATE
    ('pulse_rate',       'PR',     '/min',    149530), -- MDC_PULS_OXIM_PULS_RATE
    ('spo2',             'SpO2',   '%',       150456), -- MDC_PULS_OXIM_SAT_O2
    ('respiratory_rate', 'RR',     '/min',    151562), -- MDC_RESP_RATE
    ('etco2',            'EtCO2',  'mm[Hg]',  151708), -- MDC_CONC_AWAY_CO2_ET
    ('inspired_co2',     'FiCO2',  'mm[Hg]',  151716), -- MDC_CONC_AWAY_CO2_INSP
    ('nibp_systolic',    'NIBP s', 'mm[Hg]',  150021), -- MDC_PRESS_BLD_NONINV_SYS
    ('nibp_diastolic',   'NIBP d', 'mm[Hg]',  150022), -- MDC_PRESS_BLD_NONINV_DIA
    ('nibp_mean',        'NIBP m', 'mm[Hg]',  150023), -- MDC_PRESS_BLD_NONINV_MEAN
    ('abp_systolic',     'ABP s',  'mm[Hg]',  150037), -- MDC_PRESS_BLD_ART_ABP_SYS
    ('abp_diastolic',    'ABP d',  'mm[Hg]',  150038), -- MDC_PRESS_BLD_ART_ABP_DIA
    ('abp_mean',         'ABP m',  'mm[Hg]',  150039), -- MDC_PRESS_BLD_ART_ABP_MEAN
    ('pap_systolic',     'PAP s',  'mm[Hg]',  NULL),
    ('pap_diastolic',    'PAP d',  'mm[Hg]',  NULL),
    ('pap_mean',         'PAP m',  'mm[Hg]',  NULL),
    ('cvp_mean',         'CVP',    'mm[Hg]',  150087), -- MDC_PRESS_BLD_VEN_CENT_MEAN
    ('temperature',      'Temp',   'Cel',     150344), -- MDC_TEMP
    ('perfusion_index',  'PI',     '%',       150488), -- MDC_BLD_PERF_INDEX
    ('pvc_rate',         'PVC',    '/min',    148065), -- 0002-4261 of the bedside monitors that send it
    ('sedation',         'Sed',    '{score}', NULL),
    ('pain',             'Pain',   '{score}', NULL);

-- One row a message, one column a metric, in the unit of vigil.metric. `detail` holds what is out of the ordinary:
-- {"spo2": {"validity": "sensor_off", "unit": "", "code": 1, "measured_at": "..."}, "others": [{"metric": ...}]}.
-- What it does not say is: valid, in that unit, measured at reported_at (or received_at if there is none), and with
-- usual_code if `coded`, else without a code. "others" are further readings of a metric that has its column already.
CREATE TABLE vigil.reading (
    received_at      timestamptz NOT NULL,
    reported_at      timestamptz,
    seq              bigint NOT NULL,
    heart_rate       double precision,
    pulse_rate       double precision,
    spo2             double precision,
    respiratory_rate double precision,
    etco2            double precision,
    inspired_co2     double precision,
    nibp_systolic    double precision,
    nibp_diastolic   double precision,
    nibp_mean        double precision,
    abp_systolic     double precision,
    abp_diastolic    double precision,
    abp_mean         double precision,
    pap_systolic     double precision,
    pap_diastolic    double precision,
    pap_mean         double precision,
    cvp_mean         double precision,
    temperature      double precision,
    perfusion_index  double precision,
    pvc_rate         double precision,
    sedation         double precision,
    pain             double precision,
    journal          smallint NOT NULL,
    coded            boolean NOT NULL,
    ward             text NOT NULL,
    bed              text NOT NULL,
    patient          text,
    sender           text NOT NULL,
    control_id       text NOT NULL,
    reported_text    text, -- the sender's time as it wrote it, where that names no moment for want of an offset
    detail           jsonb,
    PRIMARY KEY (journal, seq, received_at)
) PARTITION BY RANGE (received_at);

CREATE INDEX reading_of_bed ON vigil.reading (ward, bed, received_at);

-- Called by the writer for the days (UTC) of what it is about to write.
CREATE FUNCTION vigil.ensure_day(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partition text := 'reading_' || to_char(day, 'YYYYMMDD');
BEGIN
    IF to_regclass('vigil.' || partition) IS NULL THEN
        EXECUTE format('CREATE TABLE IF NOT EXISTS vigil.%I PARTITION OF vigil.reading FOR VALUES FROM (%L) TO (%L)',
                       partition, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
    END IF;
END $$;

-- One row a value: what vigil.reading says, with every time, unit and code spelled out.
CREATE VIEW vigil.observation WITH (security_invoker = true) AS
SELECT r.received_at,
       r.reported_at,
       coalesce((o.extra->>'measured_at')::timestamptz, r.reported_at, r.received_at) AS measured_at,
       r.reported_text,
       r.ward, r.bed, r.patient, r.sender, r.control_id,
       o.metric,
       o.value,
       m.unit,
       coalesce(o.extra->>'unit', m.unit) AS declared_unit,
       CASE WHEN o.extra ? 'code' THEN (o.extra->>'code')::bigint
            WHEN r.coded THEN m.usual_code END AS code,
       coalesce(o.extra->>'validity', 'valid') AS validity,
       r.journal, r.seq
FROM vigil.reading r
CROSS JOIN LATERAL (
    SELECT c.metric, c.value, r.detail->c.metric AS extra
    FROM (VALUES ('heart_rate', r.heart_rate), ('pulse_rate', r.pulse_rate), ('spo2', r.spo2),
                 ('respiratory_rate', r.respiratory_rate), ('etco2', r.etco2), ('inspired_co2', r.inspired_co2),
                 ('nibp_systolic', r.nibp_systolic), ('nibp_diastolic', r.nibp_diastolic), ('nibp_mean', r.nibp_mean),
                 ('abp_systolic', r.abp_systolic), ('abp_diastolic', r.abp_diastolic), ('abp_mean', r.abp_mean),
                 ('pap_systolic', r.pap_systolic), ('pap_diastolic', r.pap_diastolic), ('pap_mean', r.pap_mean),
                 ('cvp_mean', r.cvp_mean), ('temperature', r.temperature), ('perfusion_index', r.perfusion_index),
                 ('pvc_rate', r.pvc_rate), ('sedation', r.sedation), ('pain', r.pain)) AS c (metric, value)
    WHERE c.value IS NOT NULL OR r.detail ? c.metric
    UNION ALL
    SELECT e->>'metric', (e->>'value')::double precision, e
    FROM jsonb_array_elements(r.detail->'others') AS e
) AS o
JOIN vigil.metric m ON m.name = o.metric;

-- Every change of every alarm: its whole state after the change.
CREATE TABLE vigil.alarm_event (
    journal         smallint NOT NULL,
    seq             bigint NOT NULL,
    item            integer NOT NULL, -- which event of that journal row
    at              timestamptz NOT NULL,
    ward_seq        bigint NOT NULL,  -- as dashboards see it
    id              text NOT NULL,
    revision        bigint NOT NULL,
    ward            text NOT NULL,
    bed             text NOT NULL,
    stay            text NOT NULL,
    rule            text NOT NULL,
    kind            text NOT NULL,
    priority        text NOT NULL,
    phase           text NOT NULL,
    latching        boolean NOT NULL,
    acknowledged_by text,
    acknowledged_at timestamptz,
    since           timestamptz NOT NULL,
    shown_at        timestamptz,
    message         text NOT NULL,
    metric          text,             -- the evidence; none for a technical alarm
    value           double precision,
    limit_value     double precision,
    measured_at     timestamptz,
    received_at     timestamptz,
    rule_version    text,
    PRIMARY KEY (journal, seq, item)
);
CREATE INDEX alarm_event_of_alarm ON vigil.alarm_event (id, revision);
CREATE INDEX alarm_event_of_ward ON vigil.alarm_event (ward, at);

-- Each alarm as it stands: the event of the highest revision. Whole rows are copied: a column added to one of the two
-- tables must be added to the other, at the same place.
CREATE TABLE vigil.alarm (LIKE vigil.alarm_event INCLUDING DEFAULTS, PRIMARY KEY (id));
CREATE INDEX alarm_of_bed ON vigil.alarm (ward, bed, since);

-- The first time that a dashboard painted an alarm, and which one.
CREATE TABLE vigil.alarm_shown (
    journal smallint NOT NULL,
    seq     bigint NOT NULL,
    item    integer NOT NULL,
    at      timestamptz NOT NULL,
    id      text NOT NULL,
    station text NOT NULL,
    PRIMARY KEY (journal, seq, item)
);
CREATE INDEX alarm_shown_of_alarm ON vigil.alarm_shown (id);

-- A bed appeared, received another patient, or its monitor fell silent or came back.
CREATE TABLE vigil.bed_event (
    journal   smallint NOT NULL,
    seq       bigint NOT NULL,
    item      integer NOT NULL,
    at        timestamptz NOT NULL,
    ward_seq  bigint NOT NULL,
    ward      text NOT NULL,
    bed       text NOT NULL,
    stay      text NOT NULL,
    patient   text,
    monitored boolean NOT NULL,
    PRIMARY KEY (journal, seq, item)
);
CREATE INDEX bed_event_of_bed ON vigil.bed_event (ward, bed, at);

-- The rules in force from a moment on.
CREATE TABLE vigil.rules (
    journal smallint NOT NULL,
    seq     bigint NOT NULL,
    at      timestamptz NOT NULL,
    source  text NOT NULL,
    text    text NOT NULL,
    PRIMARY KEY (journal, seq)
);

-- Journal rows that could not be written as what they are. Kept whole, so that nothing is lost, and never retried.
CREATE TABLE vigil.undecodable (
    journal smallint NOT NULL,
    seq     bigint NOT NULL,
    at      timestamptz NOT NULL,
    reason  text NOT NULL,
    body    bytea NOT NULL,
    events  bytea NOT NULL,
    PRIMARY KEY (journal, seq)
);
