"""Colours, and outlines as SVG path strings. Nothing here paints."""

import math

WIDTH, HEIGHT = 1600, 1200


AMBER, GLOW, PALE = "#f6b04e", "#ffcf7a", "#ffe9b8"


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from first to second."""
    pairs = [(int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def polygon(points) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def smooth(points, closed=False) -> str:
    """A curve through all points (Catmull-Rom written as cubic Bézier)."""
    pts = list(points)
    ring = [pts[-1], *pts, pts[0], pts[1]] if closed else [pts[0], *pts, pts[-1]]
    out = f"M{pts[0][0]:.1f} {pts[0][1]:.1f}"
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        out += (
            f" C{bx + (cx - ax) / 6:.1f} {by + (cy - ay) / 6:.1f} {cx - (dx - bx) / 6:.1f} {cy - (dy - by) / 6:.1f}"
            f" {cx:.1f} {cy:.1f}"
        )
    return out + ("Z" if closed else "")


def taper(points, widths) -> str:
    """A limb or a branch: an outline along the points, as wide at each as `widths` says, with round ends."""
    left, right, joints = [], [], ""
    for i, ((x, y), width) in enumerate(zip(points, widths, strict=False)):
        (ax, ay), (bx, by) = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
        length, r = math.hypot(bx - ax, by - ay) or 1, width / 2
        nx, ny = (ay - by) / length * r, (bx - ax) / length * r
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
        joints += f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {width:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-width:.1f} 0Z"
    return polygon(left + right[::-1]) + joints


def hills(rng, base, swing, step=130, floor=HEIGHT + 20) -> str:
    """A soft ridge across the whole picture, filled down to `floor`."""
    tops = [(x, base + rng.uniform(-swing, swing)) for x in range(-step, WIDTH + 2 * step, step)]
    return smooth(tops) + f" L{WIDTH + step} {floor} L{-step} {floor}Z"


def blade(rng, x, y, tall, lean) -> str:
    """A blade of grass, leaning by up to `lean`."""
    tip, w = rng.uniform(-lean, lean), tall * 0.07 + 0.8
    return (
        f"M{x - w:.1f} {y:.1f}Q{x - w * 0.4 + tip * 0.15:.1f} {y - tall * 0.55:.1f} {x + tip:.1f} {y - tall:.1f}"
        f"Q{x + w * 0.8 + tip * 0.25:.1f} {y - tall * 0.5:.1f} {x + w:.1f} {y:.1f}Z"
    )


def spruce(rng, x, base, height, width) -> str:
    """A Nordic spruce: narrow, with drooping, uneven tiers."""
    tiers = max(6, int(height / (26 if height < 650 else 44)))
    left, right = [], []
    for i in range(1, tiers + 1):
        y = base - height + height * 0.95 * i / tiers
        reach = width / 2 * (i / tiers) ** 0.82
        for side, edge in ((-1, left), (1, right)):
            out = reach * rng.uniform(0.78, 1.12)
            edge.append((x + side * out, y + height / tiers * rng.uniform(0.05, 0.3)))
            edge.append((x + side * out * rng.uniform(0.42, 0.6), y + height / tiers * rng.uniform(-0.1, 0.04)))
    trunk = [
        (x + width * 0.04, base - height * 0.05),
        (x + width * 0.04, base + 8),
        (x - width * 0.04, base + 8),
        (x - width * 0.04, base - height * 0.05),
    ]
    return polygon([(x, base - height), *right, *trunk, *reversed(left)])
