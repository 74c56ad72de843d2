"""The words of the lifecycle page and of each dangerous act: what happens, what cannot be undone, what to type."""

from dataclasses import dataclass
from datetime import datetime

from voting.contests.rules import Action, Dates, Phase
from voting.errors import N_


@dataclass(frozen=True)
class ActWords:
    """How an act is put to the person who is about to do it. `word` is typed to confirm, in the person's language."""

    title: str
    word: str
    consequences: tuple[str, ...]
    irreversible: tuple[str, ...]


ACTS: dict[Action, ActWords] = {
    Action.ANNOUNCE: ActWords(
        N_("Announce the vote"),
        N_("announce"),
        (
            N_("The vote becomes public, with its nominees, rules and dates."),
            N_("Voting opens by itself %(opens)s, and closes by itself %(closes)s, %(zone)s."),
        ),
        (N_("Once voting has opened, the announcement cannot be withdrawn."),),
    ),
    Action.WITHDRAW: ActWords(
        N_("Withdraw the announcement"),
        N_("withdraw"),
        (
            N_("The vote becomes a draft again and is no longer public."),
            N_("Everybody who has the address is told that the page does not exist."),
            N_("Nominees who were withdrawn meanwhile are taken off the draft, with texts and photo."),
        ),
        (N_("The public log keeps for ever that the vote was announced and withdrawn."),),
    ),
    Action.CLOSE: ActWords(
        N_("Close voting now"),
        N_("close"),
        (
            N_("Voting closes at once, before the announced time."),
            N_("Votes that are on their way are counted first. Later ones are refused."),
        ),
        (N_("A closed vote cannot be opened again."),),
    ),
    Action.CERTIFY: ActWords(
        N_("Certify the result"),
        N_("certify"),
        (
            N_("The votes are counted again, checked against the public log, and stored as the official result."),
            N_("Voided votes are left out for good. Only then can anybody see how that changes the result."),
            N_("The key that links voters to votes is deleted, and so is the list of who cast which vote."),
            N_("Only administrators and the jury see it until it is published."),
            N_("Two administrators certify. Where there is only one, the public log says so."),
        ),
        (
            N_("A certified result cannot be changed."),
            N_("Afterwards nobody can find out who voted for whom, not even to look into a complaint."),
        ),
    ),
    Action.PUBLISH: ActWords(
        N_("Publish the result"),
        N_("publish"),
        (N_("Everybody sees the winner and the number of votes for each nominee."),),
        (N_("What has been published cannot be made secret again."),),
    ),
}
# Of a draft whose opening time has passed.
LATE = ActWords(
    ACTS[Action.ANNOUNCE].title,
    ACTS[Action.ANNOUNCE].word,
    (
        ACTS[Action.ANNOUNCE].consequences[0],
        N_("Voting opens at once, since the time set for it, %(opens)s, has passed."),
        N_("Voting closes by itself %(closes)s, %(zone)s."),
    ),
    (N_("Voting opens at once, and that cannot be undone."),),
)
OTHER_TITLES = {
    Action.EXTEND: N_("Move the closing time"),
    Action.VOID: N_("Review the votes"),
    Action.UNVOID: N_("Restore voided votes"),
    Action.SCHEDULE: N_("Publish the result at a set time"),
    Action.UNSCHEDULE: N_("Take back the time of publishing"),
}

# What to do on a site without a vote: (page, what it is called, why).
FIRST_STEPS = (
    (
        "editing.new_award",
        N_("Begin an award"),
        N_("Its name and what it is for. Then this year's vote: nominees, rules and times."),
    ),
    (
        "staff.index",
        N_("Invite a second administrator"),
        N_("Two decide together about votes that should not count, and about the result."),
    ),
    (
        "pages.privacy",
        N_("Read what the site tells people about their data"),
        N_("It is written from your settings."),
    ),
    (
        "organisation.settings",
        N_("Look over the settings"),
        N_("Organisation, time zone, languages and mail can be changed here at any time."),
    ),
)

STEPS: dict[Phase, str] = {
    Phase.DRAFT: N_("Draft"),
    Phase.ANNOUNCED: N_("Announced"),
    Phase.OPEN: N_("Voting open"),
    Phase.CLOSED: N_("Voting closed"),
    Phase.CERTIFIED: N_("Result certified"),
    Phase.PUBLISHED: N_("Result published"),
}


# The endpoint of the page of an act that has its own.
PAGES = {
    Action.EXTEND: "admin.extend",
    Action.VOID: "canvass.index",
    Action.PUBLISH: "publishing.publish",
    Action.SCHEDULE: "publishing.schedule",
    Action.UNSCHEDULE: "publishing.unschedule",
}


def opens_at_once(dates: Dates, now: datetime) -> bool:
    """Whether announcing a draft opens the voting too."""
    return dates.stored is Phase.DRAFT and dates.opens_at <= now < dates.closes_at


def words_of(action: Action, dates: Dates, now: datetime) -> ActWords:
    return LATE if action is Action.ANNOUNCE and opens_at_once(dates, now) else ACTS[action]


def title_of(action: Action) -> str:
    return ACTS[action].title if action in ACTS else OTHER_TITLES[action]


def step_state(step: Phase, phase: Phase) -> str:
    """`done`, `current` or `todo`."""
    order = list(STEPS)
    here, there = order.index(phase), order.index(step)
    return "current" if here == there else "done" if there < here else "todo"
