-- One row per version of a site that is here: the live one, up to ten older ones whose blobs are
-- kept for a rollback, and signed ones that wait for their hour.
CREATE TABLE publication (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('live', 'kept', 'scheduled')),
  header TEXT NOT NULL,
  sig TEXT NOT NULL,
  activate INTEGER,
  accepted INTEGER NOT NULL,
  live INTEGER,
  PRIMARY KEY (tenant, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX publication_live ON publication (tenant) WHERE state = 'live';

-- The files of the live version, whole; every other version is a difference.
CREATE TABLE publication_file (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  path TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  type TEXT NOT NULL,
  PRIMARY KEY (tenant, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX publication_file_blob ON publication_file (tenant, sha256);

-- kept: what the next newer version must be given back to become this one.
-- scheduled: what the live version must be given to become this one.
-- sha256 is NULL where the path is not in this version.
CREATE TABLE publication_change (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  seq INTEGER NOT NULL,
  path TEXT NOT NULL,
  sha256 TEXT,
  size INTEGER,
  type TEXT,
  PRIMARY KEY (tenant, seq, path)
) STRICT, WITHOUT ROWID;

CREATE INDEX publication_change_blob ON publication_change (tenant, sha256);

-- Paths of the public tree that may differ from the live version: written in the commit that changes
-- the site or a page's comments, removed when the tree has followed. A crash leaves them for the start.
CREATE TABLE public_tree_change (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  path TEXT NOT NULL,
  mark INTEGER NOT NULL,
  PRIMARY KEY (tenant, path)
) STRICT, WITHOUT ROWID;
