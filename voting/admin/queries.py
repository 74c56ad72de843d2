"""What the admin's screens show."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from flask import url_for

from voting.accounts.queries import admins_covering, jury_of
from voting.admin import rules
from voting.admin.rules import ACTS, FIRST_STEPS, PAGES, STEPS, ActWords, step_state, title_of
from voting.canvass.queries import list_open
from voting.canvass.rules import (
    MadeTooLate,
    OwnProposal,
    ProposalsWait,
    ProposerGone,
    check_decider,
    is_alone,
)
from voting.consent.queries import list_unheard
from voting.contests.missing import Missing
from voting.contests.models import Contest
from voting.contests.queries import Standing
from voting.contests.rules import NEXT_ACTION, Action, Phase, Tie, actions_in, is_before_closing
from voting.contests.words import MISSING_WORDS
from voting.errors import N_
from voting.nominating.queries import Lacking, missing_of_nominees
from voting.nominees.queries import missing as missing_to_announce
from voting.verdicts.queries import awaits_jury
from voting.verdicts.rules import TieWaits
from voting.web.i18n import local, translated, zone, zone_name

APPEALS_UNTIL = N_("Votes have been voided, and their voters may object until %(when)s.")
LAST_VOTES = N_("The last votes are being entered. That takes a few seconds.")
OPENS_AT_ONCE = N_("The time set for the opening has passed: voting opens at once when you announce the vote.")
CEREMONY_BEFORE = N_("The ceremony is before the day on which voting closes. Correct its day.")
NO_JURY = N_("The jury decides if several nominees have most votes, but nobody is on it. Invite somebody to the jury.")
ALONE = N_("Nobody else was an administrator when voting closed. You certify alone, and the public log says so.")
SECOND_NEEDED = N_("Pressing the button is not enough: another administrator must certify as well.")
WAITS_FOR_OTHER = N_("You have certified. Now another administrator must.")
SECOND = N_("Another administrator has certified already. When you do, the result is certified.")
_OF_AWARD = ("name", "purpose", "criteria", "organiser")
MENDED_AT: dict[Missing, str] = {
    **{p: "editing.award" if p.partition("-")[0] in _OF_AWARD else "editing.contest" for p in Missing},
    Missing.VOTERS: "voters.edit",
    Missing.NOMINEES: "nominating.list",
}  # the endpoint of the page on which it is mended
FIELDS = {
    Missing.EVENT_SV: "event_name-sv",
    Missing.EVENT_EN: "event_name-en",
    Missing.DOMAINS: "voter_domains",
    Missing.VOTERS: None,
    Missing.NOMINEES: None,
    Missing.ORDER: "closes_at",
    Missing.PAST: "closes_at",
}  # of that page, where it has another name


class Obstacle(NamedTuple):
    """What stands in the way, and where it is mended, if anywhere; or what it is made of, each with that."""

    text: str
    url: str | None = None
    parts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Step:
    """One phase on the lifecycle page."""

    key: str
    title: str
    at: datetime | None
    state: str
    comes: bool  # by itself, at that time
    late: bool  # at once with the step before it, since that time has passed


@dataclass(frozen=True)
class PossibleAction:
    """Something that can be done now."""

    key: str
    title: str
    url: str
    primary: bool
    dangerous: bool


def first_steps() -> list[dict[str, str]]:
    """What to do on a site without a vote."""
    return [
        {"endpoint": endpoint, "title": translated(title), "why": translated(why)}
        for endpoint, title, why in FIRST_STEPS
    ]


def words_of(action: Action, standing: Standing) -> ActWords:
    """How an act on this contest is put, in the reader's language."""
    contest = standing.contest
    words = rules.words_of(action, contest.dates, standing.now)
    times = {"opens": local(contest.opens_at), "closes": local(contest.closes_at), "zone": zone_name(contest.closes_at)}
    return ActWords(
        title=translated(words.title),
        word=translated(words.word),
        consequences=tuple(translated(text, times) for text in words.consequences),
        irreversible=tuple(translated(text, times) for text in words.irreversible),
    )


def missing(standing: Standing) -> list[Obstacle]:
    """What stands in the way of the next step, in the reader's language, and where it is mended."""
    contest = standing.contest
    if standing.phase is Phase.CLOSED:
        return _missing_for_certification(standing)
    if standing.phase is Phase.CERTIFIED:
        return [Obstacle(translated(TieWaits.message))] if awaits_jury(contest) else []
    if standing.phase is not Phase.DRAFT:
        return []
    lacking = [Obstacle(translated(MISSING_WORDS[p]), _mended_at(p, contest)) for p in missing_to_announce(standing)]
    return [*lacking, *(_gaps_of(found, contest) for found in missing_of_nominees(contest.id))]


def unheard(standing: Standing) -> list[Obstacle]:
    """What nominees have answered that waits for staff, and the page on which it is dealt with. It hinders nothing."""
    here: dict[str, Any] = {"award": standing.contest.award.slug, "year": standing.contest.year}
    return [Obstacle(who.words, url_for("consent.edit", slug=who.slug, **here)) for who in list_unheard([standing])]


def doubts(standing: Standing, *, invites: bool) -> list[Obstacle]:
    """What stands in nothing's way, and is hardly meant, with where it is changed; `invites`: the viewer may invite."""
    contest, phase, found = standing.contest, standing.phase, list[Obstacle]()
    edit = partial(url_for, "editing.contest", award=contest.award.slug, year=contest.year)
    if rules.opens_at_once(contest.dates, standing.now):
        found.append(Obstacle(translated(OPENS_AT_ONCE), edit(_anchor="opens_at")))
    if phase is not Phase.PUBLISHED and is_before_closing(contest.event_date, contest.closes_at, zone()):
        found.append(Obstacle(translated(CEREMONY_BEFORE), edit(_anchor="event_date")))
    if _needs_jury(standing) and not jury_of(contest.award.slug, contest.year):
        found.append(Obstacle(translated(NO_JURY), url_for("staff.invite") if invites else None))
    return found


def _needs_jury(standing: Standing) -> bool:
    """Whether the jury may have to choose between equals, or has to."""
    if standing.phase is Phase.CERTIFIED:
        return awaits_jury(standing.contest)
    return standing.contest.tie == Tie.JURY.value and standing.phase is not Phase.PUBLISHED


def _gaps_of(lacking: Lacking, contest: Contest) -> Obstacle:
    editor = url_for("nominating.edit", award=contest.award.slug, year=contest.year, slug=lacking.nominee.slug)
    parts = [(what, f"{editor}#{field}") for what, field in lacking.gaps.items()]
    return Obstacle(lacking.heading, parts=parts) if len(parts) > 1 else Obstacle(lacking.heading, parts[0][1])


def _mended_at(problem: Missing, contest: Contest) -> str:
    page = MENDED_AT[problem]
    here: dict[str, Any] = {"award": contest.award.slug}
    field = FIELDS.get(problem, problem.value)
    return url_for(page, _anchor=field, **here | ({} if page == "editing.award" else {"year": contest.year}))


def _missing_for_certification(standing: Standing) -> list[Obstacle]:
    contest = standing.contest
    if contest.closed_at is None:
        return [Obstacle(translated(LAST_VOTES))]
    missing: list[Obstacle] = []
    if any(proposal.action != Action.CERTIFY.value for proposal in list_open(contest.id)):
        review = url_for("canvass.index", award=contest.award.slug, year=contest.year)
        missing.append(Obstacle(translated(ProposalsWait.message), review))
    if contest.appeals_end and standing.now < contest.appeals_end:
        missing.append(Obstacle(translated(APPEALS_UNTIL, {"when": local(contest.appeals_end)})))
    return missing


def certification_notice(standing: Standing, viewer: uuid.UUID) -> str:
    """Who else must agree to certify, or has, or why the viewer cannot."""
    contest = standing.contest
    panel = admins_covering(contest.award.slug, contest.year)(contest.closed_at or standing.now)
    proposed = [found.proposed_by for found in list_open(contest.id) if found.action == Action.CERTIFY.value]
    if proposed == [viewer] and not is_alone(viewer, panel):
        return translated(WAITS_FOR_OTHER)
    try:
        check_decider((proposed or [viewer])[0], viewer, panel)
    except OwnProposal:
        return translated(SECOND_NEEDED)
    except (MadeTooLate, ProposerGone) as error:
        return f"{translated(error.message)} {translated(error.todo)}"
    return translated(SECOND if proposed and proposed != [viewer] else ALONE)


def steps(standing: Standing) -> list[Step]:
    contest = standing.contest
    times = {
        Phase.ANNOUNCED: contest.announced_at,
        Phase.OPEN: contest.opens_at,
        Phase.CLOSED: contest.closes_at,
        Phase.CERTIFIED: contest.certified_at,
        Phase.PUBLISHED: contest.public_from,
    }
    found = []
    for phase, title in STEPS.items():
        at, state = times.get(phase), step_state(phase, standing.phase)
        comes = state == "todo" and bool(at and at > standing.now)
        late = phase is Phase.OPEN and rules.opens_at_once(contest.dates, standing.now)
        found.append(Step(phase.value, translated(title), at, state, comes, late))
    return found


def possible_actions(standing: Standing, *, missing: Sequence[Obstacle]) -> list[PossibleAction]:
    """What can be done now, from the table that the services obey. With something missing nothing is announced."""
    contest = standing.contest
    blocked = {Action.ANNOUNCE, Action.CERTIFY, Action.PUBLISH, Action.SCHEDULE} if missing else set()
    if contest.closed_at is None:
        blocked.add(Action.VOID)
    if contest.publish_at is None:
        blocked.add(Action.UNSCHEDULE)
    first = None if contest.publish_at else NEXT_ACTION.get(standing.phase)  # what comes by itself needs no pressing
    return [
        PossibleAction(
            key=action.value,
            title=translated(title_of(action)),
            url=_address(action, award=contest.award.slug, year=contest.year),
            primary=first is action,
            dangerous=action in ACTS or action is Action.SCHEDULE,
        )
        for action in actions_in(standing.phase)
        if action not in blocked and action is not Action.UNVOID  # voiding and restoring begin on one page
    ]


def _address(action: Action, **contest: Any) -> str:
    if action in PAGES:
        return url_for(PAGES[action], **contest)
    return url_for("admin.act", action=action.value, **contest)
