"""Colours as style sheets write them, and how far two of them stand apart (WCAG 2.2: luminance, contrast)."""

import re
from dataclasses import dataclass, field

Rgb = tuple[float, float, float]
HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
CHANNELS = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[/,]\s*([\d.]+%?)\s*)?\)")
MIX = re.compile(r"color-mix\(in srgb, *(?P<one>#\w+|white|black), *(?P<other>#\w+|white|black) (?P<percent>\d+)%\)")
NAMED: dict[str, Rgb] = {"white": (255, 255, 255), "black": (0, 0, 0)}
DARK = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
USE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]+))?\)")


@dataclass
class Tokens:
    """The custom properties of `:root`, and which of them a dark scheme changes."""

    light: dict[str, str] = field(default_factory=dict)
    dark: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, scheme: str) -> str:
        """A token's value with every `var()` in it followed to its end."""
        here = self.light | (self.dark if scheme == "dark" else {})
        text = here[name]
        for _ in here:
            if not (use := USE.search(text)):
                return text
            text = text.replace(use.group(), here.get(use[1], use[2] or ""))
        raise ValueError(f"{name} never ends: {text}")

    def colours(self) -> set[str]:
        """Those that are a colour of their own: not just another name for one."""
        named = {name for name in self.light if USE.fullmatch(self.light[name]) and name not in self.dark}
        return {name for name in self.light if name not in named and is_colour(self.value(name, "light"))}


def read(style_sheet: str) -> Tokens:
    """The tokens of a style sheet: from its `:root` blocks, and from those within a dark scheme's media query."""
    text = re.sub(r"/\*.*?\*/", "", style_sheet, flags=re.DOTALL)
    found = Tokens()
    for start, name, value in _declarations(text):
        inside = _around(text, start)
        if not any(selector.startswith(":root") for selector in inside):
            continue
        media = [rule for rule in inside if rule.startswith("@media")]
        if any(DARK.match(rule) for rule in media):
            found.dark[name] = value
        elif not media:
            found.light[name] = value
    return found


def _declarations(text: str) -> list[tuple[int, str, str]]:
    pattern = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+);")
    return [(found.start(), found[1], found[2].strip()) for found in pattern.finditer(text)]


def _around(text: str, place: int) -> list[str]:
    """What stands before each of the braces that are open at `place`, outermost first."""
    opened: list[str] = []
    begin = 0
    for found in re.finditer(r"[{};]", text[:place]):
        if found.group() == "{":
            opened.append(text[begin : found.start()].strip())
        elif found.group() == "}":
            opened.pop()
        begin = found.end()
    return opened


def is_colour(value: str) -> bool:
    return value in NAMED or bool(HEX.fullmatch(value) or CHANNELS.fullmatch(value) or MIX.fullmatch(value))


def colour(value: str, behind: Rgb = (255, 255, 255)) -> Rgb:
    """The colour that is seen; a translucent one lies over `behind`."""
    if value in NAMED:
        return NAMED[value]
    if found := HEX.fullmatch(value):
        digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
        red, green, blue = (int(digits[place : place + 2], 16) for place in (0, 2, 4))
        return red, green, blue
    if mixed := MIX.fullmatch(value):
        return _over(colour(mixed["other"]), float(mixed["percent"]) / 100, colour(mixed["one"]))
    if not (channels := CHANNELS.fullmatch(value)):
        raise ValueError(f"not a colour that these tests can read: {value}")
    share = channels[4] or "1"
    opacity = float(share[:-1]) / 100 if share.endswith("%") else float(share)
    return _over((float(channels[1]), float(channels[2]), float(channels[3])), opacity, behind)


def _over(front: Rgb, share: float, behind: Rgb) -> Rgb:
    """`share` of `front`, and the rest of `behind`."""
    red, green, blue = (share * part + (1 - share) * under for part, under in zip(front, behind, strict=True))
    return red, green, blue


def luminance(rgb: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
