"""The first tables, and the triggers that keep the audit log as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # op.f: the name is whole, and not to be put behind "ck_<table>_" once more.
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("address_key", name="uq_account_address_key"),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("contest", sa.Uuid(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
    )
    op.create_index("ix_audit_event_contest_id", "audit_event", ["contest", "id"], unique=False)

    op.create_table(
        "award",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("organiser_url", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_award"),
        sa.UniqueConstraint("slug", name="uq_award_slug"),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_check", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("address_key", name="uq_invitation_address_key"),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recipient_masked", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mail"),
    )
    op.create_index("ix_mail_created_at", "mail", ["created_at"], unique=False)
    op.create_index("ix_mail_state_next_attempt_at", "mail", ["state", "next_attempt_at"], unique=False)

    op.create_table(
        "photo",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
    )
    op.create_table(
        "rate_counter",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rate_counter"),
    )
    op.create_index("ix_rate_counter_expires_at", "rate_counter", ["expires_at"], unique=False)

    op.create_table(
        "sign_in_code",
        sa.Column("browser", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mailbox_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("browser", name="pk_sign_in_code"),
    )
    op.create_index("ix_sign_in_code_written_at", "sign_in_code", ["written_at"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("subject", sa.String(length=36), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_web_session"),
    )
    op.create_index("ix_web_session_expires_at", "web_session", ["expires_at"], unique=False)
    op.create_index("ix_web_session_subject", "web_session", ["subject"], unique=False)

    op.create_table(
        "contest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("lead", sa.JSON(), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=True),
        sa.Column("event_name", sa.JSON(), nullable=True),
        sa.Column("event_place", sa.String(length=200), nullable=True),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extended_reason", sa.String(length=500), nullable=True),
        sa.Column("max_changes", sa.Integer(), nullable=False),
        sa.Column("turnout_public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_check", sa.LargeBinary(length=32), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'announced', 'closed', 'certified', 'published')", name=op.f("ck_contest_state")
        ),
        sa.CheckConstraint("max_changes BETWEEN 0 AND 10", name=op.f("ck_contest_max_changes")),
        sa.CheckConstraint("year BETWEEN 1900 AND 9999", name=op.f("ck_contest_year")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name="fk_contest_award_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contest"),
        sa.UniqueConstraint("award_id", "year", name="uq_contest_award_id_year"),
    )
    op.create_table(
        "photo_file",
        sa.Column("photo_id", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name="fk_photo_file_photo_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo_id", "width", name="pk_photo_file"),
    )
    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_grant_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_role_grant"),
    )
    op.create_table(
        "nominee",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.Column("citation", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("alt", sa.JSON(), nullable=False),
        sa.Column("photo_id", sa.String(length=32), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('person', 'pair', 'group', 'organisation', 'municipality')", name=op.f("ck_nominee_kind")
        ),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_nominee_contest_id"),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name="fk_nominee_photo_id"),
        sa.PrimaryKeyConstraint("id", name="pk_nominee"),
        sa.UniqueConstraint("contest_id", "id", name="uq_nominee_contest_id_id"),
        sa.UniqueConstraint("contest_id", "slug", name="uq_nominee_contest_id_slug"),
    )
    op.create_table(
        "ballot",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("pseudonym", sa.LargeBinary(length=32), nullable=False),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("nonce", sa.LargeBinary(length=16), nullable=False),
        sa.Column("clicks", sa.String(length=400), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.CheckConstraint("changes BETWEEN 0 AND 10", name=op.f("ck_ballot_changes")),
        sa.ForeignKeyConstraint(
            ["contest_id", "nominee_id"], ["nominee.contest_id", "nominee.id"], name="fk_ballot_contest_id_nominee_id"
        ),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_ballot_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "pseudonym", name="pk_ballot"),
        sa.UniqueConstraint("commitment", name="uq_ballot_commitment"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballot_contest_id_nominee_id", "ballot", ["contest_id", "nominee_id"], unique=False)

    op.create_table(
        "certified_tally",
        sa.Column("contest_id", sa.Uuid(), nullable=False),
        sa.Column("nominee_id", sa.Uuid(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_certified_tally_votes")),
        sa.ForeignKeyConstraint(
            ["contest_id", "nominee_id"],
            ["nominee.contest_id", "nominee.id"],
            name="fk_certified_tally_contest_id_nominee_id",
        ),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name="fk_certified_tally_contest_id"),
        sa.PrimaryKeyConstraint("contest_id", "nominee_id", name="pk_certified_tally"),
    )
    for change in ("UPDATE", "DELETE"):
        keep_as_written("audit_event", change)
    if op.get_bind().dialect.name == "sqlite":  # INSERT OR REPLACE deletes without a DELETE trigger
        op.execute(
            "CREATE TRIGGER audit_event_refuses_replace BEFORE INSERT ON audit_event "
            "WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id) "
            "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
        )


def keep_as_written(table: str, change: str) -> None:
    """Have the database refuse `change` on `table`, whoever asks."""
    name = f"{table}_refuses_{change.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    truncate = " OR TRUNCATE" if change == "DELETE" else ""
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {change}{truncate} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
