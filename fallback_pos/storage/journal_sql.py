"""The statements that make the journal, one constant a revision, never changed once published; and its columns.

They stand apart from the migrations so that the guard can compare them at every start without importing alembic.
"""

COLUMNS = "seq, generation, id, kind, occurred_at, business_date, body, prev_hash, hash, sig"
"""In the order of the fields of `sync.ledger.Entry`."""
READ_AT_ONCE_ENTRIES = 500

FORM_0001 = (
    """
    CREATE TABLE entry (
        seq INTEGER PRIMARY KEY NOT NULL,
        generation INTEGER NOT NULL CHECK (generation >= 1),
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        occurred_at TEXT NOT NULL,
        business_date TEXT NOT NULL,
        body BLOB NOT NULL,
        prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        sig BLOB NOT NULL CHECK (length(sig) = 64)
    ) STRICT
    """,
    """
    CREATE INDEX entry_milestone ON entry (kind, seq)
    WHERE kind IN ('shift.opened', 'shift.closed', 'outage.started', 'outage.ended')
    """,
    """
    CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an entry is never changed'); END
    """,
    """
    CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only: an entry is never deleted'); END
    """,
    """
    CREATE TRIGGER entry_append_only BEFORE INSERT ON entry
    BEGIN
        SELECT RAISE(ABORT, 'the journal is append-only: the next entry has the next number')
        WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry);
        SELECT RAISE(ABORT, 'the journal is append-only: the next entry names the hash of the last')
        WHERE NEW.prev_hash IS NOT coalesce((SELECT hash FROM entry ORDER BY seq DESC LIMIT 1), zeroblob(32));
        SELECT RAISE(ABORT, 'the journal is append-only: this id is already in it')
        WHERE EXISTS (SELECT 1 FROM entry WHERE id = NEW.id);
    END
    """,
)

FORMS = (FORM_0001,)
"""What the newest form of the file consists of."""
