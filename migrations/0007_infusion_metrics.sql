-- What is looked for during an infusion, and what its pump says of itself.

INSERT INTO vigil.metric (name, label, unit, usual_code) VALUES
    ('nausea',              'Naus',  '{score}', NULL),
    ('anxiety',             'Anx',   '{score}', NULL),
    ('eye_movements',       'Eyes',  '{score}', NULL),
    ('disorientation',      'Disor', '{score}', NULL),
    ('mood_change',         'Mood',  '{score}', NULL),
    ('urinary_symptoms',    'Urin',  '{score}', NULL),
    ('pump_flow',           'Flow',  'mL/h',    157784),
    ('pump_dose_rate',      'Dose',  'mg/h',    157924),
    ('pump_concentration',  'Conc',  'mg/mL',   157760),
    ('pump_remaining',      'Left',  'mL',      157872);

ALTER TABLE vigil.reading
    ADD COLUMN nausea             double precision,
    ADD COLUMN anxiety            double precision,
    ADD COLUMN eye_movements      double precision,
    ADD COLUMN disorientation     double precision,
    ADD COLUMN mood_change        double precision,
    ADD COLUMN urinary_symptoms   double precision,
    ADD COLUMN pump_flow          double precision,
    ADD COLUMN pump_dose_rate     double precision,
    ADD COLUMN pump_concentration double precision,
    ADD COLUMN pump_remaining     double precision;

-- As before, with the new columns.
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
    FROM unnest(ARRAY['heart_rate', 'pulse_rate', 'spo2', 'respiratory_rate', 'etco2', 'inspired_co2',
                      'nibp_systolic', 'nibp_diastolic', 'nibp_mean', 'abp_systolic', 'abp_diastolic', 'abp_mean',
                      'pap_systolic', 'pap_diastolic', 'pap_mean', 'cvp_mean', 'temperature', 'perfusion_index',
                      'pvc_rate', 'sedation', 'pain', 'poss', 'rass', 'ramsay', 'moaas', 'uk_sedation', 'acvpu',
                      'oxygen_flow', 'dissociation', 'hallucination', 'agitation', 'dysphoria', 'nausea',
                      'anxiety', 'eye_movements', 'disorientation', 'mood_change', 'urinary_symptoms', 'pump_flow',
                      'pump_dose_rate', 'pump_concentration', 'pump_remaining'],
                ARRAY[r.heart_rate, r.pulse_rate, r.spo2, r.respiratory_rate, r.etco2, r.inspired_co2,
                      r.nibp_systolic, r.nibp_diastolic, r.nibp_mean, r.abp_systolic, r.abp_diastolic, r.abp_mean,
                      r.pap_systolic, r.pap_diastolic, r.pap_mean, r.cvp_mean, r.temperature, r.perfusion_index,
                      r.pvc_rate, r.sedation, r.pain, r.poss, r.rass, r.ramsay, r.moaas, r.uk_sedation, r.acvpu,
                      r.oxygen_flow, r.dissociation, r.hallucination, r.agitation, r.dysphoria, r.nausea, r.anxiety,
                      r.eye_movements, r.disorientation, r.mood_change, r.urinary_symptoms, r.pump_flow,
                      r.pump_dose_rate, r.pump_concentration, r.pump_remaining]) AS c (metric, value)
    WHERE c.value IS NOT NULL OR r.detail ? c.metric
    UNION ALL
    SELECT e->>'metric', (e->>'value')::double precision, e
    FROM jsonb_array_elements(r.detail->'others') AS e
) AS o
JOIN vigil.metric m ON m.name = o.metric;

CREATE OR REPLACE VIEW vigil.trend_value WITH (security_invoker = true) AS
SELECT r.ward, r.bed, o.metric, o.value, t.at, r.received_at, r.reported_at, r.journal, r.seq, r.history, r.read_again
FROM vigil.reading r
CROSS JOIN LATERAL (
    SELECT c.metric, c.value, r.detail->c.metric AS extra
    FROM unnest(ARRAY['heart_rate', 'pulse_rate', 'spo2', 'respiratory_rate', 'etco2', 'inspired_co2',
                      'nibp_systolic', 'nibp_diastolic', 'nibp_mean', 'abp_systolic', 'abp_diastolic', 'abp_mean',
                      'pap_systolic', 'pap_diastolic', 'pap_mean', 'cvp_mean', 'temperature', 'perfusion_index',
                      'pvc_rate', 'sedation', 'pain', 'poss', 'rass', 'ramsay', 'moaas', 'uk_sedation', 'acvpu',
                      'oxygen_flow', 'dissociation', 'hallucination', 'agitation', 'dysphoria', 'nausea',
                      'anxiety', 'eye_movements', 'disorientation', 'mood_change', 'urinary_symptoms', 'pump_flow',
                      'pump_dose_rate', 'pump_concentration', 'pump_remaining'],
                ARRAY[r.heart_rate, r.pulse_rate, r.spo2, r.respiratory_rate, r.etco2, r.inspired_co2,
                      r.nibp_systolic, r.nibp_diastolic, r.nibp_mean, r.abp_systolic, r.abp_diastolic, r.abp_mean,
                      r.pap_systolic, r.pap_diastolic, r.pap_mean, r.cvp_mean, r.temperature, r.perfusion_index,
                      r.pvc_rate, r.sedation, r.pain, r.poss, r.rass, r.ramsay, r.moaas, r.uk_sedation, r.acvpu,
                      r.oxygen_flow, r.dissociation, r.hallucination, r.agitation, r.dysphoria, r.nausea, r.anxiety,
                      r.eye_movements, r.disorientation, r.mood_change, r.urinary_symptoms, r.pump_flow,
                      r.pump_dose_rate, r.pump_concentration, r.pump_remaining]) AS c (metric, value)
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
