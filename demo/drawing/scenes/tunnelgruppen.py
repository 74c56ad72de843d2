"""The underpass, lit low and warm, with painted birds; a train overhead."""

import math

from drawing.canvas import Picture
from drawing.people import Person, place
from drawing.shapes import AMBER, GLOW, PALE, blade, hills, mix, polygon, smooth, taper
from drawing.things import birch, bird

RAIL = 540
TUNNEL = 800, 890, 258  # centre, floor, radius at the mouth
VANISH = 806, 798  # where it vanishes
GOLD = ("#7a3119", "#b9531f", "#df8227", "#f3ad45", "#ffd27d")
RIM = "#ffe0a0"


def _arch(x, y, rad, leg=0.34):
    """Outline of an arch that stands on y."""
    return f"M{x - rad} {y}V{y - rad * leg:.1f}A{rad} {rad * 0.86:.1f} 0 0 1 {x + rad} {y - rad * leg:.1f}V{y}Z"


def _ring(k):
    """Centre, floor and radius of the tunnel, k of the way in."""
    cx, floor, r = TUNNEL
    vx, vy = VANISH
    return (cx + (vx - cx) * k, floor + (vy + 50 - floor) * k, r * (1 - k * 0.76))


def _sky(pic: Picture) -> None:
    """Rust-coloured evening behind a distant town."""
    rng = pic.rng
    pic.sky((0, "#3a1512"), (0.16, "#742a1c"), (0.32, "#c2552c"), (0.46, "#f0a052"))
    pic.glow(1180, 470, 620, "#ffd08a", 0.55)
    for x, y, size, tilt in (
        (330, 150, 54, -10),
        (420, 200, 44, 6),
        (500, 130, 40, -4),
        (610, 190, 34, 8),
        (700, 150, 28, -6),
    ):
        bird(pic, x, y, size, "#2c0f0c", tilt)
    for base, colour in ((500, "#b04f2d"), (528, "#8a3823")):
        pic.path(hills(rng, base, 18), colour)
    for x in range(0, 1640, 74):
        tall = rng.uniform(40, 110)
        pic.rect(x, 540 - tall, rng.uniform(30, 64), tall + 20, "#7a3120")
        for _ in range(3):
            if rng.random() < 0.6:
                pic.rect(x + rng.uniform(5, 24), 540 - tall + rng.uniform(8, 30), 6, 9, GLOW)


def _train(pic: Picture) -> None:
    """Overhead line and a train with passengers."""
    rng = pic.rng
    rail = RAIL
    for x in (-60, 300, 660, 1020, 1380, 1740):  # overhead line
        pic.line(f"M{x} {rail}V250M{x} 276h66M{x} 306l60 -30", "#2c0f0c", 6)
        pic.line(f"M{x + 60} 276Q{x + 240} 300 {x + 420} 276M{x + 60} 300Q{x + 240} 318 {x + 420} 300", "#2c0f0c", 2.4)
    for i, (x, w) in enumerate(((-420, 500), (92, 500), (604, 500))):
        last = i == 2
        nose = f"C{x + w + 60} 384 {x + w + 118} 430 {x + w + 124} 520" if last else "V520"
        coach = f"M{x} 520V396Q{x} 378 {x + 18} 378H{x + w} {nose}Z"
        pic.path(coach, "#5d1d18")
        pic.shade(coach, "#e0793f", 0.55, y1=0.4, y2=0)
        pic.rect(x, 478, w + (100 if last else 0), 8, "#e8c79a", 'opacity=".8"')
        for k in range(7):
            wx = x + 22 + k * 68
            pic.rect(wx, 408, 50, 50, pic.fade((0, PALE), (1, AMBER)), 'rx="6"')
            if rng.random() < 0.62:
                hx = wx + rng.uniform(14, 34)
                pic.path(f"M{hx - 13} 458q0 -22 13 -22t13 22Z", "#5a2a1c")
                pic.add(f'<circle cx="{hx}" cy="428" r="8" fill="#5a2a1c"/>')
        pic.rect(x + 20, 520, w - 40, 16, "#220c0a")
        pic.rect(x - 14, 396, 16, 126, "#2c0f0c")
    pic.path("M1134 404Q1180 412 1204 466H1134Z", pic.fade((0, PALE), (1, AMBER)))
    pic.glow(1232, 506, 150, PALE, 0.95)
    pic.glow(1330, 506, 320, GLOW, 0.45, 0.25)
    pic.rect(-10, rail - 4, 1620, 8, "#2c0f0c")


def _embankment(pic: Picture) -> None:
    """Grass slope under the rails."""
    rng = pic.rng
    bank = smooth([(-40, 548), (400, 544), (800, 546), (1200, 544), (1660, 548)]) + " L1660 900L-40 900Z"
    pic.path(bank, "#5a2a1a")
    pic.shade(bank, "#d9763a", 0.6, y1=0.4, y2=0)
    pic.shade(bank, pic.ink, 0.7, y1=0.2, y2=1)
    for _ in range(700):
        x, y = rng.uniform(0, 1600), rng.uniform(556, 890)
        tall = rng.uniform(14, 34)
        pic.path(blade(rng, x, y, tall, 8), rng.choice(("#8a4322", "#3c1a11", "#75381d")))


def _tunnel(pic: Picture) -> None:
    """The wall, and rings of light towards the far end."""
    cx, floor, r = TUNNEL
    wall = polygon([(cx - 430, floor + 6), (cx - 372, 560), (cx + 372, 560), (cx + 430, floor + 6)])
    pic.path(wall, "#a86a48")
    pic.shade(wall, pic.ink, 0.75, y1=0, y2=0.9)
    pic.rect(cx - 392, 544, 784, 22, "#d39a6b")
    pic.path(_arch(cx, floor, r + 20), "#e0ad79")
    pic.path(_arch(cx, floor, r), pic.fade((0, "#e8963d"), (0.5, "#f9c06a"), (1, "#d9853a")))
    for i in range(1, 6):
        x, y, rad = _ring(i / 5)
        pic.path(_arch(x, y, rad), mix("#f2ab50", "#fff1cd", i / 5), 'opacity=".5"')
        pic.line(_arch(x, y, rad)[:-1], "#c9772f", 3 - i * 0.35, 'opacity=".5"')
    x, y, rad = _ring(1)
    pic.path(_arch(x, y, rad), pic.fade((0, "#5c6f8a"), (1, "#d9b7a0")))
    pic.path(
        smooth([(x - rad, y - 14), (x - 20, y - 26), (x + 30, y - 18), (x + rad, y - 24)]) + f"V{y}H{x - rad}Z",
        "#4a4452",
    )
    fx, fy, fr = _ring(1)
    pic.path(
        polygon([(cx - r, floor + 1), (fx - fr, fy), (fx + fr, fy), (cx + r, floor + 1)]),
        pic.fade((0, "#fbd58f"), (1, "#c97b3c")),
    )


def _lamps_and_birds(pic: Picture) -> None:
    """Low lamps along both walls, and birds that fly towards us."""
    rng = pic.rng
    cx, floor, _ = TUNNEL
    for i in range(9):  # low lamps along both walls
        k = (i / 8) ** 0.7 * 0.96
        x, y, rad = _ring(k)
        for side in (-1, 1):
            size = 7 * (1 - k * 0.72)
            lx, ly = x + side * (rad - size * 1.4), y - rad * 0.3
            pic.glow(lx, ly, size * 9, PALE, 0.85)
            pic.add(f'<circle cx="{lx:.1f}" cy="{ly:.1f}" r="{size:.1f}" fill="#fffdf0"/>')
    for i in range(11):  # painted birds that fly towards us
        k = 0.02 + (i / 11) ** 0.8 * 0.8
        x, y, rad = _ring(k)
        for side in (-1, 1):
            a = rng.uniform(0.5, 1.25)
            bx, by = x + side * math.cos(a) * rad * 0.86, y - rad * 0.34 - math.sin(a) * rad * 0.86 * 0.86
            bird(
                pic,
                bx,
                by,
                78 * (1 - k * 0.76),
                rng.choice(("#fff6e2", "#b5402a", "#fff6e2", "#7a2a20", "#2f5a63")),
                side * (38 - a * 22),
            )
    pic.glow(cx, floor - 130, 520, GLOW, 0.55)


def _path(pic: Picture) -> None:
    """Light that spills out along the path."""
    cx, floor, r = TUNNEL
    ground = f"M-40 884Q300 878 {cx - r} {floor}H{cx + r}Q1300 878 1660 884V1220H-40Z"
    pic.path(ground, pic.fade((0, "#5f2c1b"), (1, "#1e0b08")))
    path = polygon([(cx - r, floor), (cx + r, floor), (1560, 1220), (40, 1220)])
    pic.path(path, pic.fade((0, "#e8a256"), (0.35, "#a55f35"), (1, "#3d1a12")))
    pic.shade(path, pic.ink, 0.7, y1=0.1, y2=1.05)
    pic.add(
        f'<path d="{polygon([(cx - r * 0.9, floor), (cx + r * 0.9, floor), (1240, 1220), (360, 1220)])}" '
        f'fill="{pic.fade((0, PALE, 0.8), (0.8, AMBER, 0.05))}" filter="url(#spray)"/>'
    )


def _trees(pic: Picture) -> None:
    """Birches, and their leaves on the ground."""
    rng = pic.rng
    gold = GOLD
    for x, base, tall, lean in (
        (70, 960, 900, 0.03),
        (262, 912, 640, -0.05),
        (1500, 950, 880, -0.04),
        (1330, 906, 560, 0.06),
    ):
        birch(pic, x, base, tall, gold, lean, 420)
    for _ in range(230):
        x, y = rng.uniform(0, 1600), 905 + rng.random() ** 0.8 * 290
        a = rng.uniform(0, 6.28)
        s = (y - 780) / 28
        pic.path(
            f"M{x:.0f} {y:.0f}q{s * math.cos(a):.1f} {-s * 0.8:.1f} {s * 2 * math.cos(a):.1f} "
            f"{s * 0.5 * math.sin(a):.1f}q{-s:.1f} {s * 0.7:.1f} {-s * 2 * math.cos(a):.1f} "
            f"{-s * 0.5 * math.sin(a):.1f}Z",
            rng.choice(gold),
        )


def _people(pic: Picture) -> None:
    """Coffee on a table, and people who come out of the light."""
    rim = RIM
    place(pic, Person("walk", "#6b2b22", "hair", coat=8, skin="#8a5640"), 850, 878, 118, left=True, rim=(rim, -2))
    place(
        pic,
        Person("stroll", "#34414f", "long", coat=14, skin="#8a5640"),
        742,
        884,
        126,
        rim=(rim, 2),
        shadow=(8, -0.7, 0.35),
    )
    pic.line("M432 1012h130M448 1012l-10 76M546 1012l10 76", "#2a100c", 8)  # table, flask and cups
    pic.rect(478, 962, 22, 50, "#b5402a", 'rx="6"')
    pic.rect(480, 950, 18, 14, "#f0d9b5", 'rx="3"')
    for x in (452, 516, 538):
        pic.path(f"M{x} 996h17l-3 16h-11Z", "#f6e6c8")
    place(
        pic,
        Person("wait", "#2f5a63", "bun", "#d8d0c4", "#a87456", "#1c0d10", coat=13, scarf="#d9583a"),
        400,
        1108,
        318,
        rim=(rim, 3.2),
        shadow=(34, -0.5, 0.5),
    )
    place(
        pic,
        Person("reach", "#8f3a26", "cap", "#241010", "#8a5640", "#1c0d10", coat=6),
        612,
        1090,
        312,
        left=True,
        rim=(rim, 3),
        shadow=(22, -0.5, 0.5),
    )
    place(
        pic,
        Person("stroll", "#c9822f", "scarf", "#7a2a2e", "#8a5640", "#1c0d10", coat=20),
        900,
        1052,
        292,
        rim=(rim, -3),
        shadow=(-12, -0.5, 0.5),
    )
    place(
        pic,
        Person("dash", "#d8cdb8", "beanie", "#b5402a", "#8a5640", "#1c0d10", coat=3, child=True),
        1020,
        1084,
        186,
        rim=(rim, -3),
        shadow=(-26, -0.5, 0.5),
    )


def _accordion(pic: Picture) -> None:
    """Somebody on a stool, with bellows between two red ends."""
    rim = RIM
    x, y = 1216, 1128  # the accordion player on a stool
    pic.line(f"M{x - 34} {y}l6 -84h44l8 84", "#2a100c", 9)
    place(
        pic,
        Person("sit", "#3a3346", "hair", "#1d0f12", "#8a5640", "#140a10"),
        x,
        y,
        324,
        left=True,
        rim=(rim, -3),
        shadow=(-34, -0.4, 0.5),
    )
    for i in range(9):  # bellows between two red ends
        ax, lean = x - 96 + i * 12, (i - 4) * 2.2
        pic.path(
            polygon(
                [
                    (ax, y - 176 + abs(lean)),
                    (ax + 12, y - 176 + abs(lean + 2.2)),
                    (ax + 12 - lean * 0.4, y - 92 - abs(lean + 2.2)),
                    (ax - lean * 0.4, y - 92 - abs(lean)),
                ]
            ),
            "#f0d9b5" if i % 2 else "#b98a62",
        )
    pic.path(polygon([(x - 116, y - 176), (x - 94, y - 172), (x - 92, y - 96), (x - 112, y - 90)]), "#c0432c")
    pic.path(polygon([(x + 10, y - 172), (x + 32, y - 178), (x + 28, y - 88), (x + 12, y - 96)]), "#c0432c")
    pic.path(taper([(x + 12, y - 178), (x + 36, y - 138), (x + 22, y - 122)], [24, 20, 15]), "#2d2838")
    pic.path(taper([(x - 24, y - 182), (x - 74, y - 190), (x - 106, y - 142)], [20, 18, 14]), "#3a3346")
    for hx, hy in ((x + 21, y - 122), (x - 106, y - 140)):
        pic.add(f'<circle cx="{hx}" cy="{hy}" r="9" fill="#8a5640"/>')


def draw() -> Picture:
    pic = Picture("tunnelgruppen", 89, "#1a0907")
    _sky(pic)
    _train(pic)
    _embankment(pic)
    _tunnel(pic)
    _lamps_and_birds(pic)
    _path(pic)
    _trees(pic)
    _people(pic)
    _accordion(pic)
    return pic
