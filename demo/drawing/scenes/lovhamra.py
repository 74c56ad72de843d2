"""The station square in snow: low lamps close together, and a bench that people use."""

import math

from drawing.canvas import Picture
from drawing.people import Person, place
from drawing.shapes import AMBER, GLOW, PALE, hills, mix, polygon, smooth, spruce
from drawing.things import branches, house, lamp, window

BASE = 690  # where the houses stand
CENTRE = 960, 900  # of the square and its tree
RIM = "#ffdca6"


def _town(pic: Picture) -> None:
    """Winter dusk, hills and houses."""
    rng = pic.rng
    base = BASE
    pic.sky((0, "#2b2458"), (0.25, "#57498f"), (0.44, "#9c84bd"), (0.57, "#e7b9bf"))
    pic.glow(520, 640, 720, "#ffd0b0", 0.5)
    for y, colour in ((560, "#a794c6"), (606, "#8674b0")):
        pic.path(hills(rng, y, 30), colour)
    for x in range(-30, 1640, 30):
        pic.path(spruce(rng, x + rng.uniform(-8, 8), 690, rng.uniform(50, 120), 36), "#6d5c9d")
    for x, w, h in ((-60, 190, 170), (140, 150, 130), (1180, 170, 140), (1360, 220, 190)):
        house(pic, x, base, w, h, rng.choice(("#7a5f94", "#8c5d7c")), "#e4dcf0", 0.6, 3)


def _station(pic: Picture) -> None:
    """The station: two floors, a clock tower, a canopy, snow on it all."""
    base = BASE
    wall, roof = "#d3936b", "#4a3a74"

    def block(x, w, h, rows, columns):
        shape = polygon([(x, base), (x, base - h), (x + w, base - h), (x + w, base)])
        pic.path(shape, pic.fade((0, wall), (1, mix(wall, "#ffcf8a", 0.4))))
        pic.shade(shape, "#4a2a5c", 0.6, x1=0.4, x2=1.1, y2=0)
        for row in range(rows):
            for column in range(columns):
                cx, top = x + w / columns * (column + 0.5), base - h + h / rows * (row + 0.2)
                size = w / columns * 0.44
                pic.rect(cx - size / 2 - 4, top - 4, size + 8, h / rows * 0.64 + 8, "#f4e3d6")
                window(pic, cx - size / 2, top, size, h / rows * 0.64)

    block(330, 660, 180, 2, 11)
    d = polygon([(306, 512), (366, 430), (954, 430), (1014, 512)])
    pic.path(d, roof)
    snow = (
        "M322 490L366 426H954L998 490Q960 470 906 484Q860 462 806 482Q740 462 690 484"
        "Q630 462 576 482Q520 462 470 484Q400 462 322 490Z"
    )
    pic.path(snow, "#efe7f6")
    pic.shade(snow, "#9d8cc4", 0.7, y1=0.1)
    block(380, 140, 330, 4, 3)
    pic.path(polygon([(366, 364), (450, 204), (534, 364)]), roof)
    pic.path("M405 298L450 202L495 298Q474 286 450 302Q426 286 405 298Z", "#efe7f6")
    pic.line("M450 206V168", roof, 5)
    pic.add(f'<circle cx="450" cy="402" r="45" fill="#f4e3d6"/><circle cx="450" cy="402" r="37" fill="{PALE}"/>')
    pic.line("M450 402V376M450 402l19 11", "#33265c", 6)
    pic.rect(384, 452, 132, 66, mix(wall, "#4a2a5c", 0.12))
    for x in (410, 450, 490):
        window(pic, x - 13, 462, 26, 50)
    pic.path("M300 590H1020L1040 612H280Z", "#4a3a74")
    pic.path("M296 588Q660 572 1024 588L1020 598Q660 586 300 598Z", "#efe7f6")
    for x in range(310, 1030, 88):
        pic.line(f"M{x} 612V{base}", "#33265c", 7)
    pic.rect(300, 612, 720, 78, pic.fade((0, AMBER, 0.75), (1, GLOW, 0.35)))
    pic.path("M412 690V634a38 34 0 0 1 76 0V690Z", PALE)
    pic.glow(480, 660, 420, GLOW, 0.55, 0.6)


def _square(pic: Picture) -> None:
    """Snow, rings in the paving, and the arc of lamps."""
    cx, cy = CENTRE
    square = smooth([(-40, 694), (400, 684), (800, 686), (1200, 684), (1660, 694)]) + " L1660 1220L-40 1220Z"
    pic.path(square, pic.fade((0, "#cdb6d8"), (0.3, "#a899cf"), (1, "#4b4184")))
    pic.shade(square, "#2b2458", 0.75, y1=0.3, y2=1.1)
    for rx, width, colour in ((690, 40, "#e9dcf0"), (430, 16, "#e9dcf0")):
        pic.add(
            f'<ellipse cx="{cx}" cy="{cy}" rx="{rx}" ry="{rx * 0.3:.0f}" fill="none" stroke="{colour}" '
            f'stroke-width="{width}" opacity=".16"/>'
        )
    pic.glow(cx, cy + 10, 640, "#ffcf86", 0.75, 0.32)
    ring = []
    for i in range(9):  # the arc of lamps, far ones first
        x = 96 + i * 176
        ring.append((960 - 190 * math.sqrt(max(0, 1 - ((x - 800) / 790) ** 2)), x))
    for y, x in sorted(ring):
        lamp(pic, round(x), round(y), 132 + (y - 690) * 0.52, 0, "#2b2150", 1.25)


def _passers_by(pic: Picture) -> None:
    """People on the far side."""
    rim = RIM
    for who, x, y, h, turned in (
        (Person("walk", "#4a3a74", "hair", "#1d1530", "#a06a4a", coat=9), 470, 742, 112, False),
        (Person("stroll", "#8c4a5c", "long", "#1d1530", "#a06a4a", coat=13), 560, 736, 108, True),
        (Person("walk", "#2f5570", "beanie", "#d9703f", "#a06a4a", coat=8, bag="#c98a3a"), 1230, 770, 132, True),
        (Person("stroll", "#c27a4a", "bun", "#1d1530", "#8a5640", coat=12), 1310, 780, 138, True),
    ):
        place(pic, who, x, y, h, left=turned, rim=(rim, 2), shadow=(20, -0.5, 0.3))


def _bench(pic: Picture) -> None:
    """A round bench with a hole for the tree."""
    cx, _ = CENTRE
    pic.add(f'<ellipse cx="{cx}" cy="946" rx="240" ry="56" fill="#2b2458" opacity=".35" filter="url(#soft)"/>')
    for angle in range(0, 360, 30):
        x, y = cx + 206 * math.cos(math.radians(angle)), 912 + 50 * math.sin(math.radians(angle))
        pic.line(f"M{x:.0f} {y:.0f}v40", "#3a2440", 9)
    pic.add(f'<ellipse cx="{cx}" cy="918" rx="226" ry="60" fill="#5c3236"/>')
    pic.add(f'<ellipse cx="{cx}" cy="904" rx="226" ry="60" fill="#b5703f"/>')
    for k in (0.9, 0.78, 0.66):
        pic.add(
            f'<ellipse cx="{cx}" cy="904" rx="{226 * k:.0f}" ry="{60 * k:.0f}" fill="none" stroke="#7a4630" '
            f'stroke-width="2.5"/>'
        )
    pic.add(f'<ellipse cx="{cx}" cy="904" rx="122" ry="31" fill="#6a5a9c"/>')


def _tree(pic: Picture) -> None:
    """The tree, and small lights in its outer twigs."""
    rng = pic.rng
    cx, _ = CENTRE
    tips = []  # the tree with lights
    for angle, length, dx, y in (
        (-2.4, 130, -14, 700),
        (-1.95, 150, -8, 680),
        (-1.57, 160, 0, 670),
        (-1.18, 150, 8, 680),
        (-0.75, 130, 14, 700),
    ):
        branches(pic, cx + dx, y, length, angle, 27, "#2a1f42", 5, tips, 0.44)
    trunk = (
        f"M{cx - 62} 910C{cx - 26} 866 {cx - 24} 780 {cx - 27} 696Q{cx} 650 {cx + 27} 696"
        f"C{cx + 24} 780 {cx + 26} 866 {cx + 62} 910Q{cx} 924 {cx - 62} 910Z"
    )
    pic.path(trunk, "#2a1f42")
    pic.shade(trunk, "#e69a52", 0.7, x1=0.5, x2=-0.1, y2=0.2)
    pic.glow(cx, 480, 460, "#ffc870", 0.5)
    outer = [t for t in tips if t[2] < 3]
    for x, y, _depth in rng.sample(outer, min(len(outer), 330)):
        pic.add(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{rng.choice((2.6, 3.4, 4.6))}" '
            f'fill="{rng.choice((PALE, "#fffbe9", GLOW))}"/>'
        )
    for x, y, _depth in rng.sample(outer, 90):
        pic.glow(x, y, 30, AMBER, 0.75)


def _people(pic: Picture) -> None:
    """Three on the bench, four on their way."""
    cx, _ = CENTRE
    rim = RIM
    for who, x, y, turned in (
        (Person("sit", "#2f5570", "cap", "#1d1530", "#a06a4a", "#1d1738"), cx - 128, 1002, False),
        (Person("sit", "#b5483f", "bob", "#1d1530", "#8a5640", "#1d1738", scarf=PALE), cx + 6, 1018, True),
        (Person("sit", "#5c4a86", "bun", "#d8d0dc", "#a87456", "#1d1738"), cx + 128, 1004, True),
    ):
        place(pic, who, x, y, 250, left=turned, rim=(rim, -2.4 if turned else 2.4), shadow=(-10, -0.25, 0.3))
    place(
        pic,
        Person("walk", "#33265c", "scarf", "#d9703f", "#8a5640", "#1d1738", coat=20),
        250,
        1092,
        352,
        rim=(rim, 3.4),
        shadow=(44, -0.42, 0.45),
    )
    place(
        pic,
        Person("stroll", "#c27a4a", "beanie", "#7a2f4c", "#a06a4a", "#1d1738", coat=4, child=True),
        372,
        1108,
        226,
        rim=(rim, 3),
        shadow=(40, -0.42, 0.45),
    )
    place(
        pic,
        Person("greet", "#6b2f4f", "hair", "#e2dce6", "#a87456", "#1d1738", coat=14, scarf=AMBER),
        1290,
        1110,
        360,
        left=True,
        rim=(rim, -3.2),
        shadow=(-36, -0.42, 0.45),
    )
    place(
        pic,
        Person("walk", "#2f5570", "cap", "#1d1530", "#7d4c36", "#1d1738", coat=8, bag="#8c4a3c"),
        1430,
        1060,
        330,
        left=True,
        rim=(rim, -3.2),
        shadow=(-44, -0.42, 0.45),
    )


def _snowfall(pic: Picture) -> None:
    """Small flakes over everything."""
    rng = pic.rng
    for _ in range(330):
        x, y, near = rng.uniform(0, 1600), rng.uniform(0, 1200), rng.random()
        pic.add(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{1.4 + near**4 * 4.6:.1f}" fill="#fff8f4" '
            f'opacity="{0.35 + 0.45 * (1 - near):.2f}"/>'
        )


def draw() -> Picture:
    pic = Picture("lovhamra", 233, "#15102e")
    _town(pic)
    _station(pic)
    _square(pic)
    _passers_by(pic)
    _bench(pic)
    _tree(pic)
    _people(pic)
    _snowfall(pic)
    return pic
