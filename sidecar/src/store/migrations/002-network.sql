-- The tenant's own identity log, as the vault last put it.
CREATE TABLE identity_log (
  tenant TEXT PRIMARY KEY REFERENCES tenant (id),
  identity TEXT NOT NULL,
  log TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE prekey (
  tenant TEXT NOT NULL,
  device TEXT NOT NULL,
  id TEXT NOT NULL,
  prekey TEXT NOT NULL,
  exp INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, device, id)
) STRICT, WITHOUT ROWID;

-- Whom the tenant has dealt with: the pin { identity, seq, hash } and the log behind it.
CREATE TABLE remote_identity (
  tenant TEXT NOT NULL,
  address TEXT NOT NULL,
  identity TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  log TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, address)
) STRICT;

CREATE TABLE identity_alarm (
  tenant TEXT NOT NULL,
  address TEXT NOT NULL,
  code TEXT NOT NULL,
  pinned TEXT NOT NULL,
  seen TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, address)
) STRICT;

CREATE TABLE contact (
  tenant TEXT NOT NULL,
  identity TEXT NOT NULL,
  address TEXT NOT NULL,
  name TEXT,
  friend INTEGER NOT NULL,
  relay INTEGER NOT NULL,
  blocked INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, identity)
) STRICT, WITHOUT ROWID;

-- Ids of accepted envelopes until their exp: a retried delivery is acknowledged, not done again.
CREATE TABLE seen (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  exp INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_exp ON seen (exp);

-- A sealed envelope once, and a row for each device that has yet to fetch it.
CREATE TABLE sealed (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  envelope TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  exp INTEGER NOT NULL
) STRICT;
CREATE INDEX sealed_exp ON sealed (exp);
CREATE TABLE sealed_for (
  tenant TEXT NOT NULL,
  device TEXT NOT NULL,
  n INTEGER NOT NULL REFERENCES sealed (n) ON DELETE CASCADE,
  PRIMARY KEY (tenant, device, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX sealed_for_n ON sealed_for (n);
CREATE TABLE sealed_usage (
  tenant TEXT PRIMARY KEY,
  items INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER sealed_added AFTER INSERT ON sealed BEGIN
  INSERT INTO sealed_usage (tenant, items, bytes) VALUES (new.tenant, 1, new.bytes)
    ON CONFLICT (tenant) DO UPDATE SET items = items + 1, bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER sealed_removed AFTER DELETE ON sealed BEGIN
  UPDATE sealed_usage SET items = items - 1, bytes = bytes - old.bytes WHERE tenant = old.tenant;
END;
-- The last device that fetched (or was revoked) frees the envelope.
CREATE TRIGGER sealed_fetched AFTER DELETE ON sealed_for
WHEN NOT EXISTS (SELECT 1 FROM sealed_for WHERE n = old.n) BEGIN
  DELETE FROM sealed WHERE n = old.n;
END;

-- state: waiting, delivered, refused, expired. The envelope's text goes when it stops waiting;
-- the row stays until exp, so that a device's retry of a sent envelope is not sent twice.
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  destination TEXT NOT NULL,
  type TEXT NOT NULL,
  envelope TEXT,
  exp INTEGER NOT NULL,
  state TEXT NOT NULL,
  code TEXT,
  via TEXT,
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  at INTEGER NOT NULL,
  UNIQUE (tenant, id)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (tenant, destination, n) WHERE state = 'waiting';
CREATE INDEX outbox_exp ON outbox (exp);
CREATE TABLE outbox_usage (
  tenant TEXT PRIMARY KEY,
  waiting INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outbox_added AFTER INSERT ON outbox BEGIN
  INSERT INTO outbox_usage (tenant, waiting) VALUES (new.tenant, 1)
    ON CONFLICT (tenant) DO UPDATE SET waiting = waiting + 1;
END;
CREATE TRIGGER outbox_settled AFTER UPDATE OF state ON outbox
WHEN old.state = 'waiting' AND new.state != 'waiting' BEGIN
  UPDATE outbox_usage SET waiting = waiting - 1 WHERE tenant = old.tenant;
END;

CREATE TABLE relay_usage (
  tenant TEXT NOT NULL,
  identity TEXT NOT NULL,
  day INTEGER NOT NULL,
  items INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (tenant, identity, day)
) STRICT, WITHOUT ROWID;
