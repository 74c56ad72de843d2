"""What the editor sets: who may vote, the list of those who may, and what was corrected after announcing."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contest") as batch:
        batch.add_column(sa.Column("voters", sa.String(length=10), nullable=False, server_default="anyone"))
        batch.add_column(sa.Column("voter_domains", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch.add_column(sa.Column("corrections", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        batch.create_check_constraint(op.f("ck_contest_voters"), "voters IN ('anyone', 'domains', 'invited')")
    with op.batch_alter_table("contest") as batch:  # the default was for the rows that were there
        batch.alter_column("voter_domains", server_default=None)
        batch.alter_column("corrections", server_default=None)
    op.create_table(
        "invited_voter",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_invited_voter_contest_id")),
        sa.PrimaryKeyConstraint("contest_id", "address_key", name=op.f("pk_invited_voter")),
    )
