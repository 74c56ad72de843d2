"""Who else has signed a head of the public log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_cosignature",
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("witness", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("line", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id", "size"],
            ["ledger_checkpoint.log_id", "ledger_checkpoint.size"],
            name="fk_ledger_cosignature_log_id_size",
        ),
        sa.PrimaryKeyConstraint("log_id", "size", "witness", name="pk_ledger_cosignature"),
    )
