"""What an organiser writes about a nominee, and how the order and the addresses of nominees come about."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from voting.contests.rules import Phase
from voting.errors import N_, DomainError
from voting.nominees.rules import Gap, Kind
from voting.text import LANGUAGES, LONGEST_SLUG, LocalText, propose_slug

T = TypeVar("T")
LONGEST = {"name": 120, "line": 120, "citation": 20_000, "text": 20_000, "alt": 1_000, "place": 120}
LONGEST |= {"organisation": 120, "slug": LONGEST_SLUG, "person": 120, "role": 500}
MOST_PEOPLE, MOST_NOMINEES = 40, 500
PUBLIC = ("name", "line", "citation", "text", "alt")  # what an announced nominee must have, in both languages
TOO_LONG = N_("it is %(number)s characters long; %(max)s are allowed")
NOT_STORABLE = N_("it contains a character that cannot be stored")
NO_NAME = N_("there is no name in either language")
PEOPLE_TOO_MANY = N_("there are too many people, or a name or a role is too long")
GAP_WORDS = {
    (Gap.NAME, "sv"): N_("the name in Swedish"),
    (Gap.NAME, "en"): N_("the name in English"),
    (Gap.LINE, "sv"): N_("the line in Swedish"),
    (Gap.LINE, "en"): N_("the line in English"),
    (Gap.CITATION, "sv"): N_("the citation in Swedish"),
    (Gap.CITATION, "en"): N_("the citation in English"),
    (Gap.TEXT, "sv"): N_("the text in Swedish"),
    (Gap.TEXT, "en"): N_("the text in English"),
    (Gap.ALT, "sv"): N_("the description of the photo in Swedish"),
    (Gap.ALT, "en"): N_("the description of the photo in English"),
    (Gap.PHOTO, None): N_("a photo"),
}


@dataclass(frozen=True)
class WithdrawWords:
    """How taking a nominee away is put to the person who is about to do it. `word` is typed to confirm."""

    title: str
    word: str
    consequences: tuple[str, ...]
    irreversible: tuple[str, ...]


REMOVING = WithdrawWords(
    N_("Take the nominee away"),
    N_("remove"),
    (N_("The nominee is taken off the list, with texts and photo. Nobody outside has seen them yet."),),
    (N_("The texts and the photo are gone. Export the nominees first if you want to keep them."),),
)
WITHDRAWING = WithdrawWords(
    N_("Withdraw the nominee"),
    N_("withdraw nominee"),
    (
        N_("Nobody can vote for this nominee any more."),
        N_("Votes already cast for the nominee stay recorded. The result shows them, but they win nothing."),
        N_("Whoever has cast such a vote may change it while voting is open, if the rules allow changes."),
        N_("The nominee's page stays and says that the nominee has been withdrawn, with your reason."),
    ),
    (N_("A nominee who has been withdrawn cannot come back, and the public log tells of it for ever."),),
)


class AddressTaken(DomainError):
    status = 422
    message = N_("Another nominee has this address. Choose another one.")


class BadNomineeAddress(DomainError):
    status = 422
    message = N_("Write the address with a–z, 0–9 and single dashes only, such as marit-tallhed.")


class NoReason(DomainError):
    status = 422
    message = N_("Write what was wrong, in a sentence. Everybody can read it.")


class NotWhole(DomainError):
    status = 422
    message = N_("Write what is missing, since it is public: %(texts)s.")

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(texts=", ".join(names))
        self.names = names


class TooMany(DomainError):
    message = N_("A vote has room for at most %(number)s nominees. Nothing was saved.")

    def __init__(self) -> None:
        super().__init__(number=MOST_NOMINEES)


class LastOne(DomainError):
    message = N_("Somebody must be left to vote for. Nothing was changed.")
    todo = N_("Close the voting instead, if nobody is to get the award.")


@dataclass(frozen=True)
class Somebody:
    """A person behind a nomination, as written."""

    name: str
    role: LocalText


@dataclass(frozen=True)
class Told:
    """All that is written about a nominee; texts may be empty while the contest is a draft."""

    kind: Kind
    name: LocalText
    people: tuple[Somebody, ...]
    organisation: str
    place: str
    line: LocalText
    citation: LocalText
    text: LocalText
    alt: LocalText


def leaves(told: Told) -> dict[str, str]:
    """Every single text, by a name of its own: `name.sv`, `place`, `people` …"""
    found: dict[str, str] = {}
    for each in fields(told):
        value = getattr(told, each.name)
        if isinstance(value, LocalText):
            found |= {f"{each.name}.{lang}": getattr(value, lang) for lang in LANGUAGES}
        elif isinstance(value, tuple):
            found[each.name] = people_text(value)
        else:
            found[each.name] = str(value)
    return found


def told_with(told: Told, texts: Mapping[str, str]) -> Told:
    """`told` with some of its texts replaced, by the names that `leaves` gives them. Raises ValueError for a kind that
    there is not, and for people that cannot be read.
    """
    values: dict[str, object] = {}
    for each in fields(told):
        old = getattr(told, each.name)
        if isinstance(old, LocalText):
            values[each.name] = LocalText(*(texts.get(f"{each.name}.{lang}", getattr(old, lang)) for lang in LANGUAGES))
        elif each.name in texts:
            read = {"kind": Kind, "people": read_people}.get(each.name, str)
            values[each.name] = read(texts[each.name])
    return replace(told, **values)  # type: ignore[arg-type]


def people_text(people: Sequence[Somebody]) -> str:
    """One person a line: name | role in Swedish | role in English. A backslash takes away what a sign means."""
    parts = (" | ".join(_masked(text) for text in (one.name, one.role.sv, one.role.en)) for one in people)
    return "\n".join(parts)


def read_people(text: str) -> tuple[Somebody, ...]:
    """What `people_text` writes; a line may have the name alone. Raises ValueError."""
    people = []
    for line in filter(str.strip, text.replace("\r\n", "\n").split("\n")):
        name, *roles = (
            _unmasked(part).strip() for part in re.findall(r"(?:[^\\|]|\\.?)+|(?<=\|)(?=\||$)|^(?=\|)", line)
        )
        if len(roles) not in (0, 2) or not name:
            raise ValueError(line)
        people.append(Somebody(name, LocalText(*roles)))
    return tuple(people)


def _masked(text: str) -> str:
    return text.replace("\\", r"\\").replace("|", r"\|").replace("\n", r"\n")


def _unmasked(text: str) -> str:
    return re.sub(r"\\(.?)", lambda sign: {"n": "\n"}.get(sign[1], sign[1]), text)


def mistakes(told: Told) -> list[tuple[str, str, dict[str, object]]]:
    """What cannot be stored as it is: the name of the text, the message and what belongs in it."""
    found: list[tuple[str, str, dict[str, object]]] = []
    for name, text in leaves(told).items():
        longest = LONGEST.get(name.partition(".")[0])
        if longest and len(text) > longest:
            found.append((name, TOO_LONG, {"number": len(text), "max": longest}))
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\r\n\t" for char in text):
            found.append((name, NOT_STORABLE, {}))
    if not told.name:
        found.append(("name.sv", NO_NAME, {}))
    too_long = any(
        len(one.name) > LONGEST["person"] or len(max(one.role.sv, one.role.en, key=len)) > LONGEST["role"]
        for one in told.people
    )
    if too_long or len(told.people) > MOST_PEOPLE:
        found.append(("people", PEOPLE_TOO_MANY, {}))
    return found


def lacking(told: Told) -> list[str]:
    """The names of the texts that everybody must be able to read and that are empty."""
    texts = leaves(told)
    return [f"{name}.{lang}" for name in PUBLIC for lang in LANGUAGES if not texts[f"{name}.{lang}"]]


def differences(old: Told, new: Told) -> dict[str, tuple[str, str]]:
    """What is not the same, by the name of the text: (before, after)."""
    before, after = leaves(old), leaves(new)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def free_slug(name: str, taken: Collection[str]) -> str:
    """An address for somebody of that name: small plain letters, and a number behind it where it is taken."""
    words = propose_slug(name)[: LONGEST["slug"] - 4].strip("-") or "nominee"
    numbered = (words if number == 1 else f"{words}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


def reordered(items: Sequence[T], at: int, to: str) -> list[T]:
    """`items` with the one at index `at` moved: "up", "down", or to the place with this number, counted from 1.

    A place beyond the ends is the nearest there is. Raises ValueError for what is none of these.
    """
    place = {"up": at - 1, "down": at + 1}.get(to)
    place = int(to) - 1 if place is None else place
    rest = [item for index, item in enumerate(items) if index != at]
    place = max(0, min(place, len(rest)))
    return [*rest[:place], items[at], *rest[place:]]


def is_correction(phase: Phase) -> bool:
    """Whether changing a nominee is a correction that everybody is told of."""
    return phase is not Phase.DRAFT


def can_withdraw(phase: Phase) -> bool:
    """In a draft a nominee is simply taken away; once voting is over, nobody is taken out of the count."""
    return phase in (Phase.DRAFT, Phase.ANNOUNCED, Phase.OPEN)
