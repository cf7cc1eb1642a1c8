-- Every id is a keyed hash (HMAC-SHA-256) and every content is sealed: see crypto/row-cipher.ts.
-- What this file tells without the key: how many rows there are, and which belong together.

-- The master key, wrapped. `params` are the public ones of the derivation.
CREATE TABLE keyring (
  kind    TEXT PRIMARY KEY CHECK (kind IN ('passphrase', 'phrase')),
  params  TEXT NOT NULL,
  wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE prekey (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE known_identity (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE alarm (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (id BLOB PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- `seq` is the order of arrival, and the cursor of history.
CREATE TABLE message (
  seq          INTEGER PRIMARY KEY,
  id           BLOB NOT NULL UNIQUE,
  conversation BLOB NOT NULL,
  sealed       BLOB NOT NULL
) STRICT;
CREATE INDEX message_by_conversation ON message (conversation, seq);

CREATE TABLE conversation (
  id       BLOB PRIMARY KEY,
  last_seq INTEGER NOT NULL,
  sealed   BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_by_last ON conversation (last_seq);
