"""The phases as rules: every phase with every action, every instant around opening and closing."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.contests.cells import LEADS_TO
from voting.contests.rules import (
    NEXT_ACTION,
    STORED,
    Action,
    BadExtension,
    Dates,
    NotInThisPhase,
    Phase,
    TooLongExtension,
    actions_in,
    check_extension,
    phase_after,
    phase_at,
)

OPENS = datetime(2026, 12, 1, 8, tzinfo=UTC)
CLOSES = datetime(2026, 12, 3, 19, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("phase", Phase)
def test_an_action_leads_where_the_product_says_or_nowhere(phase: Phase, action: Action) -> None:
    if (phase, action) in LEADS_TO:
        assert phase_after(phase, action) is LEADS_TO[phase, action]
        return
    with pytest.raises(NotInThisPhase):
        phase_after(phase, action)


@pytest.mark.parametrize("phase", Phase)
def test_the_actions_offered_are_those_that_lead_somewhere(phase: Phase) -> None:
    assert set(actions_in(phase)) == {action for at, action in LEADS_TO if at is phase}


@pytest.mark.parametrize("phase", NEXT_ACTION)
def test_what_comes_first_on_the_page_is_possible(phase: Phase) -> None:
    assert (phase, NEXT_ACTION[phase]) in LEADS_TO


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - TICK, Phase.ANNOUNCED),
        (OPENS, Phase.OPEN),
        (CLOSES - TICK, Phase.OPEN),
        (CLOSES, Phase.CLOSED),
        (CLOSES + timedelta(days=400), Phase.CLOSED),
    ],
)
def test_an_announced_contest_is_open_from_opening_to_just_before_closing(now: datetime, phase: Phase) -> None:
    assert phase_at(Dates(Phase.ANNOUNCED, OPENS, CLOSES), now) is phase


@pytest.mark.parametrize("now", [OPENS - TICK, OPENS, CLOSES - TICK, CLOSES])
@pytest.mark.parametrize("stored", [phase for phase in STORED if phase is not Phase.ANNOUNCED])
def test_the_clock_moves_no_other_phase(stored: Phase, now: datetime) -> None:
    assert phase_at(Dates(stored, OPENS, CLOSES), now) is stored


def test_open_is_never_stored() -> None:
    assert set(STORED) == set(Phase) - {Phase.OPEN}


def test_an_extension_must_be_later_and_no_slip_of_the_year() -> None:
    longest = CLOSES + timedelta(days=366)
    for new in (CLOSES + TICK, longest):
        check_extension(old=CLOSES, new=new)
    for new in (CLOSES, CLOSES - TICK, OPENS):
        with pytest.raises(BadExtension, match=BadExtension.message):
            check_extension(old=CLOSES, new=new)
    with pytest.raises(TooLongExtension):
        check_extension(old=CLOSES, new=longest + TICK)
