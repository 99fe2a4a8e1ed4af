-- Looking for what was observed of a patient, or in a bed, by the time that the reports themselves give.

CREATE INDEX reading_of_patient ON vigil.reading (patient, (coalesce(reported_at, received_at)))
    WHERE patient IS NOT NULL;
CREATE INDEX reading_of_bed_by_time ON vigil.reading (ward, bed, (coalesce(reported_at, received_at)));
