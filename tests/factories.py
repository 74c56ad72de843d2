"""Small, real things for tests: a contest file and a picture."""

from datetime import timedelta
from functools import cache
from io import BytesIO

from PIL import Image

from voting.clock import now
from voting.importing.rules import ContestFile, parse
from voting.web.images import Encoded, encode

CEREMONY = (now() + timedelta(days=60)).date().isoformat()  # after the votes of tests have closed


def nominee_yaml(number: int) -> str:
    return f"""
  - slug: nominee-{number}
    kind: person
    name: {{sv: Nominerad {number}, en: Nominee {number}}}
    people: [{{name: Person {number}, role: {{sv: lärare, en: teacher}}}}]
    place: Ort {number}
    line: {{sv: Rad {number}, en: Line {number}}}
    citation: {{sv: Motivering {number}, en: Citation {number}}}
    text: {{sv: Text {number}, en: Text {number}}}
    invented: yes
    photo: picture.webp
    alt: {{sv: Bild {number}, en: Picture {number}}}"""


def contest_yaml(*, award: str = "testpriset", year: int = 2026, nominees: int = 3, **contest: str) -> str:
    """A contest file; `contest` replaces simple fields of its contest part."""
    fields = {
        "year": str(year),
        "question": '{sv: "Vem ska få Testpriset?", en: "Who should receive the Test Award?"}',
        "lead": "{sv: Rösta på den du vill, en: Vote for whom you like}",
        "event": "{name: {sv: Galan, en: The gala}, place: Malmö, date: " + CEREMONY + "}",
        "opens_at": "now - 1 hour",
        "closes_at": "now + 5 days",
        "max_changes": "10",
        "turnout_public": "yes",
        "batch": "1",
        "appeal_hours": "0",
    } | contest
    lines = "\n".join(f"  {name}: {value}" for name, value in fields.items())
    entries = "".join(nominee_yaml(number) for number in range(1, nominees + 1)) or " []"
    return f"""award:
  slug: {award}
  name: {{sv: Testpriset, en: The Test Award}}
  purpose: {{sv: Syftet, en: The purpose}}
  criteria: {{sv: Kriterierna, en: The criteria}}
  organiser: Testföreningen
contest:
{lines}
nominees:{entries}
"""


def contest_file(**values: object) -> ContestFile:
    return parse(contest_yaml(**values), now=now())  # type: ignore[arg-type]


@cache
def picture() -> Encoded:
    """A small real picture, encoded once a run."""
    out = BytesIO()
    Image.new("RGB", (400, 300), "#884422").save(out, "PNG")
    return encode(out.getvalue())
