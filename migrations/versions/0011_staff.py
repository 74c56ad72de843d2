"""What staff's roles cover, their second factors, and where they are signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("second_factor", sa.String(length=10), nullable=True))
    with op.batch_alter_table("role_grant") as batch:
        batch.add_column(sa.Column("scopes", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("scopes", sa.JSON(none_as_null=True), nullable=True))
    _change_sessions()
    _make_tables()


def _change_sessions() -> None:
    """When a session of before has begun is not known: of a voter, it is when it was last seen."""
    with op.batch_alter_table("web_session") as batch:
        batch.add_column(sa.Column("device", sa.String(length=40), nullable=False, server_default="/"))
        batch.add_column(sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE web_session SET began_at = seen_at")
    with op.batch_alter_table("web_session") as batch:
        batch.alter_column("began_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.alter_column("device", existing_type=sa.String(length=40), server_default=None)


def _make_tables() -> None:
    _of_an_account(
        "factor",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("credential", sa.LargeBinary(length=1023), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "CASE kind WHEN 'app' THEN secret_sealed IS NOT NULL"
            " WHEN 'passkey' THEN credential IS NOT NULL AND public_key IS NOT NULL ELSE false END",
            name=op.f("ck_factor_whole"),
        ),
        sa.UniqueConstraint("credential", name="uq_factor_credential"),
    )
    _of_an_account(
        "recovery_code",
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("mac", name="uq_recovery_code_mac"),
    )
    op.create_table(
        "passkey_challenge",
        sa.Column("browser", sa.LargeBinary(length=32), nullable=False),
        sa.Column("challenge", sa.LargeBinary(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("browser", name="pk_passkey_challenge"),
    )
    op.create_index("ix_passkey_challenge_written_at", "passkey_challenge", ["written_at"])


def _of_an_account(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=f"fk_{name}_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_account_id", name, ["account_id"])
