"""Moving the closing time by the form: only later, only to times that exist, in the installation's own zone."""

from datetime import UTC, datetime

import pytest

from tests.lookups import contest_of, events_of
from tests.page import form_on, main_text
from tests.site import Browser, Site, Vote
from tests.tables import contents
from tests.words import said
from voting.accounts.rules import Role
from voting.contests.rules import BadExtension, TooLongExtension
from voting.typed import DOUBLED_HOUR, SKIPPED_HOUR
from voting.web.fields import NO_SUCH_DAY

CLOSES = datetime(2090, 1, 10, 19, tzinfo=UTC)
NOT_LATER, SKIPPED = BadExtension.message, SKIPPED_HOUR
MISSING = "Write the new closing time."
NO_REASON = "Write why, in a sentence. Everybody can read it."
# Fields of the form, and what it says to them. None: in the words of the form library.
REFUSED: dict[str, tuple[dict[str, str], str | None]] = {
    "the same": ({"closes_at": "2090-01-10T20:00"}, NOT_LATER),
    "a minute earlier": ({"closes_at": "2090-01-10T19:59"}, NOT_LATER),
    "years earlier": ({"closes_at": "2026-01-10T20:00"}, NOT_LATER),
    "before the calendar": ({"closes_at": "0001-01-01T00:00"}, NO_SUCH_DAY),
    "an hour that is skipped": ({"closes_at": "2090-03-26T02:30"}, SKIPPED),
    "an hour that happens twice": ({"closes_at": "2090-10-29T02:30"}, DOUBLED_HOUR),
    "more than a year later": ({"closes_at": "2091-01-11T20:01"}, TooLongExtension.message),
    "the end of the calendar": ({"closes_at": "9999-12-31T23:59"}, TooLongExtension.message),
    "no day of the calendar": ({"closes_at": "2090-02-30T20:00"}, None),
    "no time": ({"closes_at": "2090-01-11"}, None),
    "words": ({"closes_at": "tomorrow"}, None),
    "a huge year": ({"closes_at": "99999-01-01T00:00"}, None),
    "nothing": ({"closes_at": ""}, MISSING),
    "no reason": ({"reason": ""}, NO_REASON),
    "a blank reason": ({"reason": "  "}, NO_REASON),
    "a long reason": ({"reason": "a" * 501}, "Write at most %(max)d characters."),
}


@pytest.fixture
def vote(site: Site) -> Vote:
    site.make_vote(award="another")
    return site.make_vote(closes_at="2090-01-10 20:00")


def send(admin: Browser, vote: Vote, token: str, fields: dict[str, str]) -> None:
    right = {"csrf_token": token, "closes_at": "2090-01-11T20:00", "reason": "storm"}
    admin.post(f"/admin{vote.path}/extend", right | fields, follow=False)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_time_that_is_not_later_or_does_not_exist_is_refused(
    site: Site, vote: Vote, lang: str, subtests: pytest.Subtests
) -> None:
    admin = site.staff(Role.ADMIN, lang)
    token, before = admin.token(), contents(site)
    for name, (fields, message) in REFUSED.items():
        with subtests.test(name):
            send(admin, vote, token, fields)
            assert admin.page.status_code == 422
            if message:
                assert said(site, message, lang) % {"max": 500} in main_text(admin.page)
            _, shown = form_on(admin.page)
            assert shown["reason"] == fields.get("reason", "storm").strip()
            assert contents(site) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2090-01-10T20:01", datetime(2090, 1, 10, 19, 1, tzinfo=UTC)),
        ("2090-01-10 20:01", datetime(2090, 1, 10, 19, 1, tzinfo=UTC)),
        ("2090-03-26T01:59", datetime(2090, 3, 26, 0, 59, tzinfo=UTC)),
        ("2090-03-26T03:00", datetime(2090, 3, 26, 1, 0, tzinfo=UTC)),
        ("2090-07-01T12:00", datetime(2090, 7, 1, 10, 0, tzinfo=UTC)),
        ("2091-01-11T20:00", datetime(2091, 1, 11, 19, 0, tzinfo=UTC)),
    ],
)
def test_a_later_time_is_taken_in_the_zone_of_the_installation(
    site: Site, vote: Vote, typed: str, instant: datetime
) -> None:
    admin = site.staff(Role.ADMIN)
    send(admin, vote, admin.token(), {"closes_at": typed})
    assert (admin.page.status_code, admin.page.location) == (303, f"/admin{vote.path}")
    assert contest_of(site, vote).closes_at == instant
    details = events_of(site, vote)[-1].details
    assert details.pop("salt")
    assert details == {
        "old": CLOSES.isoformat(),
        "new": instant.isoformat(),
        "reason": "storm",
    }


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_form_begins_with_the_present_time_and_the_public_page_gives_the_reason(site: Site, vote: Vote) -> None:
    admin = site.staff(Role.ADMIN)
    admin.get(f"/admin{vote.path}/extend")
    assert form_on(admin.page)[1]["closes_at"] in ("2090-01-10T20:00", "2090-01-10 20:00")
    reason = "Stormen <i>Gudrun</i> & strömavbrott"
    admin.submit(closes_at="2090-01-12T20:00", reason=reason)
    for lang, day in (("sv", "torsdag 12 januari 2090 kl. 20.00"), ("en", "Thursday 12 January 2090 at 20:00")):
        shown = main_text(site.browser(lang).get(vote.path))
        assert day in shown
        assert reason in shown
