"""One word for each thing, in both languages: GLOSSARY.md and the words of the product, as a check.

`WORDS` names for each concept what it is never called. `PAIRS` says which Swedish word stands where the English text
has the glossary's, so that no translation calls a thing by a name of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.architecture.checks import catalogue
from tests.architecture.checks.markup import read_all
from tests.architecture.checks.texts import FOR_MACHINES
from voting.text import Language

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@dataclass(frozen=True)
class Concept:
    """Our words for a thing, and a pattern of the whole words that are never said for it in each language."""

    ours: str
    en: str
    sv: str


WORDS = (
    Concept("award / pris", "prizes?|campaigns?", r"utmärkelse\w*|kampanj\w*|tävling\w*"),
    Concept(
        "vote / omröstning", "elections?|polls?|polling|editions?|contests?", r"val|valet|undersökning\w*|enkät\w*"
    ),
    Concept("nominee / nominerad", "candidates?|options?|finalists?", r"kandidat\w*|alternativ\w*|finalist\w*"),
    Concept("nomination / nominering", "submissions?", r"inskick\w*|bidrag"),
    Concept("account / konto", "users?|members?|profiles?", r"användar\w*|medlem\w*|profil\w*"),
    Concept("voter / röstande", "electors?|electorate", r"väljar\w*|röstare\w*"),
    Concept("vote / röst", "ballots?", r"röstsed\w+|valsed\w+"),
    Concept(
        "cast / rösta, skicka",
        "submit(?:s|ted|ting)?",
        r"(?:lade|lagt|lägga|lägger) (?:de[nm]|en|med|sin|vilken)|lades|lagts|lagd|avger?|avgav|avgiv\w+|avlagd",
    ),
    Concept("whom you voted for / vem du röstade på", "what you voted|what was voted", "vad du röstade|röstades på"),
    Concept("receipt / kvitto", "tokens?|trackers?", r"polett\w*|kvittens\w*"),
    Concept("receipt number / kvittonummer", "numbers? of your receipt", "numret på ditt kvitto|kvittokod"),
    Concept("votes / röster", "scores?", r"poäng\w*"),
    Concept("turnout / antal röster", "participation", r"deltagande|valdeltagande"),
    Concept(
        "public log / öppen logg",
        "histor(?:y|ies)|ledger|open log",
        r"historik\w*|huvudbok|(?:publika|offentliga) logg",
    ),
    Concept("void / underkänna", "invalid|annul(?:led)?|disqualif(?:y|ied)", r"ogiltig\w*|makuler\w*|annuller\w*"),
    Concept("review / granskning", "moderat(?:e|ed|ion)|canvass", r"moderering\w*"),
    Concept(
        "certify / fastställ", "(?:approve|confirm) the (?:result|count)|ratif(?:y|ied)", r"certifier\w*|ratificer\w*"
    ),
    Concept("publish / publicera", "releas(?:e|es|ed)", r"offentliggör\w*"),
    Concept("audit log / händelselogg", "activit(?:y|ies)|audit trail", r"aktivitet\w*|revisionslogg\w*"),
    Concept("phase / läge", "status", r"status|tillstånd\w*|fas|fasen"),
    Concept("closing time / sluttid", "deadlines?|end time", r"deadline\w*|stängningstid\w*|slutdatum"),
    Concept("administrator / administratör", "managers?|admins?", r"handläggare\w*|förvaltare\w*|admin"),
    Concept("jury / jury", "judges?|jurors?", r"domare\w*|juror\w*"),
    Concept("e-mail address / e-postadress", r"emails?|mail address\w*", r"epost\w*|e-mail\w*|e-brev\w*|mejladress\w*"),
    Concept("mail / mejl", "e-mail messages?", r"mail|mailet|mailen|e-postmeddelande\w*"),
    Concept("sign in / logga in", "log in|log out|logged in|login|sign-on", "signera in"),
    Concept("start page / startsidan", "first page|home ?page", r"förstasida\w*|hemsida\w*"),
    Concept("cookies / kakor", "(?!)", r"cookies?"),
    Concept(
        "plain words",
        "please|kindly|in order to|prior to|utili[sz]e|pursuant|hereby|commence|illegal|successfully|oops|sorry",
        r"vänligen|samtliga|erhåll\w*|avseende|beträffande|gällande|härmed|vederbörande|endast|huruvida|ombe[ds]s?|dylik\w*"
        r"|ifall|medelst|gallra[st]?|beteckning\w*|tillse|nyttja\w*|(?<!sedan )(?<!innan )dess",
    ),
)
PAIRS = (
    ("nominee", "nominerad"),
    ("receipt", "kvitto"),
    ("public log", "öppna logg|öppen logg"),
    ("audit log", "händelselogg"),
    ("administrator", "administratör"),
    ("jury", "jury"),
    ("organiser", "arrangör"),
    ("certif", "fastställ"),
    ("publish", "publicer"),
    (r"void(?:s|ed|ing)?\b", "underkän"),
    ("restore", "återställ"),
    ("propos", "föresl|förslag"),
    ("declin", "avsl"),
    ("approv", "godkän"),
    ("withdraw the announcement", "återkalla"),
    ("bundle", "paket"),
    (r"entry\b|entries", "post"),
    ("seal", "försegl"),
    ("network", "nät"),
    ("witness", "vittn"),
    ("invit", "inbj|bjud"),
    ("object", "invänd"),
    ("closing time", "sluttid"),
    ("mail queue", "mejlkö"),
    ("e[-‑]mail address", "e[-‑]postadress"),
    ("cookie", "kak"),
)
# Texts that may, and why. Who removes the need removes the line.
EXCEPTIONS: dict[str, str] = {}


def other_words(root: Path) -> list[str]:
    """Texts that call a thing by a word which is not ours."""
    complaints = []
    for place, lang, text in _read(root):
        for concept in WORDS if text not in EXCEPTIONS else ():
            pattern = concept.en if lang == "en" else concept.sv
            found = re.findall(rf"(?<![\w‑-])(?:{pattern})(?![\w‑-])", text, re.IGNORECASE)
            complaints += [f"{place} says “{word}”; we say {concept.ours}" for word in found]
    return complaints


def unpaired(root: Path) -> list[str]:
    """Translations that do not have the Swedish word for a word of the glossary that the English has."""
    return [
        f"{place} says “{english}” without “{ours}” in Swedish"
        for place, texts, translations in catalogue.pairs(root)
        for text, translation in zip(texts, translations, strict=True)
        for english, ours in PAIRS
        if re.search(rf"\b(?:{english})", bare(text), re.IGNORECASE)
        and not re.search(ours, bare(translation), re.IGNORECASE)
        and text not in EXCEPTIONS
    ]


def bare(text: str) -> str:
    """Without the names of its placeholders, which nobody reads."""
    return PLACEHOLDER.sub("", text)


def _read(root: Path) -> Iterator[tuple[str, Language, str]]:
    """(place, language, text) of everything that a person reads."""
    for place, texts, translations in catalogue.pairs(root):
        yield from ((place, "en", bare(text)) for text in texts)
        yield from ((place, "sv", bare(text)) for text in translations)
    for name, markup in read_all(root).items():
        yield from (
            (f"templates/{name}:{text.line}", "en", text.value)
            for text in markup.texts
            if not FOR_MACHINES.intersection(text.inside)
        )
    yield from contest_files(root)


def contest_files(root: Path) -> Iterator[tuple[str, Language, str]]:
    """(place, language, text) of every text in the demo's contest files."""
    for path in sorted((root / "demo").glob("*.yaml")):
        yield from _in_file(path.relative_to(root).as_posix(), yaml.compose(path.read_text()))


def _in_file(name: str, node: yaml.Node | None) -> Iterator[tuple[str, Language, str]]:
    """The texts of a contest file: what stands under `sv` and under `en`."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in ("sv", "en") and isinstance(value, yaml.ScalarNode):
                yield f"{name}:{value.start_mark.line + 1}", key.value, value.value
            else:
                yield from _in_file(name, value)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _in_file(name, item)
