"""The colours of the design stand far enough apart, in light and dark, wherever they meet.

axe looks at text, and only at what is on a page just then; borders, bars and marks of focus it does not know. So each
colour token is in the table below with what it stands on, or is named as decoration.
"""

import pytest

from tests.web.contrast import Tokens, colour, contrast, read
from voting.config import ROOT

TEXT, PART = 4.5, 3.0  # WCAG 1.4.3 for text, 1.4.11 for what must be seen of a control or a picture
GROUNDS = ("--paper", "--surface", "--tint")
NOTICES = ("--danger-tint", "--warning-tint", "--success-tint", "--chosen-tint")
NIGHTS = ("--night", "--night-high")
# (what stands in front, what it stands on, how far apart, what it is)
PAIRS: list[tuple[str, str, float, str]] = [
    *(("--ink", ground, TEXT, "running text") for ground in (*GROUNDS, *NOTICES)),
    *(("--ink-soft", ground, TEXT, "text that matters less") for ground in (*GROUNDS, *NOTICES)),
    *(("--on-night", ground, TEXT, "text in the hero") for ground in NIGHTS),
    *(("--on-night-soft", ground, TEXT, "text that matters less in the hero") for ground in NIGHTS),
    ("--on-accent", "--accent", TEXT, "words on the award's colour"),
    ("--on-accent-night", "--accent-night", TEXT, "the hero's button"),
    *(("--on-action", ground, TEXT, "a button's words") for ground in ("--action", "--action-high")),
    *(("--on-danger", ground, TEXT, "a red button's words") for ground in ("--danger-fill", "--danger-fill-high")),
    *(("--danger", ground, TEXT, "an error's words") for ground in ("--paper", "--surface", "--danger-tint")),
    *(("--success", ground, TEXT, "what went well") for ground in ("--paper", "--surface", "--success-tint")),
    *(("--accent-night", ground, PART, "the hero's button on its ground, and the focus there") for ground in NIGHTS),
    *(("--accent-line", ground, PART, "a line in the award's colour") for ground in ("--paper", "--surface")),
    *(("--control", ground, PART, "the border of a field or a button") for ground in ("--paper", "--surface")),
    *(("--action", ground, PART, "a button on its ground") for ground in ("--paper", "--surface")),
    ("--danger-fill", "--paper", PART, "a red button on its ground"),
    *(("--chosen", ground, PART, "the border of what is chosen") for ground in ("--paper", "--chosen-tint")),
    *(("--focus", ground, PART, "the mark of focus") for ground in (*GROUNDS, *NOTICES)),
    *(("--bar", ground, PART, "a bar of votes") for ground in ("--paper", "--surface", "--tint")),
]
DECORATION = {
    "--line": "a rule between rows, which the space between them shows as well",
    "--glow": "light in the hero",
}


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return read((ROOT / "static" / "css" / "tokens.css").read_text())


@pytest.mark.acceptance(29)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least", "what"), PAIRS, ids=lambda part: str(part).strip("-"))
def test_two_colours_stand_apart(tokens: Tokens, scheme: str, front: str, ground: str, least: float, what: str) -> None:
    behind = colour(tokens.value(ground, scheme))
    found = contrast(colour(tokens.value(front, scheme), behind), behind)
    assert found >= least, f"{what}: {front} on {ground} is {found:.2f}:1 in {scheme}"


@pytest.mark.acceptance(29)
def test_every_colour_is_in_the_table(tokens: Tokens) -> None:
    """A new colour cannot be forgotten, and a removed one does not stay in the table."""
    listed = {name for front, ground, _, _ in PAIRS for name in (front, ground)} | set(DECORATION)
    assert listed == tokens.colours()


def test_dark_changes_only_what_light_has(tokens: Tokens) -> None:
    assert set(tokens.dark) <= set(tokens.light)


@pytest.mark.parametrize(
    ("one", "other", "known"),  # from WebAIM's contrast checker
    [
        ("#000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#fff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "white", 4.0),
        ("rgb(18 35 58)", "#12233a", 1.0),
        ("rgb(0 0 0 / 50%)", "#ffffff", 3.98),
        ("color-mix(in srgb, #000, white 50%)", "#ffffff", 3.98),
    ],
)
def test_contrast_is_what_is_known(one: str, other: str, known: float) -> None:
    behind = colour(other)
    assert contrast(colour(one, behind), behind) == pytest.approx(known, abs=0.05)


def test_tokens_are_read_through_each_other_in_both_schemes() -> None:
    found = read(
        """
        /* --gone: #111111; */
        :root { --a: #abc; --b: var(--a); --c: var(--a); --d: var(--none, #000); --size: 1rem; }
        @media (max-width: 19em) { :root { --a: red; } }
        @media (prefers-color-scheme: dark) { :root { --a: rgb(1 2 3 / 0.5); --d: var(--a); } }
        .card { --a: #fff; }
        """
    )
    assert (found.value("--b", "light"), found.value("--b", "dark")) == ("#abc", "rgb(1 2 3 / 0.5)")
    assert found.colours() == {"--a", "--d"}


def test_tokens_that_lead_to_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="never ends"):
        read(":root { --a: var(--b); --b: var(--a); }").value("--a", "light")
