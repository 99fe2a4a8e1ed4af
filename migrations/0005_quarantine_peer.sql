-- Whom a message came from besides by its name: the peer's IP, or "host:port" of a monitor that we connected to. So that
-- reading it again finds the [[sender]] that listeners would. NULL: not known, as of what was kept before.
ALTER TABLE vigil.quarantine ADD COLUMN address text;
