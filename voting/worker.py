"""What goes on beside the requests: deliver mail, take ballots into the public log, write down what the clock has done,
throw away.

One daemon thread in each server process. Nothing depends on it being quick or being alone: mail is leased, closings are
derived from the clock before they are written down, and everything it does may be done twice.
"""

import threading
import time
import uuid
from collections.abc import Callable
from functools import partial

import structlog
from flask import Flask

from voting.accounts import service as accounts
from voting.admin import service as admin
from voting.audit import queries as audit_queries
from voting.audit import service as audit
from voting.audit.rules import AUDIT_LOG
from voting.ballots import queries as ballot_queries
from voting.ballots import service as ballots
from voting.contests import queries as contests
from voting.extensions import key_ring
from voting.factors import service as factors
from voting.ledger.queries import read_head
from voting.mail import service as mail
from voting.mail.transport import transport_for
from voting.passkeys import service as passkeys
from voting.publishing import service as publishing
from voting.results import service as results
from voting.retention import queries as retention_queries
from voting.retention import service as retention
from voting.retention.rules import AT_ONCE
from voting.rewriting import rewrite
from voting.transaction import transaction
from voting.voters import service as voters
from voting.web.errors import safe_traceback
from voting.web.i18n import language
from voting.web.limits import purge_counters
from voting.web.refusals import purge_refusals
from voting.web.sessions import purge_sessions

POLL_SECONDS = 2.0
PURGE_SECONDS = 600.0
LONG_SECONDS = 0.25  # of taking batches, after which that rests, for
REST = 10  # times as long
_rest_until = 0.0
_seals_rest_until = 0.0
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
            well = for_each(app, retention_queries.list_due, forget) and well
        if not well:
            time.sleep(POLL_SECONDS)


def once(app: Flask) -> bool:
    """One round. False when something in it failed; the rest of it was done all the same."""
    well = attempt(app, lambda: mail.deliver_due(transport_for(app.extensions["voting_settings"])))
    for due, job in (
        (due_batches, take_batch),
        (contests.list_due_to_close, record_closing),
        (contests.list_due_to_publish, record_publication),
        (contests.list_unfinished, finish),
    ):
        well = for_each(app, due, job) and well
    return attempt(app, seal_events) and well


def for_each(app: Flask, due: Callable[[], list[uuid.UUID]], job: Callable[[uuid.UUID], None]) -> bool:
    """Do a job for every contest that is due: one whose key or log is damaged does not keep the others waiting."""
    found: list[uuid.UUID] = []
    well = attempt(app, lambda: found.extend(due()))
    for contest_id in found:
        well = attempt(app, partial(job, contest_id)) and well
    return well


def attempt(app: Flask, job: Callable[[], object]) -> bool:
    """Do one job in a context of its own. A failure is logged, and tried again in the next round."""
    try:
        with app.app_context():
            job()
    except Exception as error:
        log.error("worker job failed", kind=type(error).__name__, exc_info=safe_traceback(error))
        return False
    return True


def due_batches() -> list[uuid.UUID]:
    return ballot_queries.list_due_batches() if time.monotonic() >= _rest_until else []


def take_batch(contest_id: uuid.UUID) -> None:
    """Ballots go into the public log here and not in the request that casts them, so that no voter waits for it."""
    global _rest_until
    began = time.monotonic()
    known = read_head(contest_id)  # before the transaction: others vote meanwhile
    with transaction():
        ballots.sequence(contest_id=contest_id, known=known)
    if (took := time.monotonic() - began) > LONG_SECONDS:
        _rest_until = began + took * REST  # a log of a million entries takes its time: voters need the processor too


def seal_events() -> None:
    """What staff have done goes into the installation's log, all of it that waits."""
    global _seals_rest_until
    began = time.monotonic()
    if began < _seals_rest_until or not audit_queries.list_waiting():
        return
    known = read_head(AUDIT_LOG)  # before the transaction: acts are recorded meanwhile
    with transaction():
        audit.seal(known=known)
    if (took := time.monotonic() - began) > LONG_SECONDS:
        _seals_rest_until = began + took * REST


def record_closing(contest_id: uuid.UUID) -> None:
    known = read_head(contest_id)
    with transaction():
        admin.record_closing(contest_id=contest_id, lang=language(), known=known)


def record_publication(contest_id: uuid.UUID) -> None:
    with transaction():
        publishing.record_publication(contest_id=contest_id)


def finish(contest_id: uuid.UUID) -> None:
    """Destroy what links voters to ballots, from wherever it was left off."""
    for step in FINISH:
        step(contest_id)


def _destroy_link(contest_id: uuid.UUID) -> None:
    key_ring().destroy(contest_id, signing=False)


def _drop_ballots(contest_id: uuid.UUID) -> None:
    with transaction():
        results.drop_ballots(contest_id=contest_id)


def _shred(contest_id: uuid.UUID) -> None:
    if contests.get_by_id(contest_id).contest.shredded_at:
        return
    destroyed = ["ballots", "signals", "voter-key"]
    destroyed += ["deleted-rows"] if rewrite(("ballot", "pending", "proposed_ballot", "signal")) else []
    with transaction():
        results.shred(contest_id=contest_id, destroyed=destroyed)


def _destroy_signing_key(contest_id: uuid.UUID) -> None:
    if contests.get_by_id(contest_id).contest.shredded_at:
        key_ring().destroy(contest_id, signing=True)


# After certifying, in this order. Each may be done twice, so that whoever dies in between is simply followed.
FINISH = (_destroy_link, _drop_ballots, _shred, _destroy_signing_key)


def forget(contest_id: uuid.UUID) -> None:
    """Delete the addresses that are due after a vote, some at a time: those who vote elsewhere need their turn too."""
    due = retention_queries.list_leaving(contest_id)  # before the transactions, in which each is asked about again
    for at in range(0, max(1, len(due)), AT_ONCE):
        with transaction():
            retention.forget(contest_id=contest_id, accounts=due[at : at + AT_ONCE])


def purge() -> None:
    """Delete expired sessions, counters, codes and invitations, delivered mail, and lists of voters that are done."""
    purge_sessions()
    purge_counters()
    purge_refusals()
    mail.purge()
    with transaction():
        accounts.purge()
        factors.purge()
        passkeys.purge()
        voters.purge()
