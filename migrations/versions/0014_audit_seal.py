"""Which entry of the installation's log holds which act of staff, and the triggers that keep that as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_event.id"], name="fk_audit_seal_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_audit_seal"),
        sa.UniqueConstraint("number", name="uq_audit_seal_number"),
    )
    if op.get_bind().dialect.name == "sqlite":
        keep_in_sqlite()
        return
    for change in ("UPDATE", "DELETE OR TRUNCATE"):
        name = change.partition(" ")[0].lower()
        op.execute(
            f"CREATE TRIGGER audit_seal_refuses_{name} BEFORE {change} ON audit_seal "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def keep_in_sqlite() -> None:
    stop = "BEGIN SELECT RAISE(ABORT, 'audit_seal is append-only'); END"
    op.execute(f"CREATE TRIGGER audit_seal_refuses_update BEFORE UPDATE ON audit_seal {stop}")
    op.execute(f"CREATE TRIGGER audit_seal_refuses_delete BEFORE DELETE ON audit_seal {stop}")
    op.execute(  # INSERT OR REPLACE deletes without a DELETE trigger
        "CREATE TRIGGER audit_seal_refuses_replace BEFORE INSERT ON audit_seal "
        f"WHEN EXISTS (SELECT 1 FROM audit_seal WHERE event_id = NEW.event_id OR number = NEW.number) {stop}"
    )
