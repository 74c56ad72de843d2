"""The public log, the queue of ballots on their way into it, and the triggers that keep it as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_log", "ledger_entry", "ledger_node", "ledger_checkpoint")
KEYS = {
    "ledger_log": ("id",),
    "ledger_entry": ("log_id", "number"),
    "ledger_node": ("log_id", "level", "number"),
    "ledger_checkpoint": ("log_id", "size"),
}


def upgrade() -> None:
    announced = sa.text("SELECT count(*) FROM contest WHERE state <> 'draft'")
    if op.get_bind().scalar(announced):
        raise RuntimeError(
            "This database holds a vote that was announced before the public log existed. Its record cannot be made "
            "afterwards. Keep the database with the program that it was made by, or begin with an empty one."
        )
    change_contest()
    change_ballot()
    make_log()
    make_queue()
    make_count()
    for table in APPEND_ONLY:
        keep_as_written(table)
    if op.get_bind().dialect.name == "postgresql":
        keep_no_samples()


def keep_no_samples() -> None:
    """Have ANALYZE look away from ballots: its statistics are a sample of the rows, and outlive them."""
    for table in ("ballot", "pending"):
        for column in sa.inspect(op.get_bind()).get_columns(table):
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column["name"]}" SET STATISTICS 0')


def change_contest() -> None:
    column = "ALTER TABLE contest ADD COLUMN"
    op.execute(
        f"{column} batch INTEGER DEFAULT 10 NOT NULL CONSTRAINT ck_contest_batch CHECK (batch BETWEEN 1 AND 100)"
    )
    op.execute(
        f"{column} appeal_hours INTEGER DEFAULT 48 NOT NULL "
        "CONSTRAINT ck_contest_appeal_hours CHECK (appeal_hours BETWEEN 0 AND 720)"
    )
    op.execute(f"{column} rehearsal BOOLEAN DEFAULT false NOT NULL")
    for name in ("shredded_at", "logged_at"):
        op.add_column("contest", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "document",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_document_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "name", name="pk_document"),
    )


def change_ballot() -> None:
    op.drop_index("ix_ballot_contest_id_nominee_id", "ballot")  # tallies are kept, and counted once
    op.add_column("ballot", sa.Column("replaced", sa.LargeBinary(length=32), nullable=True))
    op.add_column("ballot", sa.Column("replaced_nominee_id", sa.Uuid(), nullable=True))


def make_log() -> None:
    op.create_table(
        "ledger_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("verifier_key", sa.String(length=400), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_log"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=65535), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_ledger_entry_number")),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name="fk_ledger_entry_log_id"),
        sa.PrimaryKeyConstraint("log_id", "number", name="pk_ledger_entry"),
    )
    op.create_table(
        "ledger_node",
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name="fk_ledger_node_log_id"),
        sa.PrimaryKeyConstraint("log_id", "level", "number", name="pk_ledger_node"),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_log.id"], name="fk_ledger_checkpoint_log_id"),
        sa.PrimaryKeyConstraint("log_id", "size", name="pk_ledger_checkpoint"),
    )


def make_queue() -> None:
    op.create_table(
        "pending",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("voter", sa.LargeBinary(length=32), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("replaced", sa.LargeBinary(length=32), nullable=True),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("replaced_nominee_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_pending_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "key", name="pk_pending"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_pending_contest_id_commitment", "pending", ["contest_id", "commitment"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.LargeBinary(length=15), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.LargeBinary(length=32), nullable=True),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_receipt_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "commitment", name="pk_receipt"),
        sa.UniqueConstraint("contest_id", "number", name="uq_receipt_contest_id_number"),
        sa.UniqueConstraint("contest_id", "replaced", name="uq_receipt_contest_id_replaced"),
    )
    op.create_index("ix_receipt_contest_id_label", "receipt", ["contest_id", "label"], unique=False)


def make_count() -> None:
    nominee = (["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"])
    op.create_table(
        "tally",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_tally_votes")),
        sa.ForeignKeyConstraint(*nominee, name="fk_tally_contest_id_nominee_id"),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_tally_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "nominee_id", name="pk_tally"),
    )
    op.create_table(
        "opening",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(*nominee, name="fk_opening_contest_id_nominee_id"),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_opening_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "commitment", name="pk_opening"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bundle_file",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_bundle_file_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "path", name="pk_bundle_file"),
    )


def keep_as_written(table: str) -> None:
    """Have the database refuse every change of a row, and its deletion unless the log is a rehearsal's."""
    log = "id" if table == "ledger_log" else "log_id"
    if op.get_bind().dialect.name == "sqlite":
        stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        real = f"WHEN EXISTS (SELECT 1 FROM ledger_log WHERE id = OLD.{log} AND NOT rehearsal)"
        same = " AND ".join(f"{name} = NEW.{name}" for name in KEYS[table])
        op.execute(f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {stop}")
        op.execute(f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {real} {stop}")
        op.execute(  # INSERT OR REPLACE deletes without a DELETE trigger
            f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {stop}"
        )
        return
    for when in ("UPDATE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuses_{when.lower()} BEFORE {when} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        f"CREATE FUNCTION refuse_deletion_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS (SELECT 1 FROM ledger_log WHERE id = OLD.{log} AND NOT rehearsal) "
        f"THEN RAISE EXCEPTION '{table} is append-only'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_deletion_of_{table}()"
    )
