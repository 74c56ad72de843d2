"""Acts of staff that reach across packages."""

import uuid

from voting.accounts.queries import admins_covering
from voting.ballots import service as ballots
from voting.canvass import service as canvass
from voting.contests import queries as contests
from voting.extensions import settings
from voting.ledger import queries as ledger
from voting.ledger.queries import Head
from voting.mail import service as mail
from voting.mail.rules import Kind
from voting.results import service as results
from voting.staff.queries import staff_covering
from voting.text import Language
from voting.web.i18n import prefix_of


def close(
    *, contest_id: uuid.UUID, reason: str, actor: uuid.UUID | None, lang: Language, known: Head | None = None
) -> None:
    """Close now, and send staff in `lang` the head of the log that closing has signed."""
    ballots.close(contest_id=contest_id, reason=reason, actor=actor, known=known)
    _tell_staff(contest_id, lang)


def record_closing(*, contest_id: uuid.UUID, lang: Language, known: Head | None = None) -> None:
    """Write down a close that the clock has made, and send staff the head that it has signed."""
    if ballots.record_closing(contest_id=contest_id, known=known):
        _tell_staff(contest_id, lang)


def certify(*, contest_id: uuid.UUID, reason: str, actor: uuid.UUID, lang: Language) -> None:
    """Certify the result, or propose to, where there is another admin who must agree."""
    record_closing(contest_id=contest_id, lang=lang)
    contest = contests.get_by_id(contest_id).contest
    panel = admins_covering(contest.award.slug, contest.year)
    agreed = canvass.agree_to_certify(contest_id=contest_id, reason=reason, actor=actor, panel=panel)
    if agreed:
        results.certify(contest_id=contest_id, reason=reason, actor=actor, proposer=agreed.proposed_by)


def _tell_staff(contest_id: uuid.UUID, lang: Language) -> None:
    """Put the signed head into many hands: whoever keeps the message can prove a log that was rewritten later."""
    contest = contests.get_by_id(contest_id).contest
    log = ledger.get_log(contest_id)
    for row in staff_covering(contest.award.slug, contest.year):
        mail.enqueue(
            Kind.CLOSED,
            to=row.address,
            lang=lang,
            award=f"{contest.award.name.get(lang)} {contest.year}",
            checkpoint=ledger.last_checkpoint(contest_id),
            key=log.verifier_key,
            log=f"{settings().base_url}{prefix_of(lang)}/{contest.award.slug}/{contest.year}/log",
        )
