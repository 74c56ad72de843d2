"""Morning at the school gate: everyone is met, under a tree that glows."""

import math

from drawing.canvas import Picture
from drawing.people import Person, place
from drawing.shapes import AMBER, GLOW, PALE, hills, mix, polygon, smooth, spruce
from drawing.things import bird, branches, lamp, leaves, window

CROWN = ("#5a1730", "#8b2634", "#bb4030", "#e06a2e", "#f39a3c", "#ffc766")


def _sky(pic: Picture) -> None:
    """Dawn over wooded hills."""
    rng = pic.rng
    pic.sky((0, "#2e1338"), (0.22, "#57224f"), (0.42, "#9a3f62"), (0.56, "#e08568"), (0.64, "#f6b877"))
    pic.stars(40, 260, "#ffe6f2")
    pic.glow(480, 720, 760, "#ffb36b", 0.5)
    for base, colour in ((640, "#8a4168"), (676, "#652a55")):
        pic.path(hills(rng, base, 26), colour)
    for x in range(-20, 1640, 58):
        pic.path(spruce(rng, x, 730, rng.uniform(60, 150), 46), "#55224b")
    pic.path(hills(rng, 742, 8), "#44193f")


def _school(pic: Picture) -> None:
    """Two wings, a gable with a clock, a bell."""
    rng = pic.rng
    wall, roof, base = "#a2434a", "#2c1230", 790

    def block(x, w, h, rows, columns, lit):
        shape = polygon([(x, base), (x, base - h), (x + w, base - h), (x + w, base)])
        pic.path(shape, pic.fade((0, wall), (1, mix(wall, "#3a1236", 0.55))))
        pic.shade(shape, pic.ink, 0.55, x1=0.3, x2=1, y2=0.2)
        step, size = w / columns, w / columns * 0.46
        for row in range(rows):
            top = base - h + h / rows * (row + 0.2)
            for column in range(columns):
                cx = x + step * (column + 0.5)
                pic.rect(cx - size / 2 - 4, top - 4, size + 8, h / rows * 0.62 + 8, "#d9a494")
                window(pic, cx - size / 2, top, size, h / rows * 0.62, rng.random() < lit, "#46203f")
            pic.rect(x, base - h + h / rows * row - 3, w, 5, "#d9a494", 'opacity=".35"')

    block(60, 340, 236, 2, 5, 0.8)
    block(680, 380, 236, 2, 5, 0.85)
    for x, w in ((40, 380), (660, 420)):
        d = polygon([(x, 556), (x + 50, 470), (x + w - 50, 470), (x + w, 556)])
        pic.path(d, roof)
        pic.shade(d, "#8f4a6a", 0.5, y1=0.9, y2=0)
    block(390, 300, 330, 3, 3, 0.95)
    gable = polygon([(374, 462), (540, 330), (706, 462)])
    pic.path(gable, wall)
    pic.shade(gable, pic.ink, 0.6, x1=0.3, x2=1, y2=0.2)
    pic.line("M366 468L540 330L714 468", roof, 16)
    pic.rect(506, 236, 68, 96, "#7c3048")
    pic.path(polygon([(494, 240), (540, 140), (586, 240)]), roof)
    pic.path(polygon([(520, 264), (540, 250), (560, 264), (560, 322), (520, 322)]), AMBER)
    pic.path("M528 300q0-26 12-26t12 26l5 8h-34Z", "#3a1236")
    pic.add(f'<circle cx="540" cy="410" r="32" fill="{PALE}"/>')
    pic.line("M540 410V433M540 410l-10 13", "#3a1236", 5)  # half past seven
    pic.path("M505 790V716a35 35 0 0 1 70 0V790Z", pic.fade((0, PALE), (1, AMBER)))
    pic.line("M540 684V790", "#7a3426", 4)
    pic.glow(540, 770, 260, GLOW, 0.6, 0.6)


def _yard(pic: Picture) -> None:
    """The lit path from the door, and hopscotch."""
    yard = smooth([(-40, 790), (400, 782), (900, 786), (1660, 778)]) + " L1660 1220L-40 1220Z"
    pic.path(yard, pic.fade((0, "#8a3d5b"), (0.35, "#5d2850"), (1, "#2a1030")))
    pic.add(
        f'<path d="M505 788H575L1010 1220H70Z" fill="{pic.fade((0, GLOW, 0.85), (1, AMBER, 0.08))}" '
        f'filter="url(#spray)"/>'
    )
    pic.shade(yard, pic.ink, 0.8, x1=0.4, x2=1.1, y2=0.25)
    for i, (x, y) in enumerate(((1010, 1000), (1052, 1036), (1098, 1076), (1150, 1120))):  # hopscotch
        w, h, lean = 66 + i * 9, 30 + i * 5, 22 + i * 4
        for side in (0,) if i % 2 == 0 else (-0.55, 0.55):
            px = x + side * w * 1.0
            pic.line(f"M{px - w / 2:.0f} {y}h{w}l{lean} {h}h{-w - 4}Z", "#f0cdbd", 3.4, 'opacity=".6"')


def _tree(pic: Picture) -> None:
    """The tree: limbs, trunk, a dark crown and then the lit leaves."""
    rng = pic.rng
    crown = CROWN
    tips = []
    for angle, length, x, y in (
        (-2.45, 230, 1308, 700),
        (-2.0, 250, 1314, 680),
        (-1.55, 250, 1324, 660),
        (-1.12, 230, 1334, 680),
        (-0.68, 210, 1340, 700),
    ):
        branches(pic, x, y, length, angle, 44, "#2a0f22", 4, tips, 0.42)
    trunk = (
        "M1252 962C1300 900 1304 800 1288 690Q1322 640 1362 690C1346 800 1356 900 1416 968C1384 954 1366 952 1346 970"
        "C1326 952 1292 956 1252 962Z"
    )
    pic.path(trunk, "#2a0f22")
    pic.shade(trunk, "#d9744f", 0.8, x1=0.55, x2=0, y2=0)
    for x, y, depth in tips:
        if depth < 3 and y < 520:
            pic.add(f'<circle cx="{x:.0f}" cy="{y - 10:.0f}" r="{rng.uniform(24, 44):.0f}" fill="{crown[0]}"/>')
    leaves(pic, [t for t in tips if t[2] < 3 and t[1] < 540], crown[:4], 4200, 36, 15)
    leaves(pic, [t for t in tips if t[2] < 2 and t[1] < 560], crown, 2600, 38, 13)
    pic.glow(1240, 600, 420, "#ff9a4a", 0.35)


def _air(pic: Picture) -> None:
    """Leaves on the ground and in the air, birds, a lamp."""
    rng = pic.rng
    crown = CROWN
    for _ in range(150):
        x, y = rng.gauss(1280, 260), rng.uniform(930, 1190)
        a = rng.uniform(0, 3)
        pic.path(
            f"M{x:.0f} {y:.0f}q{9 * math.cos(a):.0f} -7 {18 * math.cos(a) + 4:.0f} 0q-9 6 "
            f"{-18 * math.cos(a) - 4:.0f} 0Z",
            rng.choice(crown[2:]),
        )
    for _ in range(26):
        x, y = rng.gauss(1080, 220), rng.uniform(520, 900)
        pic.path(f"M{x:.0f} {y:.0f}q8 -9 17 -3q-6 10 -17 3Z", rng.choice(crown[3:]))
    for x, y, size, tilt in ((260, 250, 58, -14), (340, 200, 44, 10), (190, 330, 36, -6)):
        bird(pic, x, y, size, "#1f0c28", tilt)
    lamp(pic, 196, 925, 330, 0, "#1d0b24")


def _people(pic: Picture) -> None:
    """Children on their way in, and the two who meet them."""
    rim = ("#ffc58a", 2.6)
    low = {"legs": "#1c1028"}
    place(
        pic,
        Person("stroll", "#4b2a5e", "long", "#1a0d18", "#8a5640", coat=4, child=True, bag="#c98a3a", **low),
        800,
        882,
        130,
        left=True,
        rim=rim,
        shadow=(30, -0.5, 0.4),
    )
    place(
        pic,
        Person("walk", "#8c3f4c", "beanie", "#f0cdbd", "#b07a5c", coat=3, child=True, bag="#2f4d63", **low),
        690,
        868,
        118,
        rim=(rim[0], -2),
        shadow=(20, -0.5, 0.4),
    )
    place(
        pic,
        Person("stroll", "#33506b", "hair", "#241018", "#9a6648", coat=3, child=True, bag="#b5403c", **low),
        470,
        884,
        140,
        rim=rim,
        shadow=(-20, -0.5, 0.4),
    )
    place(
        pic,
        Person("greet", "#2f4a5c", "scarf", "#e9b15a", "#7d4c36", "#15101f", coat=19),
        640,
        1098,
        372,
        left=True,
        rim=(rim[0], -3.4),
        shadow=(-34, -0.42, 0.5),
    )
    place(
        pic,
        Person("dash", "#d9793a", "cap", "#5d1f34", "#a56f50", coat=3, child=True, bag="#3d2a5c", **low),
        350,
        1118,
        222,
        rim=(rim[0], 3),
        shadow=(-44, -0.42, 0.5),
    )
    place(
        pic,
        Person("run", "#efd9c0", "tail", "#241018", "#6d4230", coat=3, child=True, bag="#b5403c", **low),
        170,
        1084,
        204,
        rim=(rim[0], 3),
        shadow=(-44, -0.42, 0.5),
    )
    place(
        pic,
        Person("stoop", "#5a3550", "beanie", "#2b1330", "#b98463", "#1c1028", coat=4),
        820,
        1150,
        396,
        rim=(rim[0], -3.4),
        shadow=(-14, -0.4, 0.5),
    )
    place(
        pic,
        Person("greet", "#c24c3f", "bob", "#1a0d18", "#9a6648", coat=5, child=True, bag="#e9b15a", **low),
        990,
        1158,
        226,
        left=True,
        rim=(rim[0], -3),
        shadow=(-10, -0.42, 0.5),
    )
    place(
        pic,
        Person("leap", "#3f6f70", "hair", "#1a0d18", "#7d4c36", coat=1, child=True, bag="#8c2f3c", **low),
        1176,
        1000,
        180,
        left=True,
        rim=(rim[0], -2.4),
        shadow=(16, -0.42, 0.5),
    )


def draw() -> Picture:
    pic = Picture("amina-och-borje", 55, "#180a20")
    _sky(pic)
    _school(pic)
    _yard(pic)
    _tree(pic)
    _air(pic)
    _people(pic)
    return pic
