"""An award's one colour, and the shades of it that can be read.

An organiser gives any colour. Where it would be too weak against what lies behind it, it is mixed with white or black
until it is not, so no choice can make a page unreadable. Contrast is WCAG 2.2's: from 1 to 21.
"""

import re
from dataclasses import dataclass

from voting.errors import N_, BadInput

HEX = re.compile(r"#[0-9a-f]{6}")
WHITE, BLACK = "#ffffff", "#000000"
INK = "#12233a"  # the page's own dark, for words on the colour
DARK_GROUND, LIGHT_GROUND = "#203b5e", "#f5f6f4"  # the lightest of the dark grounds, the darkest of the light
TEXT, SHAPE = 4.5, 3.0  # what words need, and what a shape needs to be seen
STEPS = 50  # of mixing, each 2 %
PALE = 32  # between its strongest and its weakest part, of 255, a colour that looks grey


class BadColour(BadInput):
    message = N_("Write the colour as # and six digits or letters a–f, such as #ffb938.")


@dataclass(frozen=True)
class Accent:
    """A colour as it is shown. `fill` carries words on a light page, `line` is for thin marks there.

    On a dark page `night` is for everything. `on_*` are the colours of the words on them.
    """

    fill: str
    on_fill: str
    line: str
    night: str
    on_night: str

    @property
    def adjusted(self) -> bool:
        """Whether the colour itself was too weak somewhere, so that another shade is shown there."""
        return self.night != self.fill or self.line != self.fill


def read_colour(typed: str) -> str:
    """`#rrggbb` in small letters, of what somebody typed. Raises BadColour."""
    colour = typed.strip().casefold()
    colour = colour if colour.startswith("#") else "#" + colour
    if len(colour) == 4:
        colour = "#" + "".join(letter * 2 for letter in colour[1:])
    if not HEX.fullmatch(colour):
        raise BadColour
    return colour


def accent_of(colour: str) -> Accent:
    """The shades of `#rrggbb`."""
    night = _until(colour, WHITE, DARK_GROUND, SHAPE)
    if night != colour and max(_parts(night)) - min(_parts(night)) < PALE:
        night = WHITE  # a grey button looks as if it could not be pressed
    return Accent(
        fill=colour,
        on_fill=words_on(colour),
        line=_until(colour, BLACK, LIGHT_GROUND, SHAPE),
        night=night,
        on_night=words_on(night),
    )


def words_on(colour: str) -> str:
    """The colour of words on `colour`: the page's ink or white, and black where neither is enough."""
    best = max((INK, WHITE), key=lambda words: contrast(words, colour))
    return best if contrast(best, colour) >= TEXT else max((BLACK, WHITE), key=lambda words: contrast(words, colour))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb` (WCAG 2.2, "contrast ratio"): 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance": 0 for black, 1 for white."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _until(colour: str, towards: str, behind: str, needed: float) -> str:
    """`colour`, mixed with `towards` just so much that it holds `needed` against `behind`."""
    mixed = (_mix(colour, towards, step / STEPS) for step in range(STEPS + 1))
    return next(shade for shade in mixed if contrast(shade, behind) >= needed)


def _mix(colour: str, towards: str, part: float) -> str:
    pairs = zip(_parts(colour), _parts(towards), strict=True)
    return "#" + "".join(f"{round(own + (other - own) * part):02x}" for own, other in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
