"""Which language a text is in, told by its small words, so that a wrong `lang` is found.

A screen reader speaks a text in the voice of the language that the page names. Names and single words say nothing, nor
does what must not be translated: a signed head is letters by chance, and they make words of any language.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

SWEDISH = """
    att av blir den det dig din du eller efter en ett finns fram för från har hur här i inte kan med men när och om på
    sin ska som så till under upp vad var vi vid vill än är
"""
ENGLISH = """
    a an and are as be been by can cannot for from has have how if in is it its of on only or than that the their there
    they this to until was we what when which who will with you your
"""
SMALL_WORDS = {"sv": set(SWEDISH.split()), "en": set(ENGLISH.split())}
SHARED = SMALL_WORDS["sv"] & SMALL_WORDS["en"]
SPOKEN = ("alt", "aria-label", "placeholder", "title")
SILENT = {"script", "style", "svg", "template"}
LETTERS = re.compile(r"[a-zåäöéü]+")
DIGIT = re.compile(r"\d")  # what has digits in it is no word: numbers, ids, links
ENOUGH = 2  # different small words: one may be part of a name


def language_of(text: str) -> str | None:
    """`sv` or `en`, or None where the words do not tell."""
    read = (word for word in text.casefold().split() if not DIGIT.search(word))
    words = {letters for word in read for letters in LETTERS.findall(word)} - SHARED
    swedish, english = (len(words & SMALL_WORDS[lang]) for lang in ("sv", "en"))
    if max(swedish, english) < ENOUGH or swedish == english:
        return None
    return "sv" if swedish > english else "en"


def mistaken(tree: Element, lang: str = "") -> list[str]:
    """The texts of a page that are in another language than the page says there."""
    return [
        f"lang is {said!r}: {text[:100]!r}"
        for said, text in _texts(tree, lang)
        if said in SMALL_WORDS and language_of(text) not in (said, None)
    ]


def _texts(element: Element, lang: str) -> Iterator[tuple[str, str]]:
    """Each text with the language that holds there: (lang, text)."""
    if element.tag in SILENT or element.get("translate") == "no":
        return
    lang = element.get("lang", lang)
    yield from ((lang, element.get(name, "")) for name in SPOKEN)
    yield lang, element.text or ""
    for child in element:
        yield from _texts(child, lang)
        yield lang, child.tail or ""
