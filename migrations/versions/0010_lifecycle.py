"""A time at which a result is published by itself, and private links to drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contest") as batch:
        batch.add_column(sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(
            op.f("ck_contest_publish_at"), "publish_at IS NULL OR state IN ('certified', 'published')"
        )
    op.create_table(
        "preview_link",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_preview_link_contest_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contest_id", name="pk_preview_link"),
        sa.UniqueConstraint("digest", name="uq_preview_link_digest"),
    )
