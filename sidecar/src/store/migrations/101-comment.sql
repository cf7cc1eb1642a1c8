CREATE TABLE comment (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  -- The envelope's id; for a guest, random bytes of the same form.
  -- A deleted comment keeps its row, emptied, so that a late copy of it does not come back.
  id TEXT NOT NULL,
  page TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  reply_to TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'deleted')),
  guest INTEGER NOT NULL,
  identity TEXT,
  address TEXT,
  -- The signed original as JSON text; NULL for a guest.
  envelope TEXT,
  -- When the writer says it was written, and the order in which it came here.
  at INTEGER NOT NULL,
  received INTEGER NOT NULL,
  -- With a rowid: ids are random, and whole comments sorted by them would touch a page for each.
  PRIMARY KEY (tenant, id)
) STRICT;

CREATE INDEX comment_page ON comment (tenant, page, state, received);
CREATE INDEX comment_queue ON comment (tenant, state, received);
CREATE INDEX comment_newest ON comment (tenant, received);
