"""Tuesday in the forest: the fastest far ahead, Marit last with a red light."""

import math

from drawing.canvas import Picture
from drawing.people import POSES, Person, place
from drawing.shapes import GLOW, PALE, blade, hills, mix, smooth, spruce


def _sky(pic: Picture) -> None:
    """Northern light in an arch."""
    pic.sky((0, "#0c3a35"), (0.25, "#1d5c50"), (0.5, "#5b9a7d"), (0.66, "#c4cf94"), (0.72, "#eecf8a"))
    pic.stars(60, 380, "#eafff0")
    for d, width, power in (
        ("M-80 620C200 120 1080 -60 1700 420", 130, 0.24),
        ("M-80 520C320 40 1000 -40 1700 300", 60, 0.16),
    ):
        pic.line(d, "#8fe0ac", width, f'opacity="{power}" filter="url(#mist)" style="mix-blend-mode:screen"')
    pic.glow(1130, 760, 620, "#ffd98c", 0.6)


def _forest(pic: Picture) -> None:
    """Three layers of spruce in haze, then five tall ones."""
    rng = pic.rng
    for base, colour, height, step in ((812, "#7fb08c", 200, 34), (846, "#4f8a72", 315, 44), (884, "#2c6656", 450, 66)):
        for x in range(-40, 1660, step):
            gap = 1 - 0.55 * math.exp(-(((x - 1130) / 230) ** 2))
            tall = height * rng.uniform(0.62, 1.1) * gap
            pic.path(spruce(rng, x + rng.uniform(-14, 14), base + 10, tall, tall * 0.34), colour)
        fog = hills(rng, base - 4, 12)
        pic.path(fog, colour)
        if base < 860:
            pic.shade(fog, mix(colour, "#f2dc9c", 0.55), 0.6, y1=0.25, y2=0)
    for x, tall in ((690, 500), (1420, 560), (540, 640), (1560, 700), (390, 600)):
        tree = spruce(rng, x, 930, tall, tall * 0.34)
        pic.path(tree, "#144438")
        pic.shade(tree, "#a9b976", 0.5, x1=0.35 if x < 1130 else 0.65, x2=1.05 if x < 1130 else -0.05, y2=0)


def _trail(pic: Picture) -> None:
    """The trail, from the near corner to where it turns."""
    rng = pic.rng
    ground = (
        smooth([(-40, 870), (260, 884), (560, 868), (900, 850), (1130, 846), (1400, 862), (1660, 850)])
        + " L1660 1220L-40 1220Z"
    )
    pic.path(ground, "#123c31")
    pic.shade(ground, pic.ink, 0.95, y1=0.1, y2=0.9)
    trail = (
        smooth([(-60, 1075), (260, 1046), (560, 1002), (860, 952), (1090, 912), (1210, 884), (1196, 862), (1128, 851)])
        + " L1146 851"
        + smooth(
            [(1146, 851), (1240, 862), (1292, 888), (1220, 934), (960, 1006), (640, 1086), (300, 1160), (-60, 1215)]
        ).replace("M", " L", 1)
        + "Z"
    )
    pic.path(trail, "#8a7f4f")
    pic.add(
        f'<path d="{trail}" '
        f'fill="{pic.fade((0, "#1c3a2c", 0.95), (0.5, "#1c3a2c", 0.2), (1, GLOW, 0.5), x2=1, y2=0)}" '
        f'filter="url(#spray)"/>'
    )
    for _ in range(560):
        x = rng.uniform(0, 1600)
        y = rng.uniform(930, 1200)
        if abs(y - (1130 - x * 0.21)) > 92 - x * 0.035:
            tall = rng.uniform(10, 34) * (y - 800) / 260
            pic.path(blade(rng, x, y, tall, 9), rng.choice(("#0b2a21", "#1b4a3a", "#2f5b3f")))


def _runners(pic: Picture) -> None:
    """Far to near, each with a beam of light."""

    def beam(x, y, length, reach):
        d = (
            f"M{x} {y}L{x + length:.0f} {y - reach * 0.25:.0f}"
            f"Q{x + length * 1.12:.0f} {y + reach * 0.45:.0f} {x + length * 0.9:.0f} {y + reach:.0f}Z"
        )
        pic.add(
            f'<path d="{d}" fill="{pic.fade((0, PALE, 0.85), (0.4, GLOW, 0.3), (1, GLOW, 0), x2=1, y2=0.3)}" '
            'style="mix-blend-mode:screen" filter="url(#soft)"/>'
        )

    team = [  # far to near: x, y, height, who
        (1246, 884, 66, Person("run", "#123b33", "hair", coat=-3)),
        (1150, 908, 96, Person("dash", "#5b3326", "tail", coat=-3)),
        (1010, 944, 146, Person("run", "#17483d", "cap", coat=-3)),
        (842, 984, 196, Person("dash", "#8a4630", "bun", coat=-3)),
        (610, 1040, 262, Person("run", "#1c4f5a", "hair", "#1b120e", coat=-3)),
        (312, 1108, 346, Person("dash", "#c9762f", "tail", "#3b2416", coat=-3)),
    ]
    for x, y, height, who in team:
        who.skin, who.legs = "#7a4a35", "#06201a"
        hx, hy = POSES[who.pose][2]
        lx, ly = x + (hx + 6) * height / 100, y + (hy - 3) * height / 100
        pic.glow(x + height * 0.9, y + height * 0.02, height * 0.75, GLOW, 0.7, 0.22)
        place(pic, who, x, y, height, rim=("#ffe2a4", max(1.2, height / 95)), shadow=(52, -0.42, 0.5))
        band = f"M{x + (hx - 6.5) * height / 100:.1f} {y + (hy - 1) * height / 100:.1f}L{lx:.1f} {ly:.1f}"
        pic.line(band, "#f4ead0", height * 0.016)
        beam(lx, ly, height * 1.25, height * 0.5)
        pic.glow(lx, ly, height * 0.3, PALE, 1)
        pic.add(f'<circle cx="{lx:.1f}" cy="{ly:.1f}" r="{height * 0.017:.1f}" fill="#fffbe9"/>')
    pic.glow(302, 862, 66, "#ff4b33", 0.95)
    pic.add('<circle cx="302" cy="862" r="8" fill="#ff5a3c"/>')


def _near_trees(pic: Picture) -> None:
    """Dark spruces that frame the picture."""
    rng = pic.rng
    for x, base, tall in ((-30, 1330, 1390), (104, 1290, 700), (1622, 1360, 1450), (1420, 1290, 880)):
        tree = spruce(rng, x, base, tall, tall * 0.34)
        pic.path(tree, "#061d17")
        near, far = (0.35, 1.0) if x < 800 else (0.65, 0.0)
        pic.shade(tree, "#b98d4c", 0.42, x1=near, x2=far, y1=0.2, y2=0.75)


def draw() -> Picture:
    pic = Picture("marit-tallhed", 34, "#04140f")
    _sky(pic)
    _forest(pic)
    _trail(pic)
    _runners(pic)
    _near_trees(pic)
    return pic
