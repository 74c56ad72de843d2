"""What commands take: no longer reasons, no other hours and no emptier texts than the pages."""

import pytest
from click.testing import Result

from tests.lookups import events_of
from tests.site import Site
from tests.tables import contents
from voting.contests.rules import Phase
from voting.nominees.queries import get_nominee

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LONG = "x" * 501
NAMED = ("testpriset", 2026)


def run(site: Site, *words: object) -> Result:
    return site.app.test_cli_runner().invoke(args=[str(word) for word in words])


@pytest.mark.parametrize(
    "words",
    [
        ("contest", "close", *NAMED, "--yes"),
        ("contest", "extend", *NAMED, "2090-01-11 20:00", "--yes"),
        ("contest", "edit", *NAMED, "question.sv=Vem?"),
        ("award", "edit", "testpriset", "name.sv=Priset"),
        ("nominee", "edit", *NAMED, "nominee-1", "place=Luleå"),
        ("nominee", "withdraw", *NAMED, "nominee-1"),
        ("account", "disable", "anna@demo.example"),
        ("voters", "remove", *NAMED, "-"),
        ("privacy", "export", "anna@demo.example"),
    ],
    ids=lambda words: "-".join(map(str, words[:2])),
)
def test_a_reason_that_nothing_has_room_for_is_refused(site: Site, words: tuple[object, ...]) -> None:
    site.make_vote()
    before = contents(site)
    done = run(site, *words, "--reason", LONG)
    assert (done.exit_code, "Write at most 500 characters: these are 501." in done.output) == (2, True), done.output
    assert contents(site) == before


def test_the_longest_reason_is_taken_without_the_space_around_it(site: Site) -> None:
    vote = site.make_vote()
    done = run(site, "contest", "close", *NAMED, "--yes", "--reason", f" {LONG[1:]} ")
    assert done.exit_code == 0, done.output
    assert events_of(site, vote)[-1].details["reason"] == LONG[1:]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2090-03-26 02:30", "the clocks skip it"),
        ("2090-10-29 02:30", "That time happens twice"),
        ("9999-12-31 23:59", ""),
    ],
)
def test_an_hour_that_is_not_one_is_refused(site: Site, typed: str, words: str) -> None:
    site.make_vote(closes_at="2090-01-10 20:00")
    done = run(site, "contest", "extend", *NAMED, typed, "--reason", "x", "--yes")
    assert (done.exit_code, words in done.output, "Traceback" in done.output) == (1, True, False), done.output
    site.make_vote(Phase.CERTIFIED, award="annat")
    done = run(site, "contest", "schedule", "annat", 2026, typed, "--reason", "x", "--yes")
    assert (done.exit_code, words in done.output, "Traceback" in done.output) == (1, True, False), done.output


@pytest.mark.parametrize("text", ["citation.sv", "alt.en"])
def test_a_public_text_is_not_emptied(site: Site, text: str) -> None:
    site.make_vote()
    before = contents(site)
    done = run(site, "nominee", "edit", *NAMED, "nominee-1", f"{text}=", "--reason", "x")
    assert (done.exit_code, f"Write what is missing, since it is public: {text}" in done.output) == (1, True), (
        done.output
    )
    assert contents(site) == before


def test_a_drafts_text_may_be_emptied(site: Site) -> None:
    vote = site.make_vote(Phase.DRAFT)
    assert run(site, "nominee", "edit", *NAMED, "nominee-1", "citation.sv=").exit_code == 0
    with site.app.app_context():
        assert get_nominee(vote.id, "nominee-1").citation.sv == ""
