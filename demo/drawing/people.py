"""People: poses as joints, clothes and headwear as shapes, light on one edge."""

import math
from dataclasses import dataclass

from drawing.shapes import mix, smooth, taper

# Joints in units of 1/100 body height, feet on y = 0, facing right: (hip, shoulder, head, two legs, two arms).
# A leg is (knee, ankle), an arm is (elbow, hand); the far limb comes first.
POSES = {
    "stand": (
        (0, -49),
        (0, -80),
        (1.5, -91.5),
        (((-3, -25), (-4, -2)), ((4, -25), (5, -2))),
        (((-6, -66), (-3, -52)), ((7, -66), (5, -51))),
    ),
    "wait": (
        (-1, -49),
        (1, -80),
        (3.5, -91),
        (((-5, -25), (-6, -2)), ((5, -26), (3.5, -2))),
        (((-5, -66), (6, -58)), ((8, -67), (9, -57))),
    ),
    "walk": (
        (0, -49),
        (2.5, -80),
        (5, -91.5),
        (((1, -26), (-11, -7)), ((7, -27), (13, -2))),
        (((9, -66), (14, -55)), ((-5, -66), (-9, -53))),
    ),
    "stroll": (
        (0, -49),
        (1.5, -80),
        (4, -91.5),
        (((4, -26), (7.5, -2)), ((-1, -25), (-8, -4))),
        (((-5, -66), (-6, -52)), ((6, -66), (10, -54))),
    ),
    "run": (
        (0, -51),
        (8, -79),
        (14, -90.5),
        (((-7, -31), (-25, -21)), ((15, -42), (13, -16))),
        (((17, -66), (26, -74)), ((-2, -64), (7, -57))),
    ),
    "dash": (
        (0, -51),
        (7, -80),
        (13, -91),
        (((15, -40), (20, -16)), ((-3, -27), (-19, -9))),
        (((-4, -67), (4, -58)), ((16, -66), (25, -72))),
    ),
    "greet": (
        (0, -49),
        (1, -80),
        (3.5, -91.5),
        (((-4, -25), (-5, -2)), ((5, -25), (6.5, -2))),
        (((-6, -66), (-5, -52)), ((14, -74), (21, -90))),
    ),
    "reach": (
        (0, -49),
        (3, -79),
        (7, -90),
        (((-5, -25), (-8, -2)), ((6, -26), (7, -2))),
        (((12, -70), (22, -68)), ((12, -67), (23, -64))),
    ),
    "stoop": (
        (-4, -47),
        (12, -70),
        (20, -79),
        (((-6, -24), (-7, -2)), ((3, -26), (4, -2))),
        (((20, -58), (30, -54)), ((16, -55), (24, -43))),
    ),
    "leap": (
        (0, -52),
        (3, -83),
        (5, -94),
        (((-9, -36), (-20, -23)), ((10, -38), (3, -20))),
        (((-8, -84), (-15, -94)), ((12, -93), (16, -110))),
    ),
    "lunge": (
        (0, -42),
        (9, -70),
        (16, -80),
        (((-12, -25), (-27, -4)), ((15, -31), (17, -2))),
        (((-2, -62), (-10, -68)), ((20, -60), (29, -50))),
    ),
    "sit": (
        (-6, -27),
        (-3, -57),
        (0, -69),
        (((9, -27), (9, -2)), ((11, -25), (13, -2))),
        (((2, -43), (10, -33)), ((4, -43), (11, -32))),
    ),
}


DROP = {"hair": 0.35, "bob": 0.95, "long": 2.1, "bun": 0.35, "scarf": 1.0, "tail": 0.35}


@dataclass
class Person:
    """How somebody looks. `child` gives a larger head; `coat` is how far the hem hangs below the hip."""

    pose: str
    colour: str
    hat: str = "hair"
    hat_colour: str = ""
    skin: str = "#c98f6a"
    legs: str = "#161a26"
    coat: float = 8
    child: bool = False
    scarf: str = ""
    bag: str = ""


def _headwear(hat, x, y, r, colour) -> str:
    """Hair or hat around a head at (x, y) that faces right."""
    cap = (
        f'<path d="M{x - r * 1.08} {y + r * 0.1} C{x - r * 1.15} {y - r * 1.5} {x + r * 1.05} {y - r * 1.55} '
        f'{x + r * 1.02} {y - r * 0.28} Z" fill="{colour}"/>'
    )
    back = (
        (
            f'<path d="M{x + r * 0.95} {y - r * 0.45} C{x + r * 0.6} {y - r * 1.6} {x - r * 1.5} {y - r * 1.4} '
            f"{x - r * 1.1} {y + r * DROP[hat]} C{x - r * 0.6} {y + r * (DROP[hat] + 0.25)} {x - r * 0.25} "
            f"{y + r * 0.7} "
            f'{x - r * 0.1} {y - r * 0.2} Z" fill="{colour}"/>'
        )
        if hat in DROP
        else ""
    )
    if hat == "beanie":
        return cap + f'<circle cx="{x - r * 0.15:.2f}" cy="{y - r * 1.35:.2f}" r="{r * 0.34:.2f}" fill="{colour}"/>'
    if hat == "cap":
        return cap + (
            f'<path d="M{x + r * 0.5} {y - r * 0.72} L{x + r * 1.75} {y - r * 0.3} L{x + r * 0.8} {y - r * 0.22}Z" '
            f'fill="{colour}"/>'
        )
    if hat == "bun":
        return back + f'<circle cx="{x - r * 1.15:.2f}" cy="{y - r * 0.9:.2f}" r="{r * 0.5:.2f}" fill="{colour}"/>'
    if hat == "scarf":
        return back + (
            f'<path d="M{x - r * 1.1} {y} C{x - r * 1.4} {y + r * 1.9} {x + r * 0.9} {y + r * 2.1} '
            f'{x + r * 0.75} {y + r * 0.72} C{x} {y + r * 1.2} {x - r * 0.3} {y + r * 0.5} {x - r * 0.2} {y}Z" '
            f'fill="{colour}"/>'
        )
    if hat == "tail":
        return back + (
            f'<path d="M{x - r * 0.8} {y - r * 0.7} C{x - r * 2.4} {y - r * 1.1} {x - r * 2.3} {y + r * 0.6} '
            f'{x - r * 2.7} {y + r * 0.9} C{x - r * 1.6} {y + r * 0.9} {x - r * 1.5} {y} {x - r * 0.7} {y}Z" '
            f'fill="{colour}"/>'
        )
    return back


def figure(person: Person, flat: str = "") -> str:
    """One person, 100 units tall with the feet at the origin. `flat` paints everything in one colour, for shadows."""
    hip, shoulder, head, legs, arms = POSES[person.pose]

    def tone(colour):
        return flat or colour

    thick = 1.15 if person.child else 1.0

    def leg(start, knee, ankle, colour):
        lift = math.degrees(math.atan2(knee[0] - ankle[0], ankle[1] - knee[1]))
        tilt = max(-8, lift * (0.75 if lift > 12 else 0.3))
        return (
            f'<path d="{taper([start, knee, ankle], [9.6 * thick, 7.4 * thick, 5 * thick])}" fill="{tone(colour)}"/>'
            f'<path d="M-2.8 -3.4L2.6 -3.4Q3.4 -.8 7.4 -.1Q8.8 1.8 7.4 2.2L-3.1 2.2Q-3.6 -.6 -2.8 -3.4Z" '
            f'fill="{tone(colour)}" transform="translate({ankle[0]} {ankle[1]}) rotate({tilt:.0f}) scale({thick})"/>'
        )

    def arm(elbow, hand, colour):
        start = (shoulder[0], shoulder[1] + 3.6)
        return (
            f'<path d="{taper([start, elbow, hand], [7.2 * thick, 6.2 * thick, 4.6 * thick])}" fill="{tone(colour)}"/>'
            f'<circle cx="{hand[0]}" cy="{hand[1]}" r="{2.5 * thick:.1f}" fill="{tone(person.skin)}"/>'
        )

    # The coat hangs along the line from shoulder to hip and widens towards the hem.
    ax, ay = hip[0] - shoulder[0], hip[1] - shoulder[1]
    length = math.hypot(ax, ay)
    ux, uy = ax / length, ay / length

    def at(along, side):
        return (shoulder[0] + ux * along + uy * side, shoulder[1] + uy * along - ux * side)

    drop = 0 if person.pose == "sit" else person.coat
    end, flare = length + drop, 8.2 + max(0, drop) * 0.18
    coat = smooth(
        [
            at(-3.4, 2.6),
            at(-0.5, 7.4),
            at(6, 8.6),
            at(length * 0.62, 7.8),
            at(end, flare),
            at(end + 1, 0),
            at(end, -flare),
            at(length * 0.62, -7.8),
            at(6, -8.6),
            at(-0.5, -7.4),
            at(-3.4, -2.6),
        ],
        closed=True,
    )
    radius = 7.9 if person.child else 6.4
    hx, hy = head[0], head[1] + (1.2 if person.child else 0)
    dark = mix(person.colour, "#10131f", 0.28)
    parts = [leg((hip[0] - 1.5, hip[1]), *legs[0], mix(person.legs, "#000000", 0.25)), arm(*arms[0], dark)]
    if person.bag:
        bx, by = at(length * 0.42, -9.4)
        parts.append(f'<ellipse cx="{bx:.1f}" cy="{by:.1f}" rx="7" ry="11.5" fill="{tone(person.bag)}"/>')
    parts.append(leg((hip[0] + 1.5, hip[1]), *legs[1], person.legs))
    parts.append(
        f'<path d="M{shoulder[0]} {shoulder[1]} L{hx} {hy}" stroke="{tone(mix(person.skin, "#000000", 0.2))}" '
        f'stroke-width="5.4" stroke-linecap="round"/>'
    )
    parts.append(f'<path d="{coat}" fill="{tone(person.colour)}"/>')
    if person.scarf:
        nx, ny = at(-3, 0)
        parts.append(
            f'<path d="M{nx - 5} {ny} Q{nx} {ny + 4.5} {nx + 5.5} {ny - 0.6}" fill="none" '
            f'stroke="{tone(person.scarf)}" stroke-width="4.6" stroke-linecap="round"/>'
        )
    parts.append(
        f'<ellipse cx="{hx}" cy="{hy}" rx="{radius * 0.94:.2f}" ry="{radius * 1.06:.2f}" fill="{tone(person.skin)}"/>'
    )
    parts.append(_headwear(person.hat, hx, hy, radius, tone(person.hat_colour or mix(person.legs, "#3a2a20", 0.4))))
    parts.append(arm(*arms[1], mix(person.colour, "#10131f", 0.12)))
    return "".join(parts)


def place(pic, person, x, y, height, left=False, rim=None, shadow=None) -> None:
    """Stand a person at (x, y). `rim` is (colour, dx): light on one edge. `shadow` is (lean, length, opacity)."""
    scale = height / 100
    turn = f"scale({-scale if left else scale:.3f} {scale:.3f})"
    if shadow:
        lean, length, opacity = shadow
        pic.group(
            figure(person, flat=pic.ink),
            f'transform="translate({x:.1f} {y:.1f}) skewX({lean}) '
            f'scale({-scale if left else scale:.3f} {scale * length:.3f})" opacity="{opacity}" filter="url(#soft)"',
        )
    if rim:
        colour, dx = rim
        pic.group(figure(person, flat=colour), f'transform="translate({x + dx:.1f} {y - abs(dx) * 0.5:.1f}) {turn}"')
    pic.group(figure(person), f'transform="translate({x:.1f} {y:.1f}) {turn}"')


def from_behind(pic, x, y, height, colour, hat, hat_colour, legs, arms=(), flat="") -> None:
    """Somebody seen from behind. `arms` are points (dx, dy) in body units that each arm reaches for."""

    def tone(value):
        return flat or value

    start = len(pic.body)
    for side in (-1, 1):
        pic.path(taper([(side * 4, -48), (side * 4.6, -25), (side * 4.8, -2)], [10, 8, 5.6]), tone(legs))
        pic.path(f"M{side * 4.8 - 3} -4h6q1.6 5 -.4 6h-5.4q-2 -1 -.2 -6Z", tone(legs))
    pic.path(
        smooth(
            [
                (-3.4, -83),
                (-9.4, -80),
                (-12, -70),
                (-11, -52),
                (-13, -36),
                (0, -34.6),
                (13, -36),
                (11, -52),
                (12, -70),
                (9.4, -80),
                (3.4, -83),
            ],
            closed=True,
        ),
        tone(colour),
    )
    if not flat:
        pic.path("M-.5 -36L-.2 -47L.5 -47L.9 -36Z", mix(colour, "#000000", 0.35))
    for dx, dy in arms:
        side = 1 if dx > 0 else -1
        pic.path(
            taper(
                [(side * 8.6, -76), (side * 8.6 + (dx - side * 8.6) * 0.5, (dy - 76) / 2 - 1), (dx, dy)], [8, 7.2, 6.2]
            ),
            tone(mix(colour, "#000000", 0.14)),
        )
        pic.add(f'<ellipse cx="{dx:.1f}" cy="{dy:.1f}" rx="4" ry="3" fill="{tone("#8a5640")}"/>')
    if not arms:
        for side in (-1, 1):
            pic.path(
                taper([(side * 9.6, -76), (side * 13, -61), (side * 12, -46)], [7.4, 6.6, 5]),
                tone(mix(colour, "#000000", 0.14)),
            )
    pic.path("M-3 -90h6v9q-3 3 -6 0Z", tone("#7d4c36"))
    pic.add(f'<ellipse cx="0" cy="-92" rx="6.2" ry="7" fill="{tone(hat_colour)}"/>')
    extra = {
        "beanie": f'<path d="M-6.9 -91Q-7.4 -101 0 -101Q7.4 -101 6.9 -91Q0 -88.6 -6.9 -91Z" fill="{tone(hat_colour)}"/>'
        f'<circle cy="-101.4" r="2.5" fill="{tone(hat_colour)}"/>',
        "long": f'<path d="M-6.4 -93Q-8.4 -78 -7 -71Q0 -68.6 7 -71Q8.4 -78 6.4 -93Z" fill="{tone(hat_colour)}"/>',
        "bun": f'<circle cy="-100" r="3.4" fill="{tone(hat_colour)}"/>',
        "scarf": f'<path d="M-7 -92Q-7 -100 0 -100Q7 -100 7 -92Q8.4 -84 11 -79Q0 -70 -11 -79Q-8.4 -84 -7 -92Z" '
        f'fill="{tone(hat_colour)}"/>',
    }
    pic.add(extra.get(hat, ""))
    pic.group(pic.since(start), f'transform="translate({x:.1f} {y:.1f}) scale({height / 100:.3f})"')
