"""When staff are warned: at each limit, and not before it."""

from datetime import timedelta

import pytest

from voting.accounts.rules import Refusal
from voting.followup import rules
from voting.followup.rules import REFUSAL_WORDS, Signs, warn

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
WELL = {
    "a vote that is open for a day yet": Signs(closings=[("Testpriset 2026", DAY + SECOND)]),
    "a clock that is a little off": Signs(drift=-4 * SECOND),
    "mail that has just been written": Signs(waited=5 * MINUTE - SECOND),
    "many codes, as every ten minutes today": Signs(codes=100, codes_before=100 * 24 * 6 // 5 + 1),
    "a few codes after a quiet day": Signs(codes=29),
    "some wrong codes": Signs(refused=29),
    "a backup of last night": Signs(backup_watched=True, backup=26 * HOUR - SECOND),
    "backups that nobody asked to watch": Signs(backup_watched=False, backup=None),
}
UNWELL = {
    "closes tomorrow": (Signs(closings=[("Priset 2026", DAY)]), rules.CLOSING, {"contest": "Priset 2026", "left": DAY}),
    "the clock is behind": (Signs(drift=-5 * SECOND), rules.CLOCK, {"seconds": 5}),
    "the clock is ahead": (Signs(drift=90 * SECOND), rules.CLOCK, {"seconds": 90}),
    "mail is stuck": (Signs(waited=5 * MINUTE), rules.WAITING, {"minutes": 5}),
    "mail has failed": (Signs(failed=1), rules.FAILED, {"number": 1}),
    "a burst of codes": (Signs(codes=30, codes_before=6 * 24 * 6), rules.MANY_CODES, {"number": 30}),
    "a burst on the first day": (Signs(codes=30), rules.MANY_CODES, {"number": 30}),
    "many wrong codes": (Signs(refused=30), rules.MANY_REFUSED, {"number": 30}),
    "an old backup": (Signs(backup_watched=True, backup=26 * HOUR), rules.OLD_BACKUP, {"hours": 26}),
    "no backup": (Signs(backup_watched=True), rules.NO_BACKUP, {}),
}  # fmt: skip


@pytest.mark.parametrize("signs", WELL.values(), ids=WELL)
def test_nobody_is_warned_while_all_is_well(signs: Signs) -> None:
    assert warn(signs) == []


@pytest.mark.parametrize(("signs", "message", "params"), UNWELL.values(), ids=UNWELL)
def test_each_sign_has_its_warning(signs: Signs, message: str, params: dict[str, object]) -> None:
    assert [tuple(found) for found in warn(signs)] == [(message, params)]


def test_what_closes_first_comes_first() -> None:
    found = warn(Signs(closings=[("B", 2 * HOUR), ("A", HOUR), ("C", 2 * DAY)], failed=3))
    assert [warned.params.get("contest") for warned in found] == ["A", "B", None]


def test_every_reason_has_words() -> None:
    assert set(REFUSAL_WORDS) == set(Refusal)
