-- Facts of pictures: what nobody wrote before is stored as it is filtered and sorted by.
ALTER TABLE images
    DROP COLUMN taken_at,
    ADD COLUMN taken bigint, -- seconds since 1970 as the camera's clock showed them
    ADD COLUMN place text; -- from the nearest town outwards, joined by ', '
