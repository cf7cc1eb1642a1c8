-- Feeds are fetched once for all who follow them here; what a tenant may see goes through `follow`.
CREATE TABLE feed (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  -- 'local' may reach loopback: such a feed is never shared with a tenant who may not.
  reach TEXT NOT NULL CHECK (reach IN ('public', 'local')),
  title TEXT NOT NULL,
  site TEXT NOT NULL,
  etag TEXT,
  modified TEXT,
  -- When it may be asked again, when it was asked last, and how often in a row that failed.
  next INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  problem TEXT,
  UNIQUE (url, reach)
) STRICT;

CREATE INDEX feed_next ON feed (next);

CREATE TABLE feed_item (
  id INTEGER PRIMARY KEY,
  feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
  guid TEXT NOT NULL,
  title TEXT NOT NULL,
  url TEXT NOT NULL,
  html TEXT NOT NULL,
  summary TEXT NOT NULL,
  author TEXT NOT NULL,
  image TEXT,
  published INTEGER NOT NULL,
  -- Its place in a timeline: the published time, but never later than when it was first seen.
  sort INTEGER NOT NULL,
  digest TEXT NOT NULL,
  UNIQUE (feed, guid)
) STRICT;

CREATE INDEX feed_item_sort ON feed_item (feed, sort DESC, id DESC);

CREATE TABLE follow (
  tenant TEXT NOT NULL REFERENCES tenant (id),
  feed INTEGER NOT NULL REFERENCES feed (id),
  target TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (tenant, feed)
) STRICT, WITHOUT ROWID;

CREATE INDEX follow_feed ON follow (feed);
