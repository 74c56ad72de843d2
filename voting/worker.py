"""What goes on beside the requests: deliver mail, write down closings the clock has made, throw away what has expired.

One daemon thread in each server process. Nothing depends on it being quick or being alone: mail is leased, closings are
derived from the clock before they are written down, and everything it does may be done twice.
"""

import threading
import time
from collections.abc import Callable

import structlog
from flask import Flask

from voting.accounts import service as accounts
from voting.contests import queries as contests
from voting.contests import service as contest_service
from voting.mail import service as mail
from voting.mail.transport import transport_for
from voting.transaction import transaction
from voting.web.errors import safe_traceback
from voting.web.limits import purge_counters
from voting.web.sessions import purge_sessions

POLL_SECONDS = 2.0
PURGE_SECONDS = 600.0
log = structlog.get_logger()


def start(app: Flask) -> threading.Thread:
    """Start the thread; it ends with the process."""
    thread = threading.Thread(target=_run, args=(app,), name="worker", daemon=True)
    thread.start()
    return thread


def _run(app: Flask) -> None:
    purge_at = time.monotonic() + 5
    while True:
        mail.waiting.wait(POLL_SECONDS)
        mail.waiting.clear()
        well = once(app)
        if time.monotonic() >= purge_at:
            purge_at = time.monotonic() + PURGE_SECONDS
            well = attempt(app, purge) and well
        if not well:
            time.sleep(POLL_SECONDS)


def once(app: Flask) -> bool:
    """One round. False when something in it failed; the rest of it was done all the same."""
    delivered = attempt(app, lambda: mail.deliver_due(transport_for(app.extensions["voting_settings"])))
    return attempt(app, record_closings) and delivered


def attempt(app: Flask, job: Callable[[], object]) -> bool:
    """Do one job in a context of its own. A failure is logged, and tried again in the next round."""
    try:
        with app.app_context():
            job()
    except Exception as error:
        log.error("worker job failed", kind=type(error).__name__, exc_info=safe_traceback(error))
        return False
    return True


def record_closings() -> None:
    for contest_id in contests.list_due_to_close():
        with transaction():
            contest_service.record_closing(contest_id=contest_id)


def purge() -> None:
    """Delete expired sessions, counters, codes and invitations, and delivered mail."""
    purge_sessions()
    purge_counters()
    mail.purge()
    with transaction():
        accounts.purge()
