"""One canvas with its gradients and filters; everything else paints on it."""

import random
from dataclasses import dataclass, field

from drawing.shapes import GLOW, HEIGHT, WIDTH

FILTERS = """
<filter id="spray" color-interpolation-filters="sRGB">
 <feTurbulence type="fractalNoise" baseFrequency="0.55" numOctaves="2" seed="7"/>
 <feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  2.2 0 0 0 -0.6" result="noise"/>
 <feComposite in="SourceAlpha" in2="noise" operator="arithmetic" k2="1" k3="1" k4="-1"/>
 <feComponentTransfer result="dots"><feFuncA type="linear" slope="3.2"/></feComponentTransfer>
 <feComposite in="SourceGraphic" in2="dots" operator="in"/>
</filter>
<filter id="paper" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">
 <feTurbulence type="fractalNoise" baseFrequency="0.4" numOctaves="2" seed="11"/>
 <feColorMatrix values="1.6 0 0 0 -0.3  1.6 0 0 0 -0.3  1.6 0 0 0 -0.3  0 0 0 0 1"/>
</filter>
<filter id="cut" x="-.05" y="-.05" width="1.1" height="1.1">
 <feTurbulence type="fractalNoise" baseFrequency="0.035" numOctaves="2" seed="3"/>
 <feDisplacementMap in="SourceGraphic" scale="5" xChannelSelector="R" yChannelSelector="G"/>
</filter>
<filter id="ripple" x="0" y="0" width="1" height="1">
 <feTurbulence type="fractalNoise" baseFrequency="0.003 0.04" numOctaves="1" seed="5"/>
 <feDisplacementMap in="SourceGraphic" scale="46" xChannelSelector="R" yChannelSelector="A" result="moved"/>
 <feGaussianBlur in="moved" stdDeviation="1.6 0.4"/>
</filter>
<filter id="soft" x="-.5" y="-.5" width="2" height="2"><feGaussianBlur stdDeviation="5"/></filter>
<filter id="mist" x="-.5" y="-.5" width="2" height="2"><feGaussianBlur stdDeviation="26"/></filter>
"""


@dataclass
class Picture:
    """One canvas. Shapes are painted in the order they are added."""

    slug: str
    seed: int
    ink: str  # darkest colour of the scene; shade and vignette use it
    defs: list = field(default_factory=list)
    body: list = field(default_factory=list)

    def __post_init__(self):
        self.rng = random.Random(self.seed)

    def add(self, markup: str) -> None:
        self.body.append(markup)

    def define(self, tag: str, attributes: str, inside: str) -> str:
        name = f"d{len(self.defs)}"
        self.defs.append(f'<{tag} id="{name}" {attributes}>{inside}</{tag}>')
        return f"url(#{name})"

    def fade(self, *stops, x1=0.0, y1=0.0, x2=0.0, y2=1.0, units="objectBoundingBox") -> str:
        """A linear gradient; each stop is (offset, colour) or (offset, colour, opacity)."""
        inside = "".join(
            f'<stop offset="{s[0]}" stop-color="{s[1]}" stop-opacity="{s[2] if len(s) > 2 else 1}"/>' for s in stops
        )
        return self.define("linearGradient", f'gradientUnits="{units}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"', inside)

    def halo(self, colour: str, strength: float) -> str:
        inside = "".join(
            f'<stop offset="{o}" stop-color="{colour}" stop-opacity="{strength * a:.3f}"/>'
            for o, a in ((0, 1), (0.18, 0.62), (0.42, 0.24), (0.7, 0.07), (1, 0))
        )
        return self.define("radialGradient", "", inside)

    def path(self, d: str, fill: str, more: str = "") -> None:
        self.add(f'<path d="{d}" fill="{fill}" {more}/>')

    def line(self, d: str, colour: str, width: float, more: str = "") -> None:
        self.add(
            f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="round" '
            f'stroke-linejoin="round" {more}/>'
        )

    def rect(self, x, y, w, h, fill, more="") -> None:
        self.add(f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{fill}" {more}/>')

    def sky(self, *stops) -> None:
        self.rect(0, 0, WIDTH, HEIGHT, self.fade(*stops))

    def glow(self, x, y, r, colour=GLOW, strength=0.8, squash=1.0) -> None:
        """Light that adds to what is already painted."""
        self.add(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{r:.1f}" ry="{r * squash:.1f}" '
            f'fill="{self.halo(colour, strength)}" style="mix-blend-mode:screen"/>'
        )

    def shade(self, d: str, colour: str, strength=0.9, x1=0.0, y1=0.0, x2=0.0, y2=1.0) -> None:
        """Sprayed tone inside a shape, from nothing at (x1, y1) to full at (x2, y2)."""
        fill = self.fade((0, colour, 0), (1, colour, strength), x1=x1, y1=y1, x2=x2, y2=y2)
        self.path(d, fill, 'filter="url(#spray)"')

    def stars(self, count: int, lowest: float, colour="#ffffff") -> None:
        for _ in range(count):
            x, y = self.rng.uniform(0, WIDTH), self.rng.uniform(0, lowest)
            self.add(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{self.rng.choice((1.2, 1.6, 2.4)):.1f}" fill="{colour}" '
                f'opacity="{self.rng.uniform(0.25, 0.8) * (1 - 0.7 * y / lowest):.2f}"/>'
            )

    def group(self, markup: str, attributes: str) -> None:
        self.add(f"<g {attributes}>{markup}</g>")

    def since(self, start: int) -> str:
        """Take back what was added after `start`, to be placed again in a group."""
        taken, self.body = "".join(self.body[start:]), self.body[:start]
        return taken

    def svg(self) -> str:
        vignette = self.define(
            "radialGradient",
            'cx=".5" cy=".52" r=".78"',
            "".join(
                f'<stop offset="{o}" stop-color="{self.ink}" stop-opacity="{a}"/>' for o, a in ((0.55, 0), (1, 0.5))
            ),
        )
        finish = (
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{vignette}"/>'
            f'<rect width="{WIDTH}" height="{HEIGHT}" filter="url(#paper)" opacity=".16" '
            'style="mix-blend-mode:soft-light"/>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}"><defs>{FILTERS}{"".join(self.defs)}</defs>'
            f"{''.join(self.body)}{finish}</svg>\n"
        )
