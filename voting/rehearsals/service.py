"""A rehearsal begins, and people are invited to it. It ends by `results.service.discard`."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from voting.accounts.rules import Address
from voting.audit import service as audit
from voting.audit.rules import Act
from voting.contests import queries as contests
from voting.contests import service as contest_service
from voting.contests.models import Award, Contest
from voting.contests.rules import Action, Phase, Voters, phase_after
from voting.extensions import db, settings
from voting.looks import service as looks
from voting.mail import service as mail
from voting.mail.rules import Kind
from voting.nominees import service as nominees
from voting.nominees.models import Nominee
from voting.nominees.queries import list_nominees
from voting.rehearsals import rules
from voting.rehearsals.queries import find_rehearsal
from voting.text import REHEARSAL_NOTICE, Language, rehearsal_names
from voting.voters import service as voters
from voting.web.i18n import local, prefix_of, speaking, zone_name


def start(
    *,
    contest_id: uuid.UUID,
    hours: int,
    testers: Sequence[Address],
    lang: Language,
    reason: str,
    actor: uuid.UUID | None,
) -> uuid.UUID:
    """Copy a draft to an address of its own, open voting there for some hours, and invite people. Returns its id.

    Raises NotInThisPhase, RehearsalOfRehearsal, RehearsalExists, and Incomplete for who has too few nominees.
    """
    contest_service.hold(contest_id)
    standing = contests.get_by_id(contest_id)
    phase_after(standing.phase, Action.ANNOUNCE)
    contest = standing.contest
    if contest.rehearsal:
        raise rules.RehearsalOfRehearsal
    if find_rehearsal(contest.award):
        raise rules.RehearsalExists
    slug, name = rehearsal_names(contest.award.slug, contest.award.name)
    award_id, copy_id = uuid.uuid4(), uuid.uuid4()
    try:
        with db.session.begin_nested():
            _copy(contest.award, id=award_id, slug=slug, name=name)
    except IntegrityError as error:  # another year of the award was quicker
        raise rules.RehearsalExists from error
    dates = {"opens_at": standing.now, "closes_at": standing.now + timedelta(hours=hours)}
    own = {"rehearsal": True, "notice": REHEARSAL_NOTICE, "state": Phase.DRAFT.value}
    if contest.voters == Voters.INVITED.value and not testers:
        own["voters"] = Voters.ANYONE.value  # nobody is on the list of a rehearsal but its test voters
    _copy(contest, id=copy_id, award_id=award_id, **dates, **own)
    _list(copy_id, testers, actor)
    for nominee in list_nominees(contest_id):
        told = {"slug": nominee.slug, "name": nominee.name}
        _copy(nominee, id=uuid.uuid4(), contest_id=copy_id, **told)
    looks.copy(to=award_id, of=contest.award_id)
    audit.record(
        Act.REHEARSED,
        actor=actor,
        contest=contest_id,
        award=slug,
        year=contest.year,
        testers=len(testers),
        reason=reason,
    )
    nominees.announce(contest_id=copy_id, reason=reason, actor=actor)
    _send(copy_id, testers, lang)
    return copy_id


def invite(*, contest_id: uuid.UUID, testers: Sequence[Address], lang: Language, actor: uuid.UUID | None) -> None:
    """Invite people to try a rehearsal out. Raises NotARehearsal for anything else, and once its voting is over."""
    contest_service.hold(contest_id)
    standing = contests.get_by_id(contest_id)
    if not standing.contest.rehearsal or standing.phase not in (Phase.ANNOUNCED, Phase.OPEN):
        raise rules.NotARehearsal
    audit.record(Act.TESTERS_INVITED, actor=actor, contest=contest_id, testers=len(testers))
    _list(contest_id, testers, actor)
    _send(contest_id, testers, lang)


def _copy(row: Award | Contest | Nominee, **own: Any) -> None:
    """Store the row once more, with `own` values in the place of what is not copied."""
    copied = [attribute.key for attribute in type(row).__mapper__.column_attrs if attribute.key not in rules.NOT_COPIED]
    db.session.execute(insert(type(row)).values({name: getattr(row, name) for name in copied} | own))


def _list(contest_id: uuid.UUID, testers: Sequence[Address], actor: uuid.UUID | None) -> None:
    """Where only those on a list may vote, the test voters are the list."""
    if testers and contests.get_by_id(contest_id).contest.voters == Voters.INVITED.value:
        voters.invite(contest_id=contest_id, addresses=testers, replace=False, reason="", actor=actor)


def _send(contest_id: uuid.UUID, testers: Sequence[Address], lang: Language) -> None:
    contest = contests.get_by_id(contest_id).contest
    with speaking(lang):
        closes_at = f"{local(contest.closes_at)}, {zone_name(contest.closes_at)}"
    for address in testers:
        mail.enqueue(
            Kind.REHEARSAL,
            to=address.mail_to,
            lang=lang,
            award=f"{contest.award.name.get(lang)} {contest.year}",
            closes_at=closes_at,
            url=f"{settings().base_url}{prefix_of(lang)}/{contest.award.slug}/{contest.year}",
        )
