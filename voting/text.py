"""Texts that an organiser writes in both languages."""

from dataclasses import dataclass
from typing import Literal, cast, get_args

import idna

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


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


def readable_domain(domain: str) -> str:
    """A mail domain as people write it, of the ASCII spelling that is stored."""
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain
