-- What people say about an alarm: who goes there, and what they write. Every word of it stands in vigil.command
-- (note_alarm, assign_alarm); beside the alarm stand who is assigned and its newest notes, as dashboards show them.
-- Both tables alike, as whole rows are copied from one to the other.
ALTER TABLE vigil.alarm_event
    ADD COLUMN assigned_to text,
    ADD COLUMN assigned_by text,
    ADD COLUMN assigned_at timestamptz,
    ADD COLUMN notes       text;
ALTER TABLE vigil.alarm
    ADD COLUMN assigned_to text,
    ADD COLUMN assigned_by text,
    ADD COLUMN assigned_at timestamptz,
    ADD COLUMN notes       text;
COMMENT ON COLUMN vigil.alarm_event.notes IS 'JSON array of {"by", "at", "text"}, oldest first; NULL: none';

-- All that was said about one alarm.
CREATE INDEX command_of_alarm ON vigil.command ((what->>'alarm'), at) WHERE what ? 'alarm';

COMMENT ON TABLE vigil.command IS
    'What somebody decided for a patient, said about an alarm (its ward, bed and stay), or decided at a station (then bed '
    'and stay are empty); and which bed a sender was given (assign_sender: without a bed, none any more)';
