-- Favourites: whether a row is one stands in it, so that a filter needs no join (docs/decisions/0057).
ALTER TABLE images ADD COLUMN favourite boolean NOT NULL DEFAULT false;
CREATE INDEX images_favourite ON images (id) WHERE favourite;

-- Which bytes are favourites, whether a row holds them now or not: what a file is moved to, or found as again, is one too.
CREATE TABLE favourites (
    content bytea PRIMARY KEY, -- SHA-256
    marked timestamptz NOT NULL DEFAULT now()
);

-- Queries under names, in the order of the names' bytes.
CREATE TABLE saved_searches (
    name text COLLATE "C" PRIMARY KEY,
    query text NOT NULL,
    saved timestamptz NOT NULL DEFAULT now()
);
