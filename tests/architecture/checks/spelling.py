"""What careful typesetting asks of every text, and what a Swedish text has in common with its English one."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks import catalogue, glossary
from voting.text import Language

SLIPS = (  # in either language: pattern, and what is wrong
    (r"\"", "a straight quotation mark"),
    (r"[ \xa0]{2}", "two spaces"),
    (r"^\s|\s$", "a space at its edge"),
    (r" [.,:;!?](?!\w)", "a space before a mark"),
    (r"\.\.\.", "three full stops for an ellipsis"),
    (r" - |--", "a hyphen for a dash"),
    (r"\bkl\.? (?=\d)", "a time that can be parted at the end of a line"),
)
SLIPS_OF: dict[Language, tuple[tuple[str, str], ...]] = {
    "en": (
        (r"[„»]|”\w|\w“", "a quotation mark of another language"),
        (r"\d[ \xa0]%", "a space before the per cent sign"),
    ),
    "sv": (
        (r"[“„»]|'", "a quotation mark of another language"),
        (r"\d ?%(?!\()", "a per cent sign without its non-breaking space"),
        (r"’", "an apostrophe"),
    ),
}
ENDS = ".?!:"
SAME = frozenset({"Jury", "jury"})  # the same word in both languages


def slips(root: Path) -> list[str]:
    return [
        f"{place} has {wrong}: “{text[max(0, found.start() - 20) : found.end() + 20]}”"
        for place, lang, text in (*_catalogue(root), *glossary.contest_files(root))
        for pattern, wrong in (*SLIPS, *SLIPS_OF[lang])
        for found in re.finditer(pattern, text.rstrip("\n"))
    ]


def _catalogue(root: Path) -> Iterator[tuple[str, Language, str]]:
    for place, texts, translations in catalogue.pairs(root):
        yield from ((place, "en", text) for text in texts)
        yield from ((place, "sv", text) for text in translations)


def unlike(root: Path) -> list[str]:
    """Swedish texts that are the English ones, or end in another mark."""
    return [
        complaint
        for place, texts, translations in catalogue.pairs(root)
        for text, translation in zip(texts, translations, strict=True)
        for complaint in _unlike(place, text, translation)
    ]


def _unlike(place: str, text: str, translation: str) -> Iterator[str]:
    if text == translation and text not in SAME:
        yield f"{place} says the same in Swedish: “{text}”"
    if _end(text) != _end(translation):
        yield f"{place} ends in “{_end(text)}” and in Swedish in “{_end(translation)}”: “{text}”"


def _end(text: str) -> str:
    return text[-1:] if text[-1:] in ENDS else ""
