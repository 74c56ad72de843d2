"""Fill an empty database with the demo award and two people who can run it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.config import ROOT
from voting.contests.models import Award
from voting.database import lock_exclusive
from voting.extensions import db
from voting.importing import service as importing
from voting.importing.queries import from_folder
from voting.nominees import service as nominees
from voting.transaction import transaction

FILE = ROOT / "demo" / "arets-omfamning.yaml"
CEREMONY = timedelta(days=5)  # after the closing, whichever day the demo is tried
ADMIN = "admin@demo.example"
JUROR = "jury@demo.example"
LOCK = int.from_bytes(b"demo", "big")


def load_if_empty() -> bool:
    """Load and announce the demo award unless the database holds an award. One transaction."""
    if db.session.scalar(select(Award.id).limit(1)):
        return False
    contest = importing.read_file(FILE)
    contest = replace(contest, event_date=(contest.closes_at + CEREMONY).date())
    pictures = importing.read_pictures(contest, from_folder(FILE.parent))
    with transaction():
        lock_exclusive(db.session.connection(), LOCK)
        if db.session.scalar(select(Award.id).limit(1)):
            return False  # another process was quicker
        contest_id = importing.import_contest(file=contest, pictures=pictures, actor=None)
        nominees.announce(contest_id=contest_id, reason="demo", actor=None)
        for address, role in ((ADMIN, Role.ADMIN), (JUROR, Role.JUROR)):
            account_id = accounts.ensure_account(read_address(address))
            accounts.grant(account_id=account_id, role=role, actor=None)
    return True


def sign_in_help(base_url: str) -> list[str]:
    """What `./run` prints for who tries the demo."""
    return [
        f"Open the vote       {base_url}/        (English: {base_url}/en/)",
        f"Your mail           {base_url}/demo/outbox        every code you ask for lands here",
        "Vote as             any address, such as you@demo.example",
        f"Follow as the jury  {base_url}/jury/        sign in as {JUROR}",
        f"Run it as admin     {base_url}/admin/       sign in as {ADMIN}",
    ]
