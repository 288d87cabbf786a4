-- Facts of pictures: what nobody wrote before is stored as it is filtered and sorted by.
ALTER TABLE images
    DROP COLUMN taken_at,
    ADD COLUMN taken bigint, -- seconds since 1970 as the camera's clock showed them
    ADD COLUMN place text; -- from the nearest town outwards, joined by ', '

-- Pictures by date, oldest and newest first: when they were taken, else when the file was changed. Of equal dates the smaller key
-- comes first in both (docs/decisions/0054).
CREATE INDEX images_oldest ON images
    ((coalesce(taken, modified / 1000000000 - (modified % 1000000000 < 0)::int)), id) WHERE missing_since IS NULL;
CREATE INDEX images_newest ON images
    ((-coalesce(taken, modified / 1000000000 - (modified % 1000000000 < 0)::int)), id) WHERE missing_since IS NULL;
-- Positions: few pictures have one, and fewer are near a place.
CREATE INDEX images_latitude ON images (latitude) WHERE latitude IS NOT NULL;

-- Where files lie that were refused; unknown of those that earlier versions refused.
ALTER TABLE attempts
    ADD COLUMN source text,
    ADD COLUMN path text;
