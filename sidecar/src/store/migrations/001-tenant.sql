CREATE TABLE tenant (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  username TEXT NOT NULL,
  identity TEXT,
  created INTEGER NOT NULL,
  -- The sidecar's own keys for this tenant: it proves itself with them and opens relayed envelopes.
  -- They are the process's, never a person's.
  serve_sign BLOB NOT NULL,
  serve_seal BLOB NOT NULL,
  serve_seal_public BLOB NOT NULL,
  UNIQUE (host, port)
) STRICT;

CREATE TABLE claim (
  tenant TEXT PRIMARY KEY REFERENCES tenant (id),
  code_hash BLOB NOT NULL,
  expires INTEGER NOT NULL,
  tries INTEGER NOT NULL
) STRICT;
