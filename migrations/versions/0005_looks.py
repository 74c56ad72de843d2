"""An award's colour, logo and picture."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("accent", sa.String(length=7), nullable=True),
        sa.Column("hero_id", sa.String(length=32), nullable=True),
        sa.Column("hero_width", sa.Integer(), nullable=True),
        sa.Column("logo_id", sa.String(length=32), nullable=True),
        sa.Column("logo_width", sa.Integer(), nullable=True),
        sa.Column("logo_height", sa.Integer(), nullable=True),
        sa.Column("logo_dark", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name="fk_look_award_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("award_id", name="pk_look"),
    )
    op.create_table(
        "look_file",
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("picture_id", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name="fk_look_file_award_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("award_id", "picture_id", "width", name="pk_look_file"),
    )
