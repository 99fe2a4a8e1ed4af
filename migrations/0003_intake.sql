-- What monitors and the hospital's registration say besides vital signs, and what nobody understood at first.

-- history: long past when it came, or understood only later; no alarm was decided on it. In detail a reading may carry
-- the device's own limits, in the unit of vigil.metric: {"spo2": {"low": 90, "high": 100}}.
ALTER TABLE vigil.reading
    ADD COLUMN patient_name text,
    ADD COLUMN history boolean NOT NULL DEFAULT false;
ALTER TABLE vigil.bed_event ADD COLUMN patient_name text;

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
       r.journal, r.seq,
       r.patient_name,
       r.history,
       (o.extra->>'low')::double precision AS device_low,
       (o.extra->>'high')::double precision AS device_high
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

-- Every change of an alarm that a device raised by itself: what the device says of it, relayed, never decided here.
CREATE TABLE vigil.device_alarm_event (
    journal      smallint NOT NULL,
    seq          bigint NOT NULL,
    item         integer NOT NULL,
    at           timestamptz NOT NULL,
    ward_seq     bigint NOT NULL,
    ward         text NOT NULL,
    bed          text NOT NULL,
    device       text NOT NULL,
    id           text NOT NULL, -- unique at its device
    text         text NOT NULL,
    code         bigint,        -- context-free IEEE 11073-10101; NULL: a private one
    source       bigint,        -- code of what it is about
    phase        text NOT NULL,
    state        text NOT NULL,
    priority     text NOT NULL,
    kind         text NOT NULL,
    inactivation jsonb,         -- ["audio_paused", ...]; NULL: none
    measured_at  timestamptz,   -- the device's claim
    sender       text,          -- with the next two: of the message that told it; NULL where time ended it
    control_id   text,
    patient      text,
    PRIMARY KEY (journal, seq, item)
);
CREATE INDEX device_alarm_event_of_bed ON vigil.device_alarm_event (ward, bed, at);

-- What the hospital's registration said of where patients are, as it came; vigil.bed_event says what followed.
CREATE TABLE vigil.movement (
    journal       smallint NOT NULL,
    seq           bigint NOT NULL,
    at            timestamptz NOT NULL,
    kind          text NOT NULL,
    sender        text NOT NULL,
    control_id    text NOT NULL,
    patient       text,
    patient_name  text,
    other_patient text,        -- swapped: the other one; merged: the id that is no more
    other_name    text,
    to_ward       text,
    to_bed        text,
    from_ward     text,
    from_bed      text,
    moved_at      timestamptz, -- the sender's claim
    PRIMARY KEY (journal, seq)
);
CREATE INDEX movement_of_patient ON vigil.movement (patient, at);

-- Messages, or parts of them, that were not understood, as they came. `vigil quarantine` reads them again.
CREATE TABLE vigil.quarantine (
    id           bigint GENERATED ALWAYS AS IDENTITY UNIQUE, -- what people call it by
    journal      smallint NOT NULL,
    seq          bigint NOT NULL,
    received_at  timestamptz NOT NULL,
    transport    text NOT NULL,
    sender       text NOT NULL,
    control_id   text NOT NULL,
    dialect      text NOT NULL,
    raw          bytea NOT NULL,
    size         bigint NOT NULL,  -- of the whole message; raw may have been cut
    reasons      text NOT NULL,    -- one a line: where, a tab, why
    key          text NOT NULL,    -- the same for a repetition of the message
    partly       boolean NOT NULL, -- its other observations were taken at once
    rerun_at     timestamptz,
    rerun_result text,
    PRIMARY KEY (journal, seq)
);
CREATE INDEX quarantine_of_sender ON vigil.quarantine (sender, id);
