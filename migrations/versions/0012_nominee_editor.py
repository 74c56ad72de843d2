"""What the nominee editor needs: an organisation, drafts without a photo, pictures to crop anew, and what is said of
nominees who were corrected or withdrawn after the announcement.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("nominee") as batch:
        batch.add_column(sa.Column("organisation", sa.String(length=120), nullable=False, server_default=sa.text("''")))
        batch.add_column(sa.Column("withdrawn_reason", sa.String(length=500), nullable=True))
        batch.add_column(sa.Column("corrections", sa.JSON(), nullable=True))
        batch.alter_column("photo_id", existing_type=sa.String(length=32), nullable=True)
    op.create_table(
        "photo_original",
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("focus", sa.String(length=12), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["nominee.id"], name="fk_photo_original_nominee_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("nominee_id", name="pk_photo_original"),
    )
