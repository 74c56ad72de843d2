"""Texts that an organiser writes in both languages, and the addresses that are made of names."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, cast, get_args

import idna

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
URL = re.compile(r"https?://[^\s<>\"']+")
LONGEST_SLUG = 60
REASON_LENGTH = 500  # of why something was done, in every form, command and table
REHEARSAL = "-rehearsal"  # how the address of an award's rehearsal ends, and no other award's
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})


def other_language(lang: Language) -> Language:
    return "en" if lang == "sv" else "sv"


@dataclass(frozen=True)
class LocalText:
    """One text in Swedish and English; an empty language falls back on the other."""

    sv: str = ""
    en: str = ""

    def written_in(self, wanted: Language) -> Language:
        """The language that a reader of `wanted` gets."""
        return wanted if getattr(self, wanted) else other_language(wanted)

    def get(self, wanted: Language) -> str:
        return cast(str, getattr(self, self.written_in(wanted)))

    @property
    def lacking(self) -> tuple[Language, ...]:
        """The languages in which nothing is written."""
        return tuple(lang for lang in LANGUAGES if not getattr(self, lang))

    def __bool__(self) -> bool:
        return bool(self.sv or self.en)


REHEARSAL_NOTICE = LocalText(
    "Det här är en generalrepetition. Inga röster räknas på riktigt, och allt slängs efteråt.",
    "This is a rehearsal. No vote counts for real, and everything is thrown away afterwards.",
)


def printable(text: str, longest: int = 200) -> str:
    """What somebody typed, as a message can show it: without signs that nobody sees, and not without end."""
    return "".join(filter(str.isprintable, text))[:longest]


def readable_domain(domain: str) -> str:
    """A mail domain as people write it, of the ASCII spelling that is stored."""
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def propose_slug(name: str) -> str:
    """An address for a name: `Årets omfamning` becomes `arets-omfamning`. Empty where nothing can be made of it."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_SLUG].strip("-")


def rehearsal_slug(slug: str) -> str:
    """The address at which an award is rehearsed; of a long address the beginning, and a digest: each has its own."""
    if len(slug) > (room := LONGEST_SLUG - len(REHEARSAL)):
        digest = hashlib.sha256(slug.encode()).hexdigest()[:8]
        slug = f"{slug[: room - 9].strip('-')}-{digest}"
    return f"{slug}{REHEARSAL}"


def rehearsal_names(slug: str, name: LocalText) -> tuple[str, LocalText]:
    """The address and the name that a rehearsal of an award has."""
    own = LocalText(f"{name.get('sv')} – generalrepetition", f"{name.get('en')} – rehearsal")
    return rehearsal_slug(slug), own
