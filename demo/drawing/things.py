"""Windows, houses, lamps, trees, birds and bicycles."""

import math

from drawing.shapes import AMBER, PALE, mix, polygon, taper


def window(pic, x, y, w, h, lit=True, dark="#1b2436", cross=True) -> None:
    """A window with a mullion; a lit one shines a little."""
    if not lit:
        pic.rect(x, y, w, h, dark)
        return
    pic.rect(x, y, w, h, pic.fade((0, mix(AMBER, PALE, pic.rng.uniform(0, 0.5))), (1, AMBER)))
    if cross:
        pic.line(
            f"M{x + w / 2:.1f} {y:.1f}v{h:.1f}M{x:.1f} {y + h * 0.42:.1f}h{w:.1f}",
            mix(AMBER, "#3a1d08", 0.62),
            max(1.2, w * 0.07),
        )


def house(pic, x, base, w, h, wall, roof, lit=0.6, rows=2, chimney=True) -> None:
    """A gabled house seen from the long side, lit from its windows."""
    eave, top = base - h, base - h - w * pic.rng.uniform(0.3, 0.42)
    if chimney:
        pic.rect(x + w * 0.66, top - w * 0.06, w * 0.09, w * 0.26, mix(roof, "#000000", 0.25))
    body = polygon([(x, base + 4), (x, eave), (x + w, eave), (x + w, base + 4)])
    pic.path(body, wall)
    pic.shade(body, pic.ink, 0.75, x1=0.4, x2=1.1, y2=0.7)
    slope = polygon([(x - w * 0.06, eave + 2), (x + w * 0.13, top), (x + w * 0.87, top), (x + w * 1.06, eave + 2)])
    pic.path(slope, roof)
    pic.shade(slope, pic.ink, 0.6, y1=0.2)
    columns = max(2, round(w / 42))
    step, size = w / (columns + 0.4), min(w / columns * 0.42, h / rows * 0.42)
    for row in range(rows):
        for column in range(columns):
            window(
                pic,
                x + step * (column + 0.7) - size / 2,
                eave + h / rows * (row + 0.28),
                size,
                size * 1.3,
                pic.rng.random() < lit,
                mix(wall, pic.ink, 0.65),
            )


def lamp(pic, x, base, height, reach=0, pole="#10131f", power=1.0, pool=True) -> None:
    """A street lamp. `reach` bends it over the road; `power` scales its light."""
    top = base - height
    hx = x + reach
    width = max(3, height * 0.018)
    if reach:
        pic.line(f"M{x} {base}V{top + abs(reach) * 0.6:.1f}Q{x} {top:.1f} {hx:.1f} {top:.1f}", pole, width)
    else:
        pic.line(f"M{x} {base}V{top:.1f}", pole, width)
    size = height * 0.045 + 3
    if pool:
        pic.glow(hx, base, height * 0.75 * power, AMBER, 0.55, 0.26)
    pic.glow(hx, top + size, height * 0.95 * power, AMBER, 0.5)
    pic.glow(hx, top + size, height * 0.3 * power, PALE, 0.9)
    pic.path(
        f"M{hx - size * 0.75:.1f} {top + size * 1.7:.1f}L{hx - size * 1.1:.1f} {top:.1f}H{hx + size * 1.1:.1f}"
        f"L{hx + size * 0.75:.1f} {top + size * 1.7:.1f}Z",
        PALE,
    )
    pic.path(
        f"M{hx - size * 1.5:.1f} {top + 1:.1f}Q{hx:.1f} {top - size * 1.5:.1f} {hx + size * 1.5:.1f} {top + 1:.1f}Z",
        pole,
    )


def branches(pic, x, y, length, angle, width, colour, depth, tips, spread=0.5) -> None:
    """A tree, branch by branch, each thinner towards its end; the ends are collected in `tips` as (x, y, depth)."""
    rng = pic.rng
    bend = angle + rng.uniform(-0.2, 0.2)
    mx, my = x + math.cos(angle) * length * 0.5, y + math.sin(angle) * length * 0.5
    ex, ey = mx + math.cos(bend) * length * 0.5, my + math.sin(bend) * length * 0.5
    pic.path(taper([(x, y), (mx, my), (ex, ey)], [width, width * 0.8, width * 0.62]), colour)
    tips.append((ex, ey, depth))
    if depth:
        for turn in (-spread, rng.uniform(-0.12, 0.12), spread):
            if turn in (-spread, spread) or rng.random() < 0.6:
                branches(
                    pic,
                    ex,
                    ey,
                    length * rng.uniform(0.64, 0.84),
                    bend + turn * rng.uniform(0.7, 1.25),
                    width * 0.58,
                    colour,
                    depth - 1,
                    tips,
                    spread,
                )


def leaves(pic, points, colours, count, spread, size) -> None:
    """Leaf dabs around points. The lower half of a crown gets the later (warmer, lit) colours."""
    low, high = max(p[1] for p in points), min(p[1] for p in points)
    by_colour = {c: [] for c in colours}
    for _ in range(count):
        x, y, _depth = pic.rng.choice(points)
        x, y = x + pic.rng.gauss(0, spread), y + pic.rng.gauss(0, spread * 0.8)
        share = (y - high) / (low - high + 1) + pic.rng.uniform(-0.28, 0.28)
        colour = colours[min(len(colours) - 1, max(0, int(share * len(colours))))]
        r, a = size * pic.rng.uniform(0.6, 1.3), pic.rng.uniform(0, 6.28)
        dx, dy = math.cos(a) * r, math.sin(a) * r
        by_colour[colour].append(
            f"M{x - dx:.0f} {y - dy:.0f}Q{x - dy * 0.8:.0f} {y + dx * 0.8:.0f} {x + dx:.0f} {y + dy:.0f}"
            f"Q{x + dy * 0.8:.0f} {y - dx * 0.8:.0f} {x - dx:.0f} {y - dy:.0f}Z"
        )
    for colour, dabs in by_colour.items():
        pic.path("".join(dabs), colour)


def birch(pic, x, base, height, leaf_colours, lean=0.0, count=240) -> None:
    """A birch: pale trunk with dark marks, thin branches, loose leaves."""
    rng, w = pic.rng, height * 0.028
    top = (x + lean * height, base - height)
    tips = []
    for i in range(9):
        share = 0.42 + i * 0.06
        side = -1 if i % 2 else 1
        branches(
            pic,
            x + lean * height * share,
            base - height * share,
            height * 0.13 * (1.35 - share * 0.6),
            -math.pi / 2 + side * rng.uniform(0.55, 0.95),
            w * 0.28,
            "#2b2226",
            2,
            tips,
            0.45,
        )
    trunk = (
        f"M{x - w * 1.7:.0f} {base + w * 0.3:.0f}Q{x - w:.0f} {base - w:.0f} {x - w * 0.9:.0f} "
        f"{base - w * 4:.0f}L{top[0]:.0f} {top[1]:.0f}"
        f"L{x + w * 0.9:.0f} {base - w * 4:.0f}Q{x + w:.0f} {base - w:.0f} {x + w * 1.9:.0f} "
        f"{base + w * 0.3:.0f}Q{x:.0f} {base - w * 0.2:.0f} {x - w * 1.7:.0f} {base + w * 0.3:.0f}Z"
    )
    pic.path(trunk, "#d9cdbf")
    pic.shade(trunk, "#3a2a30", 0.8, x1=0.3, x2=1, y2=0)
    for _ in range(int(height / 16)):
        share = rng.uniform(0, 0.85)
        y, half = base - height * share, w * (1 - share * 0.8)
        cx = x + lean * height * share
        pic.path(
            f"M{cx - half:.1f} {y:.1f}q{half:.1f} {-w * 0.28:.1f} {half * rng.uniform(0.6, 1.7):.1f} "
            f"0q{-half * 0.5:.1f} {w * 0.3:.1f} {-half:.1f} 0Z",
            "#2b2226",
        )
    leaves(pic, tips, leaf_colours, count, height * 0.035, height * 0.011)


def bird(pic, x, y, size, colour, tilt=0.0) -> None:
    """A bird in flight: two crescent wings and a body."""
    pic.group(
        f'<path d="M-50 -6Q-22 -26 0 0Q22 -26 50 -6Q24 -14 4 12Q0 26 -4 12Q-24 -14 -50 -6Z" fill="{colour}"/>',
        f'transform="translate({x:.1f} {y:.1f}) rotate({tilt}) scale({size / 100:.3f})"',
    )


def bicycle(pic, x, y, size, colour, rim="") -> None:
    """A parked bicycle, `size` from hub to hub, wheels on y."""
    r = size * 0.34
    for cx in (x, x + size):
        if rim:
            pic.add(f'<circle cx="{cx + 1.5}" cy="{y - r - 1.5}" r="{r}" fill="none" stroke="{rim}" stroke-width="2"/>')
        pic.add(
            f'<circle cx="{cx}" cy="{y - r:.1f}" r="{r:.1f}" fill="none" stroke="{colour}" '
            f'stroke-width="{size * 0.028:.1f}"/>'
        )
    h, s = y - r, size
    pic.line(
        f"M{x} {h}L{x + s * 0.3} {h - s * 0.42}L{x + s * 0.82} {h - s * 0.44}L{x + s * 0.42} {h + s * 0.02}L{x} {h}"
        f"M{x + s * 0.42} {h + s * 0.02}L{x + s * 0.26} {h - s * 0.54}M{x + s} {h}L{x + s * 0.8} {h - s * 0.58}"
        f"q{s * 0.02} {-s * 0.1} {s * 0.14} {-s * 0.08}",
        colour,
        s * 0.036,
    )
    pic.line(f"M{x + s * 0.18} {h - s * 0.56}h{s * 0.18}", colour, s * 0.06)
