"""Texts are marked with the language they are in, and a mistake in that is found on every page that a test fetches."""

import pytest

from tests import page
from tests.acts import set_contest
from tests.languages import language_of, mistaken
from tests.site import Site
from voting.text import LocalText

SWEDISH = "Gruppen har arbetat i tio år för att det ska vara tryggt att gå hem på kvällen."
ENGLISH = "The group has worked for ten years so that people can walk home in the evening."


@pytest.mark.acceptance(29)
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (SWEDISH, "sv"),
        (ENGLISH, "en"),
        ("Trygg och Säker", None),
        ("Marit Tallhed", None),
        ("39cec5aa-a86f-4d38-98be-1d78f0702d26", None),
        ("Vem ska få Testpriset?", None),
        ("Din röst räknas först när du trycker på knappen.", "sv"),
        ("Your vote counts only when you press the button.", "en"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_small_words(text: str, lang: str | None) -> None:
    assert language_of(text) == lang


@pytest.mark.acceptance(29)
@pytest.mark.parametrize(
    ("markup", "mistakes"),
    [
        (f'<html lang="en"><p>{ENGLISH}</p>', 0),
        (f'<html lang="en"><p>{SWEDISH}</p>', 1),
        (f'<html lang="en"><p lang="sv">{SWEDISH}</p>', 0),
        (f'<html lang="sv"><p>{ENGLISH}</p><p>{SWEDISH}</p>', 1),
        (f'<html lang="sv"><p>{SWEDISH} <a lang="en">{ENGLISH}</a> {SWEDISH}</p>', 0),
        (f'<html lang="sv"><p lang="en">{ENGLISH} <b>{SWEDISH}</b></p>', 1),
        (f'<html lang="en"><img src="x" alt="{SWEDISH}">', 1),
        (f'<html lang="en"><img src="x" alt="{SWEDISH}" lang="sv">', 0),
        ('<html lang="sv"><pre translate="no">r+AnIT/bE+A+QwVkl/in=</pre>', 0),
        ('<html lang="sv"><pre>r+AnIT/bE+A+QwVkl/in=</pre>', 1),
    ],
)
def test_a_text_in_the_wrong_voice_is_found(markup: str, mistakes: int) -> None:
    assert len(mistaken(page.parse(f"<!doctype html>{markup}"))) == mistakes


@pytest.mark.acceptance(29)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_text_that_is_there_in_one_language_only_is_marked_with_it(site: Site, lang: str) -> None:
    """Swedish on the English pages, and English on the Swedish ones."""
    other, text = ("en", ENGLISH) if lang == "sv" else ("sv", SWEDISH)
    vote = site.make_vote()
    set_contest(site, vote, lead=LocalText(**{other: text}))
    browser = site.browser(lang)
    browser.get(vote.path)
    marks = [element.get("lang") for element in page.parse(browser.page.text).iter() if page.text_of(element) == text]
    assert other in marks
