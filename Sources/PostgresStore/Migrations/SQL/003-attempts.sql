-- Files that were taken up and not stored: in work (no code), or refused for good. A file is not opened again as long as its
-- size, its date and the rules are those recorded here. It is written before a picture is decoded: whatever ends the program
-- leaves a row with no code. Distributed as images is, by its one key.
CREATE TABLE attempts (
    id uuid PRIMARY KEY,
    size bigint NOT NULL,
    modified bigint NOT NULL,
    rules text NOT NULL,
    unfinished bigint NOT NULL,
    code text, -- as PictureError names it
    detail text NOT NULL DEFAULT '',
    at timestamptz NOT NULL DEFAULT now()
);
