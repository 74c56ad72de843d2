"""Reading a contest file: what a whole one becomes, and that every mistake is named with the line it stands on."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import CEREMONY, contest_yaml
from voting.importing.mistakes import (
    ALIAS,
    CLOSES_FIRST,
    EMPTY,
    MISSING,
    NO_CHOICE,
    NO_LIST,
    NO_SLUG,
    NO_URL,
    NO_VALUES,
    NO_ZONE,
    NOT_A_VOTE,
    NOT_TEXT,
    NOT_YAML,
    ODD_CHARACTER,
    PARTS,
    SECOND_DOCUMENT,
    SLUG_OF_REHEARSAL,
    SLUG_RESERVED,
    SLUG_TWICE,
    TAB,
    TOO_DEEP,
    TOO_LONG,
    TWICE,
    UNKNOWN,
    YES_OR_NO,
    BadFile,
    Problem,
)
from voting.importing.rules import ContestFile, PersonEntry, parse
from voting.nominees.rules import Kind
from voting.text import LocalText
from voting.typed import DOUBLED_HOUR, NO_DAY, NO_INSTANT, NO_NUMBER, NO_SUCH_DAY, NO_SUCH_SIGN, SKIPPED_HOUR

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
        date.fromisoformat(CEREMONY),
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
    ("slug: testpriset", "slug: Test Priset  #!", "award.slug", NO_SLUG),
    ("slug: testpriset", "slug: test--priset  #!", "award.slug", NO_SLUG),
    ("slug: testpriset", "slug: admin  #!", "award.slug", SLUG_RESERVED),
    ("slug: testpriset", "slug: a-rehearsal  #!", "award.slug", SLUG_OF_REHEARSAL % {"end": "-rehearsal"}),
    ("slug: testpriset", f"slug: {LONG[:61]}  #!", "award.slug", TOO_LONG % {"length": 61, "most": 60}),
    ("slug: testpriset", "slug:  #!", "award.slug", EMPTY),
    ("slug: testpriset", "name2: #!", "award.slug", MISSING),
    ("name: {sv: Testpriset", "name: {sv: a}  #!", "award.name.en", MISSING),
    ("name: {sv: Testpriset", "name: a  #!", "award.name", NO_VALUES),
    ("name: {sv: Testpriset", f"name: {{sv: {LONG}, en: b}}  #!",
     "award.name.sv", TOO_LONG % {"length": 121, "most": 120}),
    ("name: {sv: Testpriset", "name: {sv: a, en: b, de: c}  #!", "award.name.de", UNKNOWN),
    ("organiser:", "organiser: [a, b]  #!", "award.organiser", NOT_TEXT),
    ("organiser:", 'organiser: "a\\0b"  #!', "award.organiser", NO_SUCH_SIGN),
    ("organiser:", "organiser: a\norganiser_url: ftp://a  #!", "award.organiser_url", NO_URL),
    ("organiser:", 'organiser: a\norganiser_url: "https://a b"  #!', "award.organiser_url", NO_URL),
    ("year:", "year: 1e3  #!", "contest.year", NO_NUMBER % {"low": 1900, "high": 2036}),
    ("year:", "year: 9999  #!", "contest.year", NO_NUMBER % {"low": 1900, "high": 2036}),
    ("year:", "year: 1899  #!", "contest.year", NO_NUMBER % {"low": 1900, "high": 2036}),
    ("year:", "year: ٢٠٢٦  #!", "contest.year", NO_NUMBER % {"low": 1900, "high": 2036}),
    ("max_changes:", "max_changes: 11  #!", "contest.max_changes", NO_NUMBER % {"low": 0, "high": 10}),
    ("max_changes:", "max_changes: -1  #!", "contest.max_changes", NO_NUMBER % {"low": 0, "high": 10}),
    ("max_changes:", "max_changes: 1.0  #!", "contest.max_changes", NO_NUMBER % {"low": 0, "high": 10}),
    ("turnout_public:", "turnout_public: maybe  #!", "contest.turnout_public", YES_OR_NO),
    ("turnout_public:", "turnout_public: yes\nextra: yes  #!", "contest.extra", UNKNOWN),
    ("turnout_public:", "turnout_public: yes\nextra:  #!\n  a: b", "contest.extra", UNKNOWN),
    ("turnout_public:", "turnout_public: yes\nyear: 2027  #!", "contest.year", TWICE),
    ("opens_at:", "opens_at: soon  #!", "contest.opens_at", NO_INSTANT),
    ("opens_at:", "opens_at: 3.12.2026 20:00  #!", "contest.opens_at", NO_INSTANT),
    ("opens_at:", "opens_at: 2026-02-30 10:00  #!", "contest.opens_at", NO_INSTANT),
    ("opens_at:", "opens_at: 2026-02-03 24:00  #!", "contest.opens_at", NO_INSTANT),
    ("opens_at:", "opens_at: 0001-01-01 00:00  #!", "contest.opens_at", NO_INSTANT),
    ("closes_at:", "closes_at: now + 5 days 24:00  #!", "contest.closes_at", NO_INSTANT),
    ("closes_at:", "closes_at: now - 2 hours  #!", "contest.closes_at", CLOSES_FIRST),
    ("closes_at:", "closes_at: now - 1 hour  #!", "contest.closes_at", CLOSES_FIRST),
    ("closes_at:", "closes_at: 2027-03-28 02:30  #!", "contest.closes_at", SKIPPED_HOUR),
    ("closes_at:", "closes_at: 2027-10-31 02:30  #!", "contest.closes_at", DOUBLED_HOUR),
    ("max_changes:", "max_changes: 10\ntime_zone: Mars/Olympus  #!",
     "contest.time_zone", NO_ZONE % {"zone": "Mars/Olympus"}),
    ("event:", "event: {name: {sv: a, en: b}, place: c, date: 10 december}  #!", "contest.event.date", NO_DAY),
    ("event:", "event: {name: {sv: a, en: b}, place: c, date: 0001-01-01}  #!", "contest.event.date", NO_SUCH_DAY),
    ("event:", "event: {name: {sv: a, en: b}, place: c, date: 9999-12-31}  #!", "contest.event.date", NO_SUCH_DAY),
    ("event:", "event: {name: {sv: a, en: b}, date: 2026-12-10}  #!", "contest.event.place", MISSING),
    ("- slug: nominee-2", "- slug: nominee-1  #!", "nominees[2].slug (Nominerad 2)", SLUG_TWICE),
    ("kind:", "kind: robot  #!",
     "nominees[1].kind (Nominerad 1)", NO_CHOICE % {"words": "person, pair, group, organisation, municipality"}),
    ("invented:", "invented: 1  #!", "nominees[1].invented (Nominerad 1)", YES_OR_NO),
    ("photo:", "photo:  #!", "nominees[1].photo (Nominerad 1)", EMPTY),
    ("people:", "people: [{role: {sv: a, en: b}}]  #!", "nominees[1].people[1].name (Nominerad 1)", MISSING),
    ("people:", "people: Person 1  #!", "nominees[1].people (Nominerad 1)", NO_LIST),
    ("people:", "people: [Person 1]  #!", "nominees[1].people[1] (Nominerad 1)", NO_VALUES),
    ("text:", "text: {sv: a, en: ''}  #!", "nominees[1].text.en (Nominerad 1)", EMPTY),
    ("line:", "line: {sv: a, en: b, sv: a}  #!", "nominees[1].line.sv (Nominerad 1)", TWICE),
    ("award:", "extra: yes  #!\naward:", "extra", UNKNOWN),
    ("award:", '"a\\0b": yes  #!\naward:', "ab", UNKNOWN),  # a page can show no such sign
]  # fmt: skip


def with_mistake(beginning: str, instead: str) -> str:
    """The whole file with its first line of that beginning replaced, as far indented."""
    lines = WHOLE.splitlines()
    at = next(at for at, line in enumerate(lines) if line.lstrip().startswith(beginning))
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
    lines[at : at + 1] = [indent + line for line in instead.split("\n")]
    return "\n".join(lines)


@pytest.mark.parametrize(("beginning", "instead", "where", "says"), MISTAKES, ids=[mistake[1] for mistake in MISTAKES])
def test_a_mistake_is_named_once_with_its_line(beginning: str, instead: str, where: str, says: str) -> None:
    text = with_mistake(beginning, instead)
    found = [problem for problem in problems_of(text) if problem.where != "award.name2"]
    assert [(each.line, each.where, each.text) for each in found] == [(line_of(text, "#!"), where, says)]


def test_every_mistake_in_a_file_is_named_in_its_order() -> None:
    text = WHOLE.replace("max_changes: 10", "max_changes: many").replace("slug: testpriset", "slug: jury")
    text = text.replace("    photo: picture.webp\n", "", 1).replace("place: Ort 3", "place:")
    assert [str(problem) for problem in problems_of(text)] == [
        f"line {line_of(text, 'slug: jury')}, award.slug: The site itself uses that address. Choose another one.",
        f"line {line_of(text, 'max_changes')}, contest.max_changes: Write a whole number from 0 to 10.",
        f"line {line_of(text, 'slug: nominee-1')}, nominees[1].photo (Nominerad 1): {MISSING}",
        f"line {line_of(text, 'name: {sv: Nominerad 3') + 2}, nominees[3].place (Nominerad 3): {EMPTY}",
    ]


STEPS = "a:\n" + "".join(" " * at + "-\n" for at in range(1, 15))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, NOT_A_VOTE % {"parts": PARTS}),
        ("- a\n- b", 1, NOT_A_VOTE % {"parts": PARTS}),
        ("award:\n\tslug: a", 2, TAB),
        ("award: {a: b", 1, NOT_YAML),
        (WHOLE + "---\na: b\n", WHOLE.count("\n") + 1, SECOND_DOCUMENT),
        ("a: b\nc: d\x07", 2, ODD_CHARACTER),
        ("a: &x b\nc:\n  - *x", 3, ALIAS),
        (STEPS, 11, TOO_DEEP),
    ],
)
def test_what_is_no_contest_file_at_all_is_named_with_its_line(text: str, line: int, says: str) -> None:
    assert [str(problem) for problem in problems_of(text)] == [f"line {line}: {says}"]


def test_missing_parts_are_named_at_the_beginning() -> None:
    assert [str(problem) for problem in problems_of("award:\n  slug: a\n")] == [
        "line 1, contest: The field is missing. Write it here.",
        "line 1, nominees: The field is missing. Write it here.",
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
    assert problem.message in (TOO_DEEP, ALIAS)


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
