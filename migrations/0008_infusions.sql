-- Infusion sessions: how each stood whenever it changed, the protocols they followed, and what was charted in them.
-- What people ordered and charted stands in vigil.command, word for word.

CREATE TABLE vigil.infusion_event (
    journal        smallint NOT NULL,
    seq            bigint NOT NULL,
    item           integer NOT NULL,
    at             timestamptz NOT NULL,
    ward_seq       bigint NOT NULL,
    ward           text NOT NULL,
    bed            text NOT NULL,
    stay           text NOT NULL,
    session        text NOT NULL,
    protocol       text NOT NULL,
    version        text NOT NULL,     -- of the protocol
    drug           text NOT NULL,
    phase          text NOT NULL,
    phase_since    timestamptz NOT NULL,
    day            integer NOT NULL,  -- which session of its course
    infusing_since timestamptz,
    stopped_at     timestamptz,
    rate_mg_per_h  double precision NOT NULL,
    step_at        timestamptz,
    steps          integer NOT NULL,
    total_mg       double precision NOT NULL,
    total_24h_mg   double precision NOT NULL,
    weight_kg      double precision,
    pump_attached  boolean NOT NULL,
    next_check     text,
    next_check_at  timestamptz,
    ended_why      text,
    over           boolean NOT NULL,
    PRIMARY KEY (journal, seq, item)
);
CREATE INDEX infusion_event_of_session ON vigil.infusion_event (session, at);
CREATE INDEX infusion_event_of_bed ON vigil.infusion_event (ward, bed, at);
COMMENT ON COLUMN vigil.infusion_event.total_mg IS 'Given by this moment; it grows with rate_mg_per_h';

-- Each session as it stands.
CREATE VIEW vigil.infusion WITH (security_invoker = true) AS
SELECT DISTINCT ON (session) * FROM vigil.infusion_event ORDER BY session, at DESC, journal DESC, seq DESC, item DESC;

-- The protocols in force from a moment on.
CREATE TABLE vigil.protocol (
    journal smallint NOT NULL,
    seq     bigint NOT NULL,
    item    integer NOT NULL,
    at      timestamptz NOT NULL,
    source  text NOT NULL,
    text    text NOT NULL,
    PRIMARY KEY (journal, seq, item)
);
