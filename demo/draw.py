"""Draw the demo's pictures: one SVG of 1600 × 1200 for each nominee, and `hero` for the start page.

    python demo/draw.py FOLDER

Only the standard library is used and every random number is seeded, so the same SVG comes out each time. Four rules
hold the series together: evening, one dominant colour for each scene, one shared warm light (`AMBER`), and an arch
somewhere in every picture. demo/README.md says how the SVG files become WebP.
"""

import sys
from pathlib import Path

from drawing.scenes import (
    amina_och_borje,
    hero,
    karlskoga_degerfors,
    lovhamra,
    marit_tallhed,
    tunnelgruppen,
    vedasens_if,
)

SCENES = (karlskoga_degerfors, marit_tallhed, amina_och_borje, tunnelgruppen, vedasens_if, lovhamra, hero)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for scene in SCENES:
        picture = scene.draw()
        (folder / f"{picture.slug}.svg").write_text(picture.svg(), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python demo/draw.py FOLDER")
    main(Path(sys.argv[1]))
