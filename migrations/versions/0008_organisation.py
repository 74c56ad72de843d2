"""Who runs the site, the link of its first start, and who has asked to stay when addresses are deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("organisation", sa.String(length=80), nullable=False),
        sa.Column("postal_address", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=320), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.String(length=5), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("data_contact", sa.String(length=320), nullable=False),
        sa.Column("report_to", sa.String(length=320), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.CheckConstraint("id = 1", name=op.f("ck_organisation_one")),
        sa.CheckConstraint("languages IN ('sv en', 'sv', 'en')", name=op.f("ck_organisation_languages")),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_table(
        "setup_link",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser", sa.LargeBinary(length=32), nullable=True),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("tries_left", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_setup_link_one")),
        sa.PrimaryKeyConstraint("id", name="pk_setup_link"),
    )
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("stay", sa.Boolean(), nullable=False, server_default=sa.text("false")))
