"""What the jury follows and writes: the steps of the count, its choice between equals, its citation, its notes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _of_a_nominee(name: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f(f"fk_{name}_contest_id")),
        sa.ForeignKeyConstraint(
            ["contest_id", "nominee_id"],
            ["nominee.contest_id", "nominee.id"],
            name=op.f(f"fk_{name}_contest_id_nominee_id"),
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "tally_step",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_tally_step_votes")),
        *_of_a_nominee("tally_step"),
        sa.PrimaryKeyConstraint("contest_id", "at", "nominee_id", name=op.f("pk_tally_step")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tie_choice",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_tie_choice_decided")),
        *_of_a_nominee("tie_choice"),
        sa.PrimaryKeyConstraint("contest_id", name=op.f("pk_tie_choice")),
        sa.UniqueConstraint("id", name=op.f("uq_tie_choice_id")),
    )
    op.create_table(
        "jury_citation",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        *_of_a_nominee("jury_citation"),
        sa.PrimaryKeyConstraint("contest_id", "nominee_id", name=op.f("pk_jury_citation")),
    )
    op.create_table(
        "jury_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=10_000), nullable=False),
        sa.Column("in_minutes", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_jury_note_contest_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jury_note")),
    )
    op.create_index(op.f("ix_jury_note_contest_id_written_at"), "jury_note", ["contest_id", "written_at"])
