-- Sources: what they are, what they were told beside their place, and the number of the newest run that was begun. "name" stays
-- what the keys of pictures are computed from, so that no key changes.
ALTER TABLE sources
    ADD COLUMN kind text NOT NULL DEFAULT 'folder',
    ADD COLUMN options jsonb,
    ADD COLUMN newest_run bigint NOT NULL DEFAULT 0;

-- Runs over a source, the latest of each. Their number is counted in the source's row: no sequence.
CREATE TABLE runs (
    source bytea NOT NULL, -- sources.id
    number bigint NOT NULL,
    folder text NOT NULL,
    begun timestamptz NOT NULL DEFAULT now(),
    finished timestamptz,
    gone bigint,
    kept bigint,
    PRIMARY KEY (source, number)
);

-- The newest run that had begun when a picture's file was last seen; none counts as 0. Beside the wide rows of images, since it
-- changes with every run (docs/decisions/0036). Distributed as images is, by the same key.
CREATE TABLE sightings (
    id uuid PRIMARY KEY,
    run bigint NOT NULL
) WITH (fillfactor = 70); -- the next run's number finds room on the same page

-- What a source calls a file's state, such as an ETag.
ALTER TABLE attempts ADD COLUMN version text;

-- What a picture's bytes tell, by the extractor of this number; all of it is unknown of pictures that earlier versions stored.
ALTER TABLE images
    ADD COLUMN version text,
    ADD COLUMN extractor smallint,
    ADD COLUMN width integer,
    ADD COLUMN height integer,
    ADD COLUMN format text,
    ADD COLUMN taken_at timestamptz,
    ADD COLUMN taken_offset smallint, -- minutes
    ADD COLUMN camera text,
    ADD COLUMN latitude double precision,
    ADD COLUMN longitude double precision,
    ADD COLUMN colour integer, -- 0xRRGGBB
    ADD COLUMN perceptual_hash bigint;

-- Models, each with a column images.embedding_<id> and a graph images_embedding_<id> of its own (docs/decisions/0037).
CREATE TABLE models (
    id smallint PRIMARY KEY,
    name text NOT NULL,
    fingerprint text NOT NULL,
    dimensions integer NOT NULL,
    state text NOT NULL, -- active: searches use it
    adopted_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO models (id, name, fingerprint, dimensions, state, adopted_at)
SELECT 1, name, fingerprint, dimensions, 'active', adopted_at FROM model;

DO $$
BEGIN
    IF EXISTS (SELECT FROM model) THEN
        ALTER TABLE images RENAME COLUMN embedding TO embedding_1;
        ALTER TABLE images ALTER COLUMN embedding_1 DROP NOT NULL;
    END IF;
    IF to_regclass('images_embedding_hnsw') IS NOT NULL THEN
        ALTER INDEX images_embedding_hnsw RENAME TO images_embedding_1;
    END IF;
END $$;

DROP TABLE model;
