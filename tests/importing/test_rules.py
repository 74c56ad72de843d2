"""Reading a contest file: what a whole one becomes, and that every mistake is named with the line it stands on."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import contest_yaml
from voting.importing.document import BadFile, Problem
from voting.importing.rules import ContestFile, PersonEntry, parse
from voting.nominees.rules import Kind
from voting.text import LocalText

NOW = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
WHOLE = contest_yaml()
LONG = "a" * 121


def read(text: str) -> ContestFile:
    return parse(text, now=NOW)


def problems_of(text: str) -> list[Problem]:
    with pytest.raises(BadFile) as refused:
        read(text)
    return refused.value.problems


def line_of(text: str, part: str) -> int:
    """The number of the first line with `part` in it."""
    return next(at for at, line in enumerate(text.splitlines(), start=1) if part in line)


def test_a_whole_file_becomes_what_it_says() -> None:
    file = read(WHOLE)
    assert (file.award_slug, file.year, file.organiser, file.organiser_url) == (
        "testpriset",
        2026,
        "Testföreningen",
        None,
    )
    assert file.award_name == LocalText("Testpriset", "The Test Award")
    assert (file.event_name, file.event_place, file.event_date) == (
        LocalText("Galan", "The gala"),
        "Malmö",
        date(2026, 12, 10),
    )
    assert (file.max_changes, file.turnout_public, file.notice) == (10, True, None)
    assert (file.opens_at, file.closes_at) == (NOW - timedelta(hours=1), NOW + timedelta(days=5))
    assert [entry.slug for entry in file.nominees] == ["nominee-1", "nominee-2", "nominee-3"]
    second = file.nominees[1]
    assert (second.kind, second.place, second.invented) == (Kind.PERSON, "Ort 2", True)
    assert second.people == (PersonEntry("Person 2", LocalText("lärare", "teacher")),)
    assert second.line_number == line_of(WHOLE, "nominee-2")


# The line of a whole file that is replaced, by its beginning; what stands there instead, with a mark on the line that
# must be named; what is said of it.
MISTAKES = [
    ("slug: testpriset", "slug: Test Priset  #!", "award.slug may hold a–z, 0–9 and single dashes only"),
    ("slug: testpriset", "slug: test--priset  #!", "award.slug may hold a–z, 0–9 and single dashes only"),
    ("slug: testpriset", "slug: admin  #!", "award.slug cannot be admin: that address is taken"),
    ("slug: testpriset", "slug: a-rehearsal  #!", "award.slug cannot end in -rehearsal: that is for rehearsals"),
    ("slug: testpriset", f"slug: {LONG[:61]}  #!", "award.slug is 61 characters long; 60 are allowed"),
    ("slug: testpriset", "slug:  #!", "award.slug is empty"),
    ("slug: testpriset", "name2: #!", "award.slug is missing"),
    ("name: {sv: Testpriset", "name: {sv: a}  #!", "award.name.en is missing"),
    ("name: {sv: Testpriset", "name: a  #!", "award.name must have values of its own, indented below it"),
    ("name: {sv: Testpriset", f"name: {{sv: {LONG}, en: b}}  #!",
     "award.name.sv is 121 characters long; 120 are allowed"),
    ("name: {sv: Testpriset", "name: {sv: a, en: b, de: c}  #!", "award.name.de is not a field of a contest file"),
    ("organiser:", "organiser: [a, b]  #!", "award.organiser must be a text"),
    ("organiser:", 'organiser: "a\\0b"  #!', "award.organiser contains a character that cannot be stored"),
    ("organiser:", "organiser: a\norganiser_url: ftp://a  #!", "award.organiser_url must be an address beginning with https://"),
    ("organiser:", 'organiser: a\norganiser_url: "https://a b"  #!',
     "award.organiser_url must be an address beginning with https://"),
    ("year:", "year: 1e3  #!", "contest.year must be a whole number from 1900 to 9999"),
    ("year:", "year: 1899  #!", "contest.year must be a whole number from 1900 to 9999"),
    ("year:", "year: ٢٠٢٦  #!", "contest.year must be a whole number from 1900 to 9999"),
    ("max_changes:", "max_changes: 11  #!", "contest.max_changes must be a whole number from 0 to 10"),
    ("max_changes:", "max_changes: -1  #!", "contest.max_changes must be a whole number from 0 to 10"),
    ("max_changes:", "max_changes: 1.0  #!", "contest.max_changes must be a whole number from 0 to 10"),
    ("turnout_public:", "turnout_public: maybe  #!", "contest.turnout_public must be yes or no"),
    ("turnout_public:", "turnout_public: yes\nextra: yes  #!", "contest.extra is not a field of a contest file"),
    ("turnout_public:", "turnout_public: yes\nextra:  #!\n  a: b", "contest.extra is not a field of a contest file"),
    ("turnout_public:", "turnout_public: yes\nyear: 2027  #!", "contest.year stands here a second time"),
    ("opens_at:", "opens_at: soon  #!", "contest.opens_at must be a time such as 2026-12-03 20:00"),
    ("opens_at:", "opens_at: 3.12.2026 20:00  #!", "contest.opens_at must be a time such as 2026-12-03 20:00"),
    ("opens_at:", "opens_at: 2026-02-30 10:00  #!",
     "contest.opens_at: there is no such day or time as 2026-02-30 10:00"),
    ("opens_at:", "opens_at: 2026-02-03 24:00  #!",
     "contest.opens_at: there is no such day or time as 2026-02-03 24:00"),
    ("opens_at:", "opens_at: 0001-01-01 00:00  #!",
     "contest.opens_at: there is no such day or time as 0001-01-01 00:00"),
    ("closes_at:", "closes_at: now + 5 days 24:00  #!", "contest.closes_at: there is no time 24:00"),
    ("closes_at:", "closes_at: now - 2 hours  #!", "contest.closes_at must be later than contest.opens_at"),
    ("closes_at:", "closes_at: now - 1 hour  #!", "contest.closes_at must be later than contest.opens_at"),
    ("closes_at:", "closes_at: 2027-03-28 02:30  #!",
     "contest.closes_at: 2027-03-28 02:30 does not exist; clocks skip it when summer time begins"),
    ("closes_at:", "closes_at: 2027-10-31 02:30  #!",
     "contest.closes_at: 2027-10-31 02:30 happens twice as summer time ends; choose another time"),
    ("max_changes:", "max_changes: 10\ntime_zone: Mars/Olympus  #!",
     "contest.time_zone: there is no zone Mars/Olympus"),
    ("event:", "event: {name: {sv: a, en: b}, place: c, date: 10 december}  #!",
     "contest.event.date must be a day such as 2026-12-10"),
    ("event:", "event: {name: {sv: a, en: b}, date: 2026-12-10}  #!", "contest.event.place is missing"),
    ("- slug: nominee-2", "- slug: nominee-1  #!", "nominees[2].slug is the same as an earlier nominee's"),
    ("kind:", "kind: robot  #!", "nominees[1].kind must be one of person, pair, group, organisation, municipality"),
    ("invented:", "invented: 1  #!", "nominees[1].invented must be yes or no"),
    ("photo:", "photo:  #!", "nominees[1].photo is empty"),
    ("people:", "people: [{role: {sv: a, en: b}}]  #!", "nominees[1].people[1].name is missing"),
    ("people:", "people: Person 1  #!", "nominees[1].people must be a list, each entry beginning with a dash"),
    ("people:", "people: [Person 1]  #!", "nominees[1].people[1] must have values of its own"),
    ("text:", "text: {sv: a, en: ''}  #!", "nominees[1].text.en is empty"),
    ("line:", "line: {sv: a, en: b, sv: a}  #!", "nominees[1].line.sv stands here a second time"),
    ("award:", "extra: yes  #!\naward:", "extra is not a field of a contest file"),
]  # fmt: skip


def with_mistake(beginning: str, instead: str) -> str:
    """The whole file with its first line of that beginning replaced, as far indented."""
    lines = WHOLE.splitlines()
    at = next(at for at, line in enumerate(lines) if line.lstrip().startswith(beginning))
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
    lines[at : at + 1] = [indent + line for line in instead.split("\n")]
    return "\n".join(lines)


@pytest.mark.parametrize(("beginning", "instead", "says"), MISTAKES, ids=[mistake[1] for mistake in MISTAKES])
def test_a_mistake_is_named_once_with_its_line(beginning: str, instead: str, says: str) -> None:
    text = with_mistake(beginning, instead)
    found = [problem for problem in problems_of(text) if problem.text != "award.name2 is not a field of a contest file"]
    assert found == [Problem(line_of(text, "#!"), says)]


def test_every_mistake_in_a_file_is_named_in_its_order() -> None:
    text = WHOLE.replace("max_changes: 10", "max_changes: many").replace("slug: testpriset", "slug: jury")
    text = text.replace("    photo: picture.webp\n", "", 1).replace("place: Ort 3", "place:")
    assert problems_of(text) == [
        Problem(line_of(text, "slug: jury"), "award.slug cannot be jury: that address is taken"),
        Problem(line_of(text, "max_changes"), "contest.max_changes must be a whole number from 0 to 10"),
        Problem(line_of(text, "slug: nominee-1"), "nominees[1].photo is missing"),
        Problem(line_of(text, "name: {sv: Nominerad 3") + 2, "nominees[3].place is empty"),
    ]


STEPS = "a:\n" + "".join(" " * at + "-\n" for at in range(1, 15))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "a contest file begins with award:, contest: and nominees:"),
        ("- a\n- b", 1, "a contest file begins with award:, contest: and nominees:"),
        ("award:\n\tslug: a", 2, "this is not YAML: found character '\\t' that cannot start any token"),
        ("award: {a: b", 1, "this is not YAML: expected ',' or '}', but got '<stream end>'"),
        (WHOLE + "---\na: b\n", WHOLE.count("\n") + 1, "this is not YAML: but found another document"),
        ("a: b\nc: d\x07", 2, "this line holds a character that YAML does not allow"),
        ("a: &x b\nc:\n  - *x", 3, "anchors and aliases (& and *) are not used in contest files"),
        (STEPS, 11, "the values are nested deeper than in any contest file"),
    ],
)
def test_what_is_no_contest_file_at_all_is_named_with_its_line(text: str, line: int, says: str) -> None:
    assert problems_of(text) == [Problem(line, says)]


def test_missing_parts_are_named_at_the_beginning() -> None:
    assert [str(problem) for problem in problems_of("award:\n  slug: a\n")] == [
        "line 1: contest is missing",
        "line 1: nominees is missing",
    ]


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Fails when it takes longer, instead of waiting for an hour."""

    def too_long(*_: object) -> None:
        raise AssertionError(f"not done after {seconds} s")

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: " + "[" * 1_000_000, id="lists in lists"),
        pytest.param("a: " + "{a: " * 300_000, id="values in values"),
        pytest.param("a:\n" + "- " * 300_000, id="dashes"),
        pytest.param("a: " + "[\n" * 300_000, id="lists on lines"),
        pytest.param("a: &a [x]\n" + "".join(f"b{n}: &a [*a, *a, *a]\n" for n in range(40)), id="a billion laughs"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(text: str) -> None:
    with at_most(30):
        (problem,) = problems_of(text)
    assert "nested" in problem.text or "anchors" in problem.text


@pytest.mark.parametrize(
    ("closes_at", "instant"),
    [
        ("2026-12-03 20:00", datetime(2026, 12, 3, 19, tzinfo=UTC)),
        ("2027-07-03T20:00", datetime(2027, 7, 3, 18, tzinfo=UTC)),
        ("now", NOW),
        ("now + 1 minute", NOW + timedelta(minutes=1)),
        ("now+3hours", NOW + timedelta(hours=3)),
        ("now + 12 days 20:00", datetime(2026, 11, 13, 19, tzinfo=UTC)),
        ("now 23:59", datetime(2026, 11, 1, 22, 59, tzinfo=UTC)),
        ("now + 9999 days", NOW + timedelta(days=9999)),
    ],
)
def test_a_time_is_read_in_the_files_zone_or_from_now(closes_at: str, instant: datetime) -> None:
    assert read(contest_yaml(opens_at="now - 1 hour", closes_at=closes_at)).closes_at == instant


def test_another_zone_is_taken_at_its_word() -> None:
    file = read(contest_yaml(closes_at="2026-12-03 20:00", time_zone="America/New_York"))
    assert file.closes_at == datetime(2026, 12, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "read_as"), [("yes", True), ("No", False), ("TRUE", True), ("false", False), ('"yes"', True)]
)
def test_yes_and_no_are_read_in_a_few_spellings(written: str, read_as: bool) -> None:
    assert read(contest_yaml(turnout_public=written)).turnout_public is read_as


def test_values_are_the_text_that_stands_there() -> None:
    """YAML would make a number of 1.10, false of `no` and nothing of `~`."""
    text = WHOLE.replace("place: Ort 1", "place: 1.10").replace("place: Ort 2", "place: no").replace("Ort 3", "~")
    assert [entry.place for entry in read(text).nominees] == ["1.10", "no", "~"]
