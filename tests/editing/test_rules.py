"""What the editor proposes, and which dates it takes."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.editing import rules
from voting.text import LONGEST_SLUG, SLUG, LocalText, propose_slug

ZONE = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Årets omfamning", "arets-omfamning"),
        ("  Räksmörgås & Co! ", "raksmorgas-co"),
        ("Ærø—prisen 2026", "aero-prisen-2026"),
        ("Éclair  d'Or", "eclair-d-or"),
        ("Łódź & Weiß Œuvre", "lodz-weiss-oeuvre"),
        ("🏆", ""),
        ("x" * 59 + " y", "x" * 59),
    ],
)
def test_an_address_is_proposed_from_a_name(name: str, slug: str) -> None:
    assert propose_slug(name) == slug


@given(st.text())
def test_what_is_proposed_is_always_an_address_or_nothing(name: str) -> None:
    proposed = propose_slug(name)
    assert not proposed or (SLUG.fullmatch(proposed) and len(proposed) <= LONGEST_SLUG)


@pytest.mark.parametrize(
    ("opens", "closes", "changed", "refused"),
    [
        (1, 2, ["opens_at", "closes_at"], None),
        (2, 2, [], rules.ClosesFirst),
        (3, 2, [], rules.ClosesFirst),
        (1, 368, [], rules.OpenTooLong),
        (3 * 366 + 1, 3 * 366 + 2, [], rules.OpensTooLate),
        (-2, 2, [], None),  # set long ago
        (-2, 2, ["opens_at"], rules.OpensInThePast),
        (-3, -2, [], None),
        (-3, -2, ["closes_at"], rules.ClosesInThePast),
    ],
)
def test_dates_that_cannot_be_meant_are_refused(
    opens: int, closes: int, changed: list[str], refused: type[rules.BesideField] | None
) -> None:
    dates = {"opens_at": NOW + timedelta(days=opens), "closes_at": NOW + timedelta(days=closes)}
    with pytest.raises(refused) if refused else nullcontext():
        rules.check_dates(**dates, changed=dict.fromkeys(changed), now=NOW)


def test_a_form_without_seconds_is_no_change_of_the_time() -> None:
    stored = {"at": NOW + timedelta(seconds=42), "notice": None, "place": ""}
    assert rules.differing(stored, {"at": NOW, "notice": LocalText(), "place": None}) == {}
    assert rules.differing(stored, {"at": NOW + timedelta(minutes=1)}) == {"at": NOW + timedelta(minutes=1)}


def test_the_audit_log_is_told_what_was_and_what_is_in_each_language_that_changed() -> None:
    stored = {"question": LocalText("Vem?", "Who?"), "notice": None, "batch": 10}
    wanted = {"question": LocalText("Vem då?", "Who?"), "notice": LocalText("", "Hear"), "batch": 20}
    assert rules.changes_told(stored, wanted) == {
        "old": {"question.sv": "Vem?", "notice.en": "", "batch": 10},
        "new": {"question.sv": "Vem då?", "notice.en": "Hear", "batch": 20},
    }
