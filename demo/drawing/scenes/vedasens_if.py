"""The sports hall at midnight: the only warm window for miles, and everybody is in it."""

from drawing.canvas import Picture
from drawing.people import Person, place
from drawing.shapes import AMBER, HEIGHT, WIDTH, mix, polygon, spruce
from drawing.things import bicycle

FLOOR = 842
HALL = 150, 1450, 560, 268  # left, right, eave, crown
GLASS = "M150 842V582Q800 84 1450 582V842Z"  # the front of the hall


def _night(pic: Picture) -> None:
    """Stars, a moon, and blocks where most are asleep."""
    rng = pic.rng
    floor = FLOOR
    pic.sky((0, "#03161d"), (0.3, "#0a333d"), (0.52, "#17606a"), (0.68, "#4f9a98"))
    pic.stars(130, 520, "#e6ffff")
    pic.add('<path d="M1330 150a62 62 0 1 0 54 92a50 50 0 1 1 -54 -92Z" fill="#f2f6df"/>')
    pic.glow(1316, 216, 220, "#cfeee4", 0.35)
    for x in range(-30, 1640, 96):
        tall = rng.uniform(150, 330)
        pic.rect(x, floor - tall, 84, tall, "#114953")
        for row in range(int(tall / 34)):
            for column in range(3):
                if rng.random() < 0.16:
                    pic.rect(x + 12 + column * 24, floor - tall + 14 + row * 34, 12, 15, mix(AMBER, "#114953", 0.25))
    for x in range(-30, 1660, 40):
        pic.path(spruce(rng, x + rng.uniform(-12, 12), floor + 4, rng.uniform(60, 170), 52), "#0a343d")


def _shell(pic: Picture) -> None:
    """The roof and the light behind the glass."""
    floor = FLOOR
    left, right, eave, crown = HALL
    glass = GLASS
    roof = f"M{left - 60} {floor}V{eave}Q800 {crown - 250} {right + 60} {eave}V{floor}Z"
    pic.glow(800, 640, 860, "#ffbf6a", 0.16)
    pic.path(roof, "#062029")
    pic.add(
        f'<path d="M{left - 60} {eave}Q800 {crown - 250} {right + 60} {eave}" fill="none" stroke="#3f8a8c" '
        f'stroke-width="5"/>'
    )
    pic.path(glass, pic.fade((0, "#ffe6b0"), (0.5, "#f9bd62"), (1, "#e08e3c")))
    pic.add(f'<clipPath id="glass"><path d="{glass}"/></clipPath>')


def _inside(pic: Picture) -> None:
    """Lamps, a stand with people, a hoop, and the game."""
    rng = pic.rng
    floor = FLOOR
    left, right, _, _ = HALL
    start = len(pic.body)
    for i in range(9):  # roof beams and hanging lamps
        x = 240 + i * 140
        pic.line(f"M{x} 250V{floor}", "#d98a3a", 6, 'opacity=".35"')
    for i in range(6):
        pic.line(f"M150 {470 + i * 17}H1450", "#d98a3a", 2, f'opacity="{0.28 - i * 0.03:.2f}"')
    pic.rect(left, 640, right - left, 70, "#c8742f", 'opacity=".55"')  # the stand, with people on it
    for i in range(34):
        x, y = 190 + i * 37 + rng.uniform(-10, 10), 652 + rng.choice((0, 26))
        if 720 < x < 900 or rng.random() < 0.25:
            continue
        tone = rng.choice(("#8a3f24", "#a5552a", "#6b3524", "#b5652f", "#4f5a52"))
        pic.path(f"M{x - 15:.0f} {y + 56}q0 -40 15 -40t15 40Z", tone)
        pic.add(f'<circle cx="{x:.0f}" cy="{y + 4}" r="10" fill="{mix(tone, "#2a120a", 0.35)}"/>')
    pic.rect(left, 704, right - left, 12, "#7a3f1e", 'opacity=".75"')
    pic.rect(left, 716, right - left, floor - 716, pic.fade((0, "#f2b560"), (1, "#c9752f")))
    pic.line(f"M{left} 760H{right}", "#fff1cf", 4, 'opacity=".6"')
    for x in (420, 660, 940, 1180):
        y = 372 + abs(x - 800) * 0.16
        pic.line(f"M{x} 200V{y:.0f}", "#7a3f1e", 3)
        pic.path(f"M{x - 32} {y + 20:.0f}q32 -46 64 0Z", "#5a2c18")
        pic.glow(x, y + 26, 190, "#fffbe6", 0.9)
    pic.path(polygon([(1254, 484), (1334, 460), (1334, 566), (1254, 576)]), "#fff6df")  # hoop
    pic.line("M1274 552h34v-40h-34Z", "#c0432c", 5)
    pic.line("M1216 566h56", "#c0432c", 7)
    pic.line("M1220 570l8 46M1268 570l-8 46M1236 570l4 46M1252 570l-4 46M1224 594h40", "#fff6df", 3)
    pic.line("M1340 462V842", "#5a2c18", 12)
    team = (
        ("leap", 1106, 800, 250, "#0e4d57", "tail", False),
        ("lunge", 846, 836, 236, "#b53a2a", "hair", False),
        ("run", 650, 828, 240, "#0e4d57", "cap", False),
        ("leap", 972, 812, 214, "#b53a2a", "bun", True),
        ("dash", 480, 832, 228, "#b53a2a", "scarf", False),
        ("greet", 330, 838, 214, "#0e4d57", "bob", False),
    )
    for pose, x, y, h, colour, hat, turned in team:
        place(
            pic,
            Person(pose, colour, hat, "#20120e", rng.choice(("#6b3f2c", "#a06a4a", "#8a5640")), "#1a2a33", coat=0),
            x,
            y,
            h,
            left=turned,
            rim=("#fff1cf", 2),
            shadow=(-20, -0.16, 0.35),
        )
    pic.add('<circle cx="1166" cy="500" r="21" fill="#d9562b"/>')
    pic.line("M1145 500q21 -12 42 0M1166 479q-10 21 0 42", "#6b2414", 3)
    pic.group(pic.since(start), 'clip-path="url(#glass)"')


def _frame(pic: Picture) -> None:
    """Mullions and sill in front of the game."""
    floor = FLOOR
    left, right, _, _ = HALL
    glass = GLASS
    for i in range(1, 10):
        x = left + (right - left) * i / 10
        pic.line(f"M{x:.0f} 240V{floor}", "#062029", 4, 'clip-path="url(#glass)"')
    pic.line(f"M{left} 600H{right}", "#062029", 4)
    pic.line(glass[:-1], "#062029", 12)
    pic.rect(left - 62, floor - 20, right - left + 124, 24, "#04161c")


def _wet_ground(pic: Picture) -> None:
    """Everything above the ground, mirrored in wet tarmac."""
    floor = FLOOR
    world = pic.since(0)
    pic.group(world, 'id="world"')
    pic.add(
        f'<g style="filter:url(#ripple)"><g transform="translate(0 {floor * 2}) scale(1 -1)"><use '
        f'href="#world"/></g></g>'
    )
    pic.rect(
        0, floor, WIDTH, HEIGHT - floor, pic.fade((0, "#0a2c35", 0.35), (0.5, "#06212a", 0.72), (1, "#020d12", 0.93))
    )
    pic.add(
        f'<clipPath id="air"><rect width="{WIDTH}" height="{floor}"/></clipPath><use href="#world" '
        f'clip-path="url(#air)"/>'
    )
    tarmac = f"M0 {floor}H{WIDTH}V{HEIGHT}H0Z"
    pic.shade(tarmac, pic.ink, 0.8, y1=0.15, y2=1)
    pic.glow(800, floor + 20, 800, AMBER, 0.5, 0.16)


def _people(pic: Picture) -> None:
    """Bicycles, the host, and those on their way in."""
    for i in range(3):
        bicycle(pic, 1160 + i * 128, 1000 + i * 16, 112, "#04161c", "#d99a4c")
    rim = "#ffcf85"
    place(
        pic,
        Person("greet", "#c9762f", "cap", "#1b1216", "#8a5640", "#0c1a20", coat=3),
        742,
        990,
        250,
        left=True,
        rim=(rim, -2.6),
        shadow=(-10, -0.5, 0.5),
    )
    place(
        pic,
        Person("stroll", "#1d5560", "tail", "#1b1216", "#a06a4a", "#0a171c", coat=4, bag="#b53a2a"),
        584,
        1012,
        264,
        rim=(rim, 3),
        shadow=(20, -0.5, 0.5),
    )
    place(
        pic,
        Person("walk", "#7d2f35", "beanie", AMBER, "#6b3f2c", "#0a171c", coat=5),
        476,
        1034,
        284,
        rim=(rim, 3),
        shadow=(26, -0.5, 0.5),
    )
    place(
        pic,
        Person("walk", "#26363f", "hair", "#120c0e", "#8a5640", "#0a171c", coat=4, scarf="#d9562b", bag="#e0b66a"),
        262,
        1112,
        350,
        rim=(rim, 3.4),
        shadow=(40, -0.5, 0.5),
    )
    place(
        pic,
        Person("stroll", "#3a6d68", "scarf", "#d8cdb8", "#8a5640", "#0a171c", coat=12),
        130,
        1140,
        350,
        rim=(rim, 3.4),
        shadow=(44, -0.5, 0.5),
    )
    place(
        pic,
        Person("reach", "#5a3550", "bob", "#150d10", "#a06a4a", "#0a171c", coat=5, scarf=AMBER),
        956,
        1118,
        340,
        rim=(rim, -3),
        shadow=(-14, -0.5, 0.5),
    )
    bicycle(pic, 888, 1132, 186, "#03131a", "#e0a558")


def draw() -> Picture:
    pic = Picture("vedasens-if", 144, "#021016")
    _night(pic)
    _shell(pic)
    _inside(pic)
    _frame(pic)
    _wet_ground(pic)
    _people(pic)
    return pic
