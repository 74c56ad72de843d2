"""A bay held by two arms of land, and seven people who hold each other."""

from drawing.canvas import Picture
from drawing.people import from_behind
from drawing.shapes import AMBER, HEIGHT, PALE, WIDTH, blade, mix, smooth, spruce
from drawing.things import house

HORIZON = 500
PAINT = ("#b5503f", "#d6b184", "#c9c0b6", "#8c4a52", "#e0cfa6", "#5d6f8c"), ("#2a1c3f", "#3b2440", "#1f1a3a")


def _headland(pic, ridge_colour, shore_colour):
    """One headland, drawn as the left one: a wooded ridge, then houses along the inner shore."""
    rng = pic.rng
    walls, roofs = PAINT
    start = len(pic.body)
    ridge = (
        smooth([(-60, 340), (80, 352), (230, 396), (380, 420), (520, 462), (610, 492), (668, 522)])
        + "L668 540L-60 600Z"
    )
    pic.path(ridge, ridge_colour)
    pic.shade(ridge, "#f0955f", 0.5, x1=0.3, x2=1.05, y2=0.2)
    for x in range(-30, 600, 15):
        y = 352 + max(0, x - 60) * 0.235 + rng.uniform(-6, 18)
        pic.path(spruce(rng, x, y + 24, rng.uniform(34, 84) * (1 - x / 1000), 24), mix(ridge_colour, "#120a20", 0.35))
    inner = [
        (690, 546),
        (620, 562),
        (470, 588),
        (350, 640),
        (300, 712),
        (322, 796),
        (420, 872),
        (590, 926),
        (800, 944),
    ]
    shore = smooth([(-60, 470), (180, 490), (400, 512), (560, 522), (664, 530), *inner]) + "L800 1040L-60 1040Z"
    pic.path(shore, shore_colour)
    pic.shade(shore, pic.ink, 0.75, x1=0.9, x2=0.2, y2=0.6)
    pic.line(smooth(inner), "#ffcf8a", 3, 'opacity=".7"')
    spots = [(x, 506 + x * 0.06 + rng.uniform(-5, 5), 52 - x * 0.03) for x in range(560, 0, -62)]
    spots += [(x, 560 + rng.uniform(-6, 6), 62) for x in (420, 330, 240, 150, 60, -30)]
    spots += [(x, 632 + rng.uniform(-8, 8), 78) for x in (238, 130, 20, -70)] + [
        (x, 716 + rng.uniform(-8, 8), 92) for x in (176, 50, -70)
    ]
    spots += [(206, 802, 96), (66, 812, 108), (-80, 808, 112)]
    for x, base, w in spots:
        if rng.random() < 0.45:
            pic.path(spruce(rng, x - 8, base, w * rng.uniform(0.9, 1.7), w * 0.5), mix(shore_colour, "#0c0818", 0.5))
        house(
            pic,
            x,
            base,
            w * rng.uniform(0.9, 1.1),
            w * rng.uniform(0.6, 0.8),
            mix(rng.choice(walls), shore_colour, 0.25),
            rng.choice(roofs),
            0.78,
            2,
        )
        pic.glow(x + w / 2, base, w * 0.9, AMBER, 0.35, 0.4)
    return pic.since(start)


def _sky_and_sea(pic: Picture) -> None:
    """A low sun and its path on the water."""
    rng = pic.rng
    horizon = HORIZON
    pic.sky((0, "#1a1b47"), (0.16, "#3b2c69"), (0.28, "#8a4370"), (0.36, "#d5705a"), (0.415, "#f7b566"))
    pic.stars(70, 300)
    pic.glow(800, 480, 700, "#ffb463", 0.6)
    pic.add(f'<circle cx="800" cy="470" r="150" fill="{pic.fade((0, "#fff0cf"), (1, "#fbb95f"))}"/>')
    pic.rect(
        0,
        horizon,
        WIDTH,
        HEIGHT - horizon,
        pic.fade((0, "#e9965f"), (0.12, "#a2556f"), (0.4, "#43306b"), (1, "#1a1b47")),
    )
    for _ in range(150):
        y = horizon + 4 + rng.random() ** 1.4 * 400
        x = 800 + rng.gauss(0, 50 + (y - horizon) * 0.22)
        half = rng.uniform(6, 26) * (1 + (y - horizon) / 240)
        pic.line(
            f"M{x - half:.0f} {y:.0f}h{half * 2:.0f}",
            mix(PALE, AMBER, rng.random()),
            2 + (y - horizon) / 160,
            f'opacity="{rng.uniform(0.25, 0.8):.2f}"',
        )


def _bay(pic: Picture) -> None:
    """Two headlands, a lighthouse at the mouth, two boats."""
    pic.add(_headland(pic, "#4b3468", "#33264f"))
    pic.group(_headland(pic, "#5a3560", "#38264c"), f'transform="translate({WIDTH} 0) scale(-1 1)"')
    pic.path("M672 540h22l-3-64h-16Z", "#f0d9c0")  # a lighthouse at the mouth of the bay
    pic.path("M673 520h20l-1-18h-18Z", "#b5403a")
    pic.path("M672 478h22l-11-18Z", "#2a1c3f")
    pic.glow(683, 482, 120, PALE, 0.95)
    for x, y, size in ((900, 600, 60), (640, 690, 84)):
        pic.path(f"M{x} {y}q{size * 0.5} {size * 0.22} {size} 0l{-size * 0.16} {size * 0.2}h{-size * 0.68}Z", "#1f1638")
        pic.path(
            f"M{x + size * 0.48} {y - 4}V{y - size}Q{x + size * 1.0} {y - size * 0.4} {x + size * 0.94} {y - 6}Z",
            "#f3d3ae",
        )
        pic.path(
            f"M{x + size * 0.42} {y - 4}V{y - size * 0.86}Q{x + size * 0.1} {y - size * 0.3} {x + size * 0.08} "
            f"{y - 6}Z",
            "#d99a7a",
        )


def _hill(pic: Picture) -> None:
    """The grass slope we stand on."""
    rng = pic.rng
    hill = (
        smooth([(-60, 880), (160, 925), (420, 962), (700, 972), (980, 966), (1260, 930), (1460, 896), (1660, 850)])
        + "L1660 1220L-60 1220Z"
    )
    pic.path(hill, pic.fade((0, "#2c1d44"), (1, "#100a1f")))
    pic.shade(hill, "#e2875a", 0.5, y1=0.3, y2=0)
    for _ in range(620):
        x = rng.uniform(0, 1600)
        y = 985 + abs(x - 800) ** 2 * -0.00013 + rng.random() ** 2 * 220
        tall = rng.uniform(14, 40)
        pic.path(blade(rng, x, y, tall, 10), rng.choice(("#1d1335", "#3a2650", "#5d3a5c", "#7a4858")))


def _people(pic: Picture) -> None:
    """Arm in arm, seen from behind, with light on both edges."""
    rng = pic.rng
    people = [  # x, feet, height, coat, hat, colour of hat or hair, what the two arms reach for
        (508, 1046, 300, "#7d3346", "bun", "#d8d0dc", [(34, -70)]),
        (614, 1052, 338, "#24466b", "hair", "#1d1426", [(-30, -66), (32, -66)]),
        (720, 1058, 318, "#b5673a", "scarf", "#e2b765", [(26, -62)]),
        (806, 1062, 210, "#d9b98a", "beanie", "#b5403a", [(-24, -60), (26, -62)]),
        (894, 1058, 344, "#2f5f5a", "beanie", "#1f3b44", [(-24, -48), (30, -70)]),
        (1002, 1052, 322, "#5a3a72", "long", "#22142a", [(-32, -70), (31, -68)]),
        (1102, 1048, 306, "#8c3a33", "hair", "#2a1a1c", [(-32, -72)]),
    ]
    for x, y, h, colour, hat, hat_colour, arms in people:
        for dx in (-2.6, 2.6):
            from_behind(pic, x + dx, y - 2.4, h, colour, hat, hat_colour, "", arms, flat="#ffc98a")
        from_behind(pic, x, y, h, colour, hat, hat_colour, "#120d22", arms)
    for _ in range(170):
        x, y = rng.uniform(430, 1180), rng.uniform(1046, 1082)
        tall = rng.uniform(14, 34)
        pic.path(blade(rng, x, y, tall, 9), rng.choice(("#1d1335", "#2a1b40", "#4a2f52")))


def draw() -> Picture:
    pic = Picture("hero", 377, "#120a20")
    _sky_and_sea(pic)
    _bay(pic)
    _hill(pic)
    _people(pic)
    return pic
