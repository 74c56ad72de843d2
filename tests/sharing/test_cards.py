"""The pictures themselves: their size, their letters, and that no text is too long for them."""

from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from voting.importing.document import LONGEST
from voting.sharing.rules import LONGEST_HEADLINE, headline
from voting.web import cards, lettering
from voting.web.cards import MAX_BYTES, MOST_PICTURES, Card, draw
from voting.web.lettering import Type, cleaned

WORDS = {"eyebrow": "Årets omfamning 2026", "headline": "Vem ska få priset?", "footer": "Föreningen"}
WIDEST = "W"
AWARD, ORGANISER = LONGEST["name"], LONGEST["organiser"]


@cache
def noise() -> bytes:
    """A photograph that no format makes small."""
    out = BytesIO()
    Image.effect_noise((800, 600), 90).convert("RGB").save(out, "WEBP", quality=90)
    return out.getvalue()


def photograph(_name: str) -> bytes:
    return noise()


def drawn(**words: object) -> Image.Image:
    picture = Image.open(BytesIO(draw(Card(**(WORDS | words)), photograph)))  # type: ignore[arg-type]
    picture.load()
    return picture


@pytest.mark.parametrize("count", [0, 1, 2, 5, 9, MOST_PICTURES])
def test_a_picture_has_the_size_that_others_expect_and_is_light(count: int) -> None:
    content = draw(Card(**WORDS, pictures=tuple(map(str, range(count)))), photograph)
    picture = Image.open(BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", (1200, 630))
    assert picture.info["progressive"]
    assert len(content) < MAX_BYTES


@pytest.mark.parametrize("letter", [*"ÅÄÖåäöéüČšŽđŋłő&–”’"])
def test_our_fonts_have_the_letters_of_names(letter: str) -> None:
    missing = [bytes(font.getmask("\uffff")) for font in Type(40, 600).fonts]
    font = lettering._font_of(letter)
    assert bytes(Type(40, 600).fonts[font].getmask(letter)) != missing[font]


def test_the_dots_and_the_ring_are_drawn() -> None:
    base, *others = (drawn(headline=letters).convert("L") for letters in ("AAAO", "ÅÄÅO", "AAAÖ"))
    for other in others:
        assert sum(ImageChops.difference(base, other).histogram()[128:]) > 50  # pixels


def test_letters_come_composed_and_without_what_is_not_seen() -> None:
    assert cleaned(" A\u030arets\n omfam\u00adning\u200b\u202e ") == "Årets omfamning"


def blocks(card: Card) -> list[tuple[Type, tuple[str, ...]]]:
    return [(block.type, block.lines) for block in cards._set(card)]


@pytest.mark.parametrize("letter", [WIDEST, "Ö", "i", "W ", "Wi-"])
@pytest.mark.parametrize("length", [60, AWARD, LONGEST_HEADLINE])
def test_the_longest_texts_are_whole_and_inside(letter: str, length: int) -> None:
    long = (letter * length)[:length].strip()
    organiser = (letter * ORGANISER)[:ORGANISER].strip()
    card = Card(f"Nominerad till {(letter * AWARD)[:AWARD].strip()} 2026", long, organiser, tag="Påhittad för demon")
    eyebrow, middle, lower = cards._set(card)
    room = cards.PANEL - cards.MARGIN
    assert all(each.type.width(line) <= room for each in (eyebrow, middle, lower) for line in each.lines)
    assert eyebrow.height + middle.height + lower.height <= cards.HEIGHT - 2 * cards.TOP
    for block, text in ((eyebrow, card.eyebrow), (middle, long), (lower, organiser + card.tag)):
        assert "".join(block.lines).replace(" ", "") == text.replace(" ", "")
    draw(card, photograph)


def test_words_stay_whole_where_they_can_and_lines_are_even() -> None:
    _, (_, lines), _ = blocks(Card(**(WORDS | {"headline": "Trygghetssamordningsgruppen i Östersund"})))
    assert lines[0] == "Trygghetssamordningsgruppen"
    _, (_, lines), _ = blocks(Card(**(WORDS | {"headline": "Vem ska få Årets omfamning 2026?"})))
    assert min(len(line) for line in lines) > 4


def test_a_question_too_long_to_be_drawn_gives_way_to_the_award() -> None:
    assert headline("a" * LONGEST_HEADLINE, "Priset 2026") == "a" * LONGEST_HEADLINE
    assert headline("a" * (LONGEST_HEADLINE + 1), "Priset 2026") == "Priset 2026"


def test_the_digest_names_everything_that_is_drawn() -> None:
    one = Card(**WORDS)
    others = [Card(**(WORDS | {name: "annat"})) for name in WORDS]
    others += [Card(**WORDS, tag="x"), Card(**WORDS, pictures=("a",)), Card(**WORDS, accent="#ffffff")]
    assert len({card.digest for card in (one, *others)}) == len(others) + 1
    assert Card(**WORDS).digest == one.digest


def test_the_accent_colours_the_picture() -> None:
    colours = [drawn(accent=accent).resize((1, 1)).getpixel((0, 0)) for accent in ("#ff0000", "#00ff00")]
    assert colours[0][0] > colours[1][0] + 3  # type: ignore[index]


def test_a_picture_is_drawn_once() -> None:
    loaded: list[str] = []

    def load(name: str) -> bytes:
        loaded.append(name)
        return photograph(name)

    pictures = [draw(Card(**WORDS, pictures=("only",)), load) for _ in range(3)]
    assert loaded == ["only"]
    assert len(set(pictures)) == 1
