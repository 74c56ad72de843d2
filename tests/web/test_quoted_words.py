"""The Swedish that the browser's tests look for is the catalogue's: a test must not look for what nobody says."""

import re

from tests.architecture.checks import catalogue
from tests.architecture.conftest import ROOT
from tests.browser.words import NAMES, SWEDISH

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w+}")


def bare(text: str) -> str:
    return PLACEHOLDER.sub("{}", text)


def test_the_browsers_swedish_is_the_catalogues() -> None:
    said = {
        (bare(english), bare(swedish))
        for _, texts, translations in catalogue.pairs(ROOT)
        for english, swedish in zip(texts, translations, strict=True)
    }
    known = {english for english, _ in said}
    quoted = {(bare(english), bare(swedish)) for english, swedish in SWEDISH.items() if english not in NAMES}
    assert {pair for pair in quoted if pair[0] in known} - said == set()
    assert len([pair for pair in quoted if pair[0] in known]) > 80
