"""The phases as the product promises them, written down once more and apart from the code."""

from voting.contests.rules import Action, Phase

LEADS_TO = {
    (Phase.DRAFT, Action.ANNOUNCE): Phase.ANNOUNCED,
    (Phase.ANNOUNCED, Action.WITHDRAW): Phase.DRAFT,
    (Phase.ANNOUNCED, Action.EXTEND): Phase.ANNOUNCED,
    (Phase.OPEN, Action.EXTEND): Phase.OPEN,
    (Phase.OPEN, Action.CLOSE): Phase.CLOSED,
    (Phase.CLOSED, Action.VOID): Phase.CLOSED,
    (Phase.CLOSED, Action.UNVOID): Phase.CLOSED,
    (Phase.CLOSED, Action.CERTIFY): Phase.CERTIFIED,
    (Phase.CERTIFIED, Action.PUBLISH): Phase.PUBLISHED,
    (Phase.CERTIFIED, Action.SCHEDULE): Phase.CERTIFIED,
    (Phase.CERTIFIED, Action.UNSCHEDULE): Phase.CERTIFIED,
}
# Voiding and restoring need ballots: tests/canvass.
RECORDED_AS = {
    Action.ANNOUNCE: "announced",
    Action.WITHDRAW: "withdrawn",
    Action.EXTEND: "extended",
    Action.CLOSE: "closed",
    Action.CERTIFY: "certified",
    Action.PUBLISH: "published",
}
# A contest that has not opened yet, so that announcing it leads to "announced" and not at once to "open".
NOT_YET_OPEN = {"opens_at": "now + 1 day", "closes_at": "now + 2 days"}


def dates_for(phase: Phase) -> dict[str, str]:
    """Dates with which a contest in `phase` waits there."""
    return NOT_YET_OPEN if phase is Phase.DRAFT else {}
