"""What editors need: revisions, so that nobody overwrites another's work unseen, and the rules that can be chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("award", "contest", "nominee"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("0")))
    with op.batch_alter_table("contest") as batch:
        batch.add_column(sa.Column("jury_live", sa.Boolean(), nullable=False, server_default=sa.text("true")))
        batch.add_column(sa.Column("tie", sa.String(length=10), nullable=False, server_default="shared"))
        batch.add_column(sa.Column("nominee_order", sa.String(length=10), nullable=False, server_default="random"))
        batch.create_check_constraint(op.f("ck_contest_tie"), "tie IN ('shared', 'jury', 'lot')")
        batch.create_check_constraint(op.f("ck_contest_nominee_order"), "nominee_order IN ('random', 'fixed')")
