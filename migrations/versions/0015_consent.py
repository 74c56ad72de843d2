"""Where a nominee's notice went, by which link it is answered, and what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nominee_contact",
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.String(length=2), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_to", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("reply", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("shown", sa.LargeBinary(), nullable=True),
        sa.Column("focus", sa.String(length=12), nullable=True),
        sa.CheckConstraint(
            "answer IN ('agreed', 'change', 'taken', 'kept', 'declined')", name=op.f("ck_nominee_contact_answer")
        ),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_nominee_contact_contest_id"),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["nominee.id"], name="fk_nominee_contact_nominee_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("nominee_id", name="pk_nominee_contact"),
        sa.UniqueConstraint("digest", name="uq_nominee_contact_digest"),
    )
