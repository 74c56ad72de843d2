"""How migrations run: one at a time, in one transaction, with the application's own engine."""

from alembic import context
from flask import current_app
from sqlalchemy import text

db = current_app.extensions["migrate"].db
LOCK = 0x766F7465  # "vote": two upgrades at once would both create the tables


def run() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.execution_options(voting_writes=True)
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            compare_type=True,
            render_as_batch=sqlite,
        )
        with context.begin_transaction():
            if not sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            context.run_migrations()


run()
