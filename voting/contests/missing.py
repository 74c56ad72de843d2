"""What stands in the way of announcing a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from voting.contests.rules import Voters
from voting.text import LocalText

FEWEST_NOMINEES = 2


class Missing(StrEnum):
    """What stands in the way of announcing. A text is asked for in each language; the value ends with which."""

    NAME_SV = "name-sv"
    NAME_EN = "name-en"
    PURPOSE_SV = "purpose-sv"
    PURPOSE_EN = "purpose-en"
    CRITERIA_SV = "criteria-sv"
    CRITERIA_EN = "criteria-en"
    ORGANISER = "organiser"
    QUESTION_SV = "question-sv"
    QUESTION_EN = "question-en"
    LEAD_SV = "lead-sv"
    LEAD_EN = "lead-en"
    NOTICE_SV = "notice-sv"
    NOTICE_EN = "notice-en"
    EVENT_SV = "event-sv"
    EVENT_EN = "event-en"
    DOMAINS = "domains"
    VOTERS = "voters"
    NOMINEES = "nominees"
    ORDER = "order"
    PAST = "past"


@dataclass(frozen=True)
class Draft:
    """What of a draft decides whether it can be announced.

    `texts` are asked for in both languages, `extras` in both or none, by the name that Missing has for them.
    """

    texts: Mapping[str, LocalText]
    extras: Mapping[str, LocalText | None]
    organiser: str
    voters: Voters
    domains: int
    invited: int
    nominees: int
    opens_at: datetime
    closes_at: datetime
    now: datetime


def missing_for_announcement(draft: Draft) -> Sequence[Missing]:
    """What is missing, in the order of Missing; empty when the contest can be announced."""
    asked = {**draft.texts, **{name: text for name, text in draft.extras.items() if text}}
    missing = {Missing(f"{name}-{lang}") for name, text in asked.items() for lang in text.lacking}
    lacks = {
        Missing.ORGANISER: not draft.organiser,
        Missing.DOMAINS: draft.voters is Voters.DOMAINS and not draft.domains,
        Missing.VOTERS: draft.voters is Voters.INVITED and not draft.invited,
        Missing.NOMINEES: draft.nominees < FEWEST_NOMINEES,
        Missing.ORDER: draft.opens_at >= draft.closes_at,
        Missing.PAST: draft.opens_at < draft.closes_at <= draft.now,
    }
    missing |= {problem for problem, stands in lacks.items() if stands}
    return [problem for problem in Missing if problem in missing]
