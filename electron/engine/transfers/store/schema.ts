/**
 * Each entry leads from its index to the next version (PRAGMA user_version). Entries are never
 * changed after a release; a new need is a new entry.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- Servers without any secret; facts are what the queue learnt about them.
  CREATE TABLE server(
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    facts TEXT NOT NULL DEFAULT '{}'
  ) STRICT, WITHOUT ROWID;

  -- What was enqueued together: its conflict policy and the answers given "for all".
  CREATE TABLE batch(
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL,
    answers TEXT NOT NULL DEFAULT '{}',
    filter TEXT
  ) STRICT;

  -- AUTOINCREMENT: an id names part files on disk and must never come back.
  CREATE TABLE item(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent INTEGER,
    root INTEGER,
    depth INTEGER NOT NULL,
    batch INTEGER NOT NULL,
    rank REAL NOT NULL,
    sub REAL NOT NULL,
    tab INTEGER NOT NULL,
    state TEXT NOT NULL,
    direction TEXT NOT NULL,
    kind TEXT NOT NULL,
    lane TEXT NOT NULL,
    server TEXT NOT NULL,
    source_server TEXT,
    target_server TEXT,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    size INTEGER,
    modified INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    choice TEXT,
    begun INTEGER NOT NULL DEFAULT 0,
    kept INTEGER NOT NULL DEFAULT 0,
    segments TEXT,
    detail TEXT,
    retry_at INTEGER,
    finished INTEGER
  ) STRICT;
  CREATE INDEX item_queued ON item(rank, sub) WHERE tab = 1;
  CREATE INDEX item_finished ON item(tab, finished) WHERE tab IN (2, 3);
  CREATE INDEX item_ready ON item(server, direction, lane, rank, sub) WHERE state = 'waiting';
  CREATE INDEX item_root ON item(root) WHERE root IS NOT NULL;
  CREATE INDEX item_asking ON item(rank, sub) WHERE state = 'asking';

  -- What only folders have. Counts of files are kept for the folder that was enqueued.
  CREATE TABLE folder(
    id INTEGER PRIMARY KEY,
    planned INTEGER NOT NULL DEFAULT 0,
    open INTEGER NOT NULL DEFAULT 0,
    files INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    bytes_done INTEGER NOT NULL DEFAULT 0,
    fingerprint TEXT
  ) STRICT;
  `,
  `
  -- Higher runs sooner, whatever its place in the queue.
  ALTER TABLE item ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
  -- Unix permission bits of the source, as listed.
  ALTER TABLE item ADD COLUMN permissions INTEGER;
  -- JSON: how a copy between two servers goes, and why.
  ALTER TABLE item ADD COLUMN route TEXT;
  DROP INDEX item_ready;
  CREATE INDEX item_ready ON item(server, direction, lane, priority DESC, rank, sub)
    WHERE state = 'waiting';
  -- A folder that is deleted has to know what became of each entry in it.
  CREATE INDEX item_deleted ON item(parent) WHERE direction = 'delete';
  `,
]
