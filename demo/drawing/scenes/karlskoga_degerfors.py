"""Two towns, one bridge; two people meet in the middle under a rising moon."""

from drawing.canvas import Picture
from drawing.people import Person, place
from drawing.shapes import AMBER, HEIGHT, PALE, WIDTH, hills, mix, polygon, smooth, spruce
from drawing.things import house, lamp, window

WATER = 800  # the water line


def _deck(x):
    """Height of the bridge's roadway at x."""
    return 606 + ((x - 800) / 800) ** 2 * 92


TOP = [(x, _deck(x)) for x in range(-40, 1680, 40)]


def _sky_and_hills(pic: Picture) -> None:
    """Dusk, a large moon, and wooded hills on the far shore."""
    rng = pic.rng
    pic.sky((0, "#0d1f45"), (0.22, "#1c3c72"), (0.42, "#5a76a6"), (0.54, "#d79d92"), (0.62, "#f3c193"))
    pic.stars(70, 420)
    pic.glow(800, 470, 620, "#ffb98a", 0.55)
    pic.add(f'<circle cx="800" cy="430" r="206" fill="{pic.fade((0, "#fff0cf"), (1, "#f7b968"))}"/>')
    for base, swing, colour in ((610, 34, "#7f86ad"), (655, 30, "#57659a"), (700, 22, "#3d5089")):
        ridge = hills(rng, base, swing)
        pic.path(ridge, colour)
        pic.shade(ridge, mix(colour, "#f0b59a", 0.5), 0.5, y1=0.02, y2=0.5)
    for x in range(-10, 1640, 17):
        pic.path(spruce(rng, x + rng.uniform(-8, 8), 735 + rng.uniform(-4, 8), rng.uniform(34, 74), 24), "#25376a")
    pic.rect(0, 742, WIDTH, 70, pic.fade((0, "#b98f9c"), (0.4, "#5b6ba3"), (1, "#2c437f")))
    for _ in range(26):
        x, y = rng.uniform(560, 1040), rng.uniform(748, 796)
        pic.line(f"M{x:.0f} {y:.0f}h{rng.uniform(20, 80):.0f}", "#f3c9a4", 2, f'opacity="{rng.uniform(0.3, 0.8):.2f}"')


def _towns(pic: Picture) -> None:
    """A church on one bank, a works chimney on the other."""
    rng = pic.rng

    def bank():
        """A slope with a small town; it is called again, and mirrored, for the right bank."""
        start = len(pic.body)
        slope = smooth([(-60, 560), (90, 560), (230, 610), (350, 690), (455, 790), (520, 826)]) + " L-60 860Z"
        pic.path(slope, "#1a2a57")
        pic.shade(slope, pic.ink, 0.8, y1=0.1)
        walls, roofs = ("#a5483f", "#c9a66b", "#b9b4ab", "#7e4a52", "#d6c39c"), ("#1c2444", "#2a2440", "#3b2a3c")
        spots = [
            (18, 600, 96, 74),
            (124, 618, 84, 62),
            (216, 652, 78, 52),
            (-30, 680, 110, 78),
            (92, 694, 98, 70),
            (200, 722, 92, 60),
            (302, 748, 82, 52),
            (-40, 778, 120, 72),
            (96, 788, 104, 62),
            (216, 800, 96, 52),
        ]
        for x, base, w, h in spots:
            if rng.random() < 0.4:
                pic.path(spruce(rng, x - 10, base, rng.uniform(70, 130), 40), "#111d42")
            house(pic, x, base, w, h, mix(rng.choice(walls), "#1a2a57", 0.35), rng.choice(roofs), 0.7, 2)
        return pic.since(start)

    pale = mix("#d8cdb8", "#1a2a57", 0.35)  # a church on one bank
    pic.rect(166, 440, 46, 200, pale)
    pic.shade(polygon([(166, 440), (212, 440), (212, 640), (166, 640)]), pic.ink, 0.7, x1=0.3, x2=1.1, y2=0.3)
    pic.path(polygon([(158, 444), (189, 316), (220, 444)]), "#16224a")
    pic.line("M189 316v-26m-8 8h16", "#16224a", 4)
    window(pic, 181, 470, 16, 36, cross=False)
    pic.add(bank())
    pic.group(bank(), f'transform="translate({WIDTH} 0) scale(-1 1)"')
    pic.rect(1452, 424, 26, 190, mix("#a5483f", "#1a2a57", 0.45))  # a works chimney on the other
    pic.path(
        smooth([(1465, 420), (1485, 380), (1470, 345), (1510, 300), (1560, 280)]),
        "none",
        'stroke="#c6a7ad" stroke-width="16" stroke-linecap="round" opacity=".35" filter="url(#soft)"',
    )


def _bridge(pic: Picture) -> None:
    """Stone with three arches, lit from above."""
    water = WATER
    top = TOP
    arches = ""
    for cx, half in ((800, 226), (330, 176), (1270, 176)):
        crown = _deck(cx) + 44
        arches += (
            f"M{cx - half} {water + 24}V{crown + half * 0.62:.0f}"
            f"C{cx - half} {crown - half * 0.06:.0f} {cx + half} {crown - half * 0.06:.0f} {cx + half} "
            f"{crown + half * 0.62:.0f}"
            f"V{water + 24}Z"
        )
    stone = "M-40 840L" + " ".join(f"{x} {y:.1f}" for x, y in top) + " 1680 840Z" + arches
    pic.path(stone, "#1d2c5b", 'fill-rule="evenodd"')
    pic.add(
        f'<path d="{stone}" '
        f'fill="{pic.fade((0, "#e0a79a", 0.9), (0.3, "#7f7ba3", 0.3), (0.5, pic.ink, 0.2), (1, pic.ink, 0.8))}" '
        'fill-rule="evenodd" filter="url(#spray)"/>'
    )
    for cx, half in ((800, 226), (330, 176), (1270, 176)):
        crown = _deck(cx) + 44
        pic.line(
            f"M{cx - half} {water}V{crown + half * 0.62:.0f}C{cx - half} {crown - half * 0.06:.0f} {cx + half} "
            f"{crown - half * 0.06:.0f} {cx + half} {crown + half * 0.62:.0f}V{water}",
            "#e3b29c",
            5,
            'opacity=".55"',
        )
    pic.line("M" + "L".join(f"{x} {y + 14:.1f}" for x, y in top), "#141f45", 5)


def _people(pic: Picture) -> None:
    """Lamps, the two who meet, others on their way, and the railing in front of them."""
    top = TOP
    for x in (90, 400, 1200, 1510):
        lamp(pic, x, _deck(x), 150, power=0.9, pool=False, pole="#0c1636")
    lamp(pic, 800, _deck(800), 290, power=1.0, pool=False, pole="#0c1636")
    place(
        pic,
        Person("reach", "#1b2a55", "bob", "#1a1420", "#8a5a4a", "#0b1330", 15, scarf=AMBER),
        738,
        _deck(738),
        204,
        rim=("#ffd9a0", 2.4),
    )
    place(
        pic,
        Person("reach", "#5c2a3c", "cap", "#141c3c", "#8a5a4a", "#0b1330", 9),
        866,
        _deck(866),
        214,
        left=True,
        rim=("#ffd9a0", -2.4),
    )
    place(
        pic,
        Person("walk", "#23345f", "beanie", AMBER, "#8a5a4a", "#0b1330", 10),
        530,
        _deck(530),
        186,
        rim=("#f3c193", 2),
    )
    place(
        pic,
        Person("walk", "#3e2a4e", "long", "#1a1420", "#8a5a4a", "#0b1330", 14),
        1086,
        _deck(1086),
        184,
        left=True,
        rim=("#f3c193", -2),
    )
    place(
        pic,
        Person("dash", "#7d3b3b", "hair", "#1a1420", "#8a5a4a", "#0b1330", 4, child=True),
        1014,
        _deck(1014),
        118,
        left=True,
        rim=("#f3c193", -2),
    )
    for x in range(-20, 1640, 26):
        pic.line(f"M{x} {_deck(x) - 2:.1f}v-30", "#0f1a3d", 2.2)
    pic.line("M" + "L".join(f"{x} {y - 32:.1f}" for x, y in top), "#0f1a3d", 4)


def _water(pic: Picture) -> None:
    """Everything above the water line, mirrored and rippled; then moonlight."""
    rng = pic.rng
    water = WATER
    world = pic.since(0)
    pic.group(world, 'id="world"')
    pic.rect(0, water, WIDTH, HEIGHT - water, "#1a2b5c")
    pic.add(
        f'<g style="filter:url(#ripple)"><g transform="translate(0 {water * 2}) scale(1 -1)"><use '
        f'href="#world"/></g></g>'
        f'<clipPath id="air"><rect width="{WIDTH}" height="{water}"/></clipPath>'
    )
    pic.rect(
        0, water, WIDTH, HEIGHT - water, pic.fade((0, "#1c3670", 0.25), (0.45, "#10244f", 0.7), (1, "#07122a", 0.96))
    )
    pic.add('<use href="#world" clip-path="url(#air)"/>')
    for i in range(70):
        y = water + 8 + (i / 70) ** 1.3 * 360
        half = rng.uniform(8, 40) * (1 + i / 40)
        x = 800 + rng.gauss(0, 60 + i * 0.8)
        pic.line(
            f"M{x - half:.0f} {y:.0f}h{half * 2:.0f}",
            mix(PALE, AMBER, rng.random()),
            2 + i * 0.05,
            f'opacity="{rng.uniform(0.2, 0.7) * (1 - i / 130):.2f}"',
        )
    pic.line(f"M-10 {water}H{WIDTH + 10}", "#e9b79c", 2, 'opacity=".35"')


def _reeds(pic: Picture) -> None:
    """Dark reeds in the near corners."""
    rng = pic.rng
    for x in (*range(-20, 330, 11), *range(1330, 1640, 11)):
        edge = x if x < 800 else WIDTH - x
        tall = (330 - edge) * 0.5 * rng.uniform(0.55, 1.1) + 40
        bend = rng.uniform(-30, 30)
        pic.line(
            f"M{x} 1215Q{x + bend * 0.2:.0f} {1200 - tall * 0.6:.0f} {x + bend:.0f} {1200 - tall:.0f}",
            "#050c20",
            rng.uniform(2.5, 5),
        )
        if rng.random() < 0.3:
            pic.line(f"M{x + bend:.0f} {1200 - tall:.0f}l{bend * 0.1:.0f} -26", "#050c20", 9)


def draw() -> Picture:
    pic = Picture("karlskoga-degerfors", 21, "#07122a")
    _sky_and_hills(pic)
    _towns(pic)
    _bridge(pic)
    _people(pic)
    _water(pic)
    _reeds(pic)
    return pic
