"""What a table of nominees looks like, and what reading one would do. Nothing is taken away by it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.errors import N_, DomainError
from voting.nominating.rules import LONGEST, MOST_NOMINEES, Told, differences, free_slug, mistakes, told_with
from voting.nominees.rules import Kind
from voting.text import LANGUAGES, SLUG, LocalText, printable

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = MOST_NOMINEES
ADDRESS = "slug"
# The name of each text, and its heading in Swedish and in English: both are read, whatever the page's language.
COLUMNS: dict[str, tuple[str, str]] = {
    ADDRESS: ("adress", "address"),
    "kind": ("typ", "kind"),
    "name.sv": ("namn svenska", "name swedish"),
    "name.en": ("namn engelska", "name english"),
    "people": ("personer", "people"),
    "organisation": ("organisation", "organisation"),
    "place": ("plats", "place"),
    "line.sv": ("rad svenska", "line swedish"),
    "line.en": ("rad engelska", "line english"),
    "citation.sv": ("motivering svenska", "citation swedish"),
    "citation.en": ("motivering engelska", "citation english"),
    "text.sv": ("text svenska", "text swedish"),
    "text.en": ("text engelska", "text english"),
    "alt.sv": ("bildbeskrivning svenska", "photo description swedish"),
    "alt.en": ("bildbeskrivning engelska", "photo description english"),
}
KINDS = {
    Kind.PERSON: ("person", "person"),
    Kind.PAIR: ("par", "pair"),
    Kind.GROUP: ("grupp", "group"),
    Kind.ORGANISATION: ("organisation", "organisation"),
    Kind.MUNICIPALITY: ("kommun", "municipality"),
}
_READ_AS_KIND = {word: kind.value for kind, words in KINDS.items() for word in words}
_READ_AS_COLUMN = {word: name for name, words in COLUMNS.items() for word in words}
# A spreadsheet program runs what begins so. An apostrophe before it keeps it text; reading takes one away again.
_GUARDED = re.compile(r"'*[=+\-@\t\r]")
EMPTY = Told(Kind.PERSON, LocalText(), (), "", "", LocalText(), LocalText(), LocalText(), LocalText())

NOT_TEXT = N_("The file is not text. Save the table as CSV and choose that file.")
TOO_LARGE = N_("The file is larger than %(size)s MB. Divide it, or take out what does not belong in it.")
TOO_MANY_ROWS = N_("The table has more than %(number)s rows. Divide it, or take out what does not belong in it.")
NO_ROWS = N_("There is nobody in the table. Write one row for each nominee.")
UNKNOWN_COLUMN = N_("No column is called “%(name)s”. Check how it is spelled, or take it away.")
COLUMN_TWICE = N_("The column “%(heading)s” is there twice. Take one of them away.")
NO_NAMES = N_("The column “%(heading)s” is missing, so nobody can be recognised. Write it, with the names.")
BROKEN = N_("The table cannot be read as CSV. Look at the quotation marks.")
TOO_WIDE = N_("the row has more cells than there are columns: take away those that are too many")
BAD_ADDRESS = N_("the address “%(value)s” cannot be used: write a–z, 0–9 and single dashes, at most %(longest)s signs")
ADDRESS_TWICE = N_("the address “%(value)s” is in an earlier row too: write one row for each nominee")
BAD_KIND = N_("there is no kind called “%(value)s”: write one of %(kinds)s")
BAD_PEOPLE = N_("the people cannot be read: write one a line, as name | role in Swedish | role in English")


class BadTable(DomainError):
    """The table cannot be read; `problems` are (row or None, message, what belongs in it), in the order of the file.

    Beside what belongs in the message there can be the `column`, and the name of the nominee `whose` row it is.
    """

    status = 422
    message = N_("Correct the table and choose it again: it has mistakes. Nothing was saved.")

    def __init__(self, problems: Sequence[tuple[int | None, str, dict[str, object]]]) -> None:
        super().__init__()
        self.problems = list(problems)


@dataclass(frozen=True)
class Planned:
    """What one row would do. `changed`: (before, after) of each text that is not the same; `added`: somebody new."""

    slug: str
    told: Told
    added: bool
    changed: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Plan:
    """What a table would do: its rows, who is not in it and stays, and columns that it lacks and leaves alone."""

    rows: Sequence[Planned]
    left: Mapping[str, LocalText]  # names by address
    lacking: Sequence[str]

    @property
    def added(self) -> list[Planned]:
        return [row for row in self.rows if row.added]

    @property
    def changed(self) -> list[Planned]:
        return [row for row in self.rows if row.changed and not row.added]

    @property
    def unchanged(self) -> list[Planned]:
        return [row for row in self.rows if not row.changed and not row.added]


def guard(text: str) -> str:
    """`text` as it can stand in a spreadsheet without being taken for a formula."""
    return f"'{text}" if _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def heading_of(name: str, lang: str) -> str:
    return COLUMNS[name][lang == "en"]


def kind_word(kind: str, lang: str) -> str:
    return KINDS[Kind(kind)][lang == "en"]


def told_in(params: Mapping[str, object], lang: str) -> dict[str, object]:
    """What belongs in a message, with the words that a table has in that language."""
    words: dict[str, object] = {"kinds": ", ".join(kind_word(kind, lang) for kind in Kind), "longest": LONGEST["slug"]}
    return {**params, **words, "heading": heading_of(str(params.get("of", ADDRESS)), lang)}


def column_of(heading: str) -> str | None:
    """Which column a heading means: capitals, spaces, signs and the language do not matter."""
    return _READ_AS_COLUMN.get(" ".join(re.findall(r"\w+", heading.replace("_", " ").casefold())))


def check_headings(headings: Sequence[str]) -> list[str]:
    """The columns of a table by the names of their texts. Raises BadTable."""
    names = [column_of(heading) for heading in headings]
    problems: list[tuple[int | None, str, dict[str, object]]] = [
        (1, UNKNOWN_COLUMN, {"name": printable(heading)})
        for heading, name in zip(headings, names, strict=True)
        if name is None
    ]
    known = [name for name in names if name]
    problems += [(1, COLUMN_TWICE, {"of": name}) for name in dict.fromkeys(known) if known.count(name) > 1]
    if not {ADDRESS, "name.sv", "name.en"} & set(known):
        problems.append((1, NO_NAMES, {"of": "name.sv"}))
    if problems:
        raise BadTable(problems)
    return known


def plan(rows: Sequence[tuple[int, Mapping[str, str]]], columns: Sequence[str], now: Mapping[str, Told]) -> Plan:
    """What rows, each with its number, would do to the nominees that there are now (by address, in their order).

    A row is about the nominee with its address, or without one about the nominee of its name. Raises BadTable.
    """
    problems: list[tuple[int | None, str, dict[str, object]]] = []
    planned: list[Planned] = []
    if not rows:
        problems.append((None, NO_ROWS, {}))
    if len(rows) > MOST_ROWS or len(set(now)) + len(rows) > 2 * MOST_ROWS:
        raise BadTable([(None, TOO_MANY_ROWS, {"number": MOST_ROWS})])
    for number, row in rows:
        slug = row.get(ADDRESS, "") or _by_name(row, now)
        wrong = _slug_mistake(slug, {each.slug for each in planned}) if slug else None
        if wrong:
            problems.append((number, wrong, {"value": printable(slug), "whose": whose(row, now)}))
            continue
        told, found = _read(row, now.get(slug, EMPTY))
        problems += [(number, message, params | {"whose": whose(row, now)}) for message, params in found]
        if told:
            slug = slug or free_slug(told.name.get("sv"), {*now, *(each.slug for each in planned)})
            planned.append(Planned(slug, told, slug not in now, differences(now.get(slug, EMPTY), told)))
    if problems:
        raise BadTable(problems)
    touched = {each.slug for each in planned}
    left = {slug: told.name for slug, told in now.items() if slug not in touched}
    return Plan(planned, left, [name for name in COLUMNS if name not in columns])


def whose(row: Mapping[str, str], now: Mapping[str, Told]) -> LocalText:
    """The name that a row gives, or that the nominee with its address has."""
    return (
        LocalText(*(printable(row.get(f"name.{lang}", ""), 60) for lang in LANGUAGES))
        or now.get(row.get(ADDRESS, ""), EMPTY).name
    )


def _by_name(row: Mapping[str, str], now: Mapping[str, Told]) -> str:
    for name in ("name.sv", "name.en"):
        if text := row.get(name):
            return next((slug for slug, told in now.items() if getattr(told.name, name[-2:]) == text), "")
    return ""


def _slug_mistake(slug: str, taken: set[str]) -> str | None:
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST["slug"]:
        return BAD_ADDRESS
    return ADDRESS_TWICE if slug in taken else None


def _read(row: Mapping[str, str], before: Told) -> tuple[Told | None, list[tuple[str, dict[str, object]]]]:
    texts = {name: text for name, text in row.items() if name != ADDRESS}
    word = texts.pop("kind", "")
    kind = _READ_AS_KIND.get(word.casefold()) if word else before.kind.value
    if kind is None:
        return None, [(BAD_KIND, {"value": printable(word)})]
    try:
        told = told_with(before, texts | {"kind": kind})
    except ValueError:
        return None, [(BAD_PEOPLE, {})]
    found = [(message, {"column": name} | params) for name, message, params in mistakes(told)]
    return (None if found else told), found
