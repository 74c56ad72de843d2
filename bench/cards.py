"""What a share picture costs to draw, in processor time, and how large it is: .venv/bin/python -m bench.cards"""

import sys
import time

from voting.config import ROOT
from voting.importing.document import LONGEST
from voting.sharing.rules import LONGEST_HEADLINE
from voting.web.cards import Card, draw
from voting.web.images import encode

REPEATS = 9
PHOTOGRAPHS = sorted((ROOT / "demo" / "images").glob("*.*"))


def cards(names: list[str]) -> dict[str, Card]:
    award, organiser = "Årets omfamning 2026", "Trygg och Säker (demo)"
    long, longest = ("W" * LONGEST[part] for part in ("name", "organiser"))
    one = (f"{names[0]}-960",)
    six = tuple(f"{name}-480" for name in names[:6])
    return {
        "a nominee": Card(
            f"Nominerad till {award}", "Karlskoga och Degerfors", organiser, pictures=(f"{names[0]}-960",)
        ),
        "a contest with six": Card(award, f"Vem ska få {award}?", organiser, pictures=six),
        "a contest with twelve": Card(award, f"Vem ska få {award}?", organiser, pictures=six * 2),
        "the longest texts": Card(long, "W" * LONGEST_HEADLINE, longest, "Påhittad", pictures=one),
        "no photograph": Card(award, f"Vem ska få {award}?", organiser),
    }


def main() -> int:
    kept = {path.stem: encode(path.read_bytes()) for path in PHOTOGRAPHS}

    def load(name: str) -> bytes:
        photograph, _, width = name.rpartition("-")
        files = kept[photograph].files
        return files[min(files, key=lambda has: abs(has - int(width)))]

    for what, card in cards(list(kept)).items():
        times = []
        for _ in range(REPEATS):
            draw.cache_clear()
            began = time.process_time()
            content = draw(card, load)
            times.append(time.process_time() - began)
        print(f"{what:24}{sorted(times)[REPEATS // 2] * 1000:6.0f} ms{len(content) / 1000:8.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
