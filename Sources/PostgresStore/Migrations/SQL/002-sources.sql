-- Where each source of pictures lies. The key is the SHA-256 of the name, which can be longer than an entry of an index.
-- "name" is what images.source holds and results show. Sources that an earlier version recorded have no machine and no
-- location until a folder is found to be theirs.
CREATE TABLE sources (
    id bytea PRIMARY KEY,
    name text NOT NULL,
    machine text,
    location text, -- the real path; in a database of the program's own, that from the data folder where it lies within
    recorded_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO sources (id, name)
SELECT sha256(convert_to(source, 'UTF8')), source FROM (SELECT DISTINCT source FROM images) AS named;
