-- Scales as they were charted, what became of an alarm's signals, and what people decided.

-- A level is kept with its scale: levels of two scales do not compare. Letters are stored as numbers of the scale:
-- POSS S 1.5; ACVPU A 0, C 1, V 2, P 3, U 4. What is charted since then has no 'sedation' any more.
INSERT INTO vigil.metric (name, label, unit) VALUES
    ('poss',           'POSS',   '{score}'),
    ('rass',           'RASS',   '{score}'),
    ('ramsay',         'Ramsay', '{score}'),
    ('moaas',          'MOAA/S', '{score}'),
    ('uk_sedation',    'UK 0-3', '{score}'),
    ('acvpu',          'ACVPU',  '{score}'),
    ('oxygen_flow',    'O2',     'L/min'),
    ('dissociation',   'Diss',   '{score}'),
    ('hallucination',  'Hall',   '{score}'),
    ('agitation',      'Agit',   '{score}'),
    ('dysphoria',      'Dysph',  '{score}');

ALTER TABLE vigil.reading
    ADD COLUMN poss          double precision,
    ADD COLUMN rass          double precision,
    ADD COLUMN ramsay        double precision,
    ADD COLUMN moaas         double precision,
    ADD COLUMN uk_sedation   double precision,
    ADD COLUMN acvpu         double precision,
    ADD COLUMN oxygen_flow   double precision,
    ADD COLUMN dissociation  double precision,
    ADD COLUMN hallucination double precision,
    ADD COLUMN agitation     double precision,
    ADD COLUMN dysphoria     double precision;

CREATE OR REPLACE VIEW vigil.observation WITH (security_invoker = true) AS
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
                 ('pvc_rate', r.pvc_rate), ('sedation', r.sedation), ('pain', r.pain),
                 ('poss', r.poss), ('rass', r.rass), ('ramsay', r.ramsay), ('moaas', r.moaas),
                 ('uk_sedation', r.uk_sedation), ('acvpu', r.acvpu), ('oxygen_flow', r.oxygen_flow),
                 ('dissociation', r.dissociation), ('hallucination', r.hallucination), ('agitation', r.agitation),
                 ('dysphoria', r.dysphoria)) AS c (metric, value)
    WHERE c.value IS NOT NULL OR r.detail ? c.metric
    UNION ALL
    SELECT e->>'metric', (e->>'value')::double precision, e
    FROM jsonb_array_elements(r.detail->'others') AS e
) AS o
JOIN vigil.metric m ON m.name = o.metric;

-- An alarm of a whole ward has bed '' and stay ''. Both tables alike, as whole rows are copied from one to the other.
ALTER TABLE vigil.alarm_event
    ADD COLUMN change        text,
    ADD COLUMN signalled_at  timestamptz,
    ADD COLUMN paused_by     text,
    ADD COLUMN paused_reason text,
    ADD COLUMN paused_until  timestamptz,
    ADD COLUMN call_step     integer,
    ADD COLUMN call_to       text,
    ADD COLUMN beds          text;
ALTER TABLE vigil.alarm
    ADD COLUMN change        text,
    ADD COLUMN signalled_at  timestamptz,
    ADD COLUMN paused_by     text,
    ADD COLUMN paused_reason text,
    ADD COLUMN paused_until  timestamptz,
    ADD COLUMN call_step     integer,
    ADD COLUMN call_to       text,
    ADD COLUMN beds          text;
COMMENT ON COLUMN vigil.alarm_event.change IS 'What happened in this revision: onset, escalated, called, ...';
COMMENT ON COLUMN vigil.alarm_event.signalled_at IS 'When its sound last began';
COMMENT ON COLUMN vigil.alarm_event.paused_until IS 'Alarm paused: shown, without sound, until then';
COMMENT ON COLUMN vigil.alarm_event.call_step IS 'Which call of the rules, from 1; none since it last began to sound: NULL';
COMMENT ON COLUMN vigil.alarm_event.beds IS 'JSON array: the beds of an alarm that stands for many; else NULL';

-- What somebody decided for a patient, or at a station (then bed and stay are ''): limits, pauses, the infusion's phase.
-- `what`: {"command": "set_limit", "rule": ..., "priority": ..., "limit": ..., "until": ...} and the like.
CREATE TABLE vigil.command (
    journal smallint NOT NULL,
    seq     bigint NOT NULL,
    at      timestamptz NOT NULL,
    ward    text NOT NULL,
    bed     text NOT NULL,
    stay    text NOT NULL,
    by      text NOT NULL,
    reason  text,
    request text NOT NULL,
    what    jsonb NOT NULL,
    PRIMARY KEY (journal, seq)
);
CREATE INDEX command_of_bed ON vigil.command (ward, bed, at);

-- A station of a ward came, went, was armed, was looked at, or its sound was paused: its whole state afterwards.
CREATE TABLE vigil.station_event (
    journal            smallint NOT NULL,
    seq                bigint NOT NULL,
    item               integer NOT NULL,
    at                 timestamptz NOT NULL,
    ward_seq           bigint NOT NULL,
    ward               text NOT NULL,
    station            text NOT NULL,
    connected          boolean NOT NULL,
    sound_armed        boolean NOT NULL,
    visible            boolean NOT NULL,
    audio_paused_until timestamptz,
    paused_by          text,
    PRIMARY KEY (journal, seq, item)
);
CREATE INDEX station_event_of_ward ON vigil.station_event (ward, at);
