-- The model whose vectors the database holds: one row at most.
CREATE TABLE model (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    name text NOT NULL,
    fingerprint text NOT NULL,
    dimensions integer NOT NULL,
    adopted_at timestamptz NOT NULL DEFAULT now()
);

-- One row a picture. The key is computed by the client, and it is the only unique one, so that the table can be
-- distributed by it as it is. The column "embedding halfvec(N)" is added when the first model is adopted: it alone
-- knows N, and an index needs it.
CREATE TABLE images (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    path text NOT NULL,
    size bigint NOT NULL,
    modified bigint NOT NULL, -- nanoseconds since 1970
    content bytea NOT NULL, -- SHA-256
    indexed_at timestamptz NOT NULL DEFAULT now(),
    missing_since timestamptz
);

-- The same content is embedded once: this finds it under its other names.
CREATE INDEX images_content ON images (content);
