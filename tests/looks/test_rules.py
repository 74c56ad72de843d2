"""One colour, and the shades of it that can be read: for any colour whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.looks.rules import (
    DARK_GROUND,
    LIGHT_GROUND,
    SHAPE,
    TEXT,
    BadColour,
    accent_of,
    contrast,
    read_colour,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that words may have on white
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_as_wcag_counts_it(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio == round(contrast(other, one), 2)


@given(colours)
def test_every_colour_can_be_read_everywhere(colour: str) -> None:
    shades = accent_of(colour)
    assert contrast(shades.on_fill, shades.fill) >= TEXT
    assert contrast(shades.on_night, shades.night) >= TEXT
    assert contrast(shades.night, DARK_GROUND) >= SHAPE
    assert contrast(shades.line, LIGHT_GROUND) >= SHAPE
    assert shades.fill == colour


def test_a_colour_that_is_seen_everywhere_stays_as_it_is() -> None:
    shades = accent_of("#d0752c")
    assert (shades.night, shades.line, shades.adjusted) == ("#d0752c", "#d0752c", False)


def test_a_grey_is_white_on_dark_grounds() -> None:
    assert accent_of("#000000").night == "#ffffff"


@pytest.mark.parametrize("colour", ["#0b5b20", "#005293"])
def test_a_dark_colour_is_lightened_on_dark_grounds_alone_and_no_more_than_needed(colour: str) -> None:
    shades = accent_of(colour)
    assert (shades.fill, shades.line, shades.adjusted) == (colour, colour, True)
    assert SHAPE <= contrast(shades.night, DARK_GROUND) < SHAPE + 0.2


@pytest.mark.parametrize(
    ("typed", "colour"), [("#FFB938", "#ffb938"), (" ffb938 ", "#ffb938"), ("#fb3", "#ffbb33"), ("ABC", "#aabbcc")]
)
def test_a_colour_is_read_as_it_is_usually_written(typed: str, colour: str) -> None:
    assert read_colour(typed) == colour


@pytest.mark.parametrize("typed", ["", "yellow", "#ffb93", "#ggg", "url(x)", "#ffb938;}", "#\u0661\u0662\u0663"])
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(BadColour):
        read_colour(typed)
