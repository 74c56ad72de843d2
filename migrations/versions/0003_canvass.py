"""The review of votes: signals of how ballots came, proposals of two admins, and why a vote is voided."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contest", sa.Column("appeals_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("receipt", sa.Column("void_reason", sa.String(length=40), nullable=True))
    make_signals()
    make_proposals()


def make_signals() -> None:
    op.create_table(
        "signal",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("network", sa.LargeBinary(length=16), nullable=False),
        sa.Column("domain", sa.LargeBinary(length=16), nullable=False),
        sa.Column("family", sa.LargeBinary(length=16), nullable=False),
        sa.Column("haste", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_signal_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "commitment", name="pk_signal"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":  # ANALYZE keeps samples of rows, which outlive them
        for column in sa.inspect(op.get_bind()).get_columns("signal"):
            op.execute(f'ALTER TABLE signal ALTER COLUMN "{column["name"]}" SET STATISTICS 0')


def make_proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("void_reason", sa.String(length=40), nullable=True),
        sa.Column("cluster_kind", sa.String(length=10), nullable=True),
        sa.Column("cluster_key", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("action IN ('void', 'unvoid', 'certify')", name=op.f("ck_proposal_action")),
        sa.CheckConstraint("state IN ('open', 'approved', 'declined')", name=op.f("ck_proposal_state")),
        sa.CheckConstraint("(action = 'void') = (void_reason IS NOT NULL)", name=op.f("ck_proposal_void_reason")),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f("ck_proposal_decided_by")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_proposal_decided_at")),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_proposal_contest_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.UniqueConstraint("contest_id", "id", name="uq_proposal_contest_id_id"),
    )
    waiting = sa.text("action = 'certify' AND state = 'open'")
    one = {"unique": True, "sqlite_where": waiting, "postgresql_where": waiting}
    op.create_index("ix_proposal_contest_id", "proposal", ["contest_id"], **one)
    op.create_index("ix_proposal_contest_id_proposed_at", "proposal", ["contest_id", "proposed_at"], unique=False)
    op.create_table(
        "proposed_ballot",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id", "proposal_id"],
            ["proposal.contest_id", "proposal.id"],
            name="fk_proposed_ballot_contest_id_proposal_id",
        ),
        sa.ForeignKeyConstraint(
            ["contest_id", "commitment"],
            ["receipt.contest_id", "receipt.commitment"],
            name="fk_proposed_ballot_contest_id_commitment",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "commitment", name="pk_proposed_ballot"),
        sqlite_with_rowid=False,
    )
