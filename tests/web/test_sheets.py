"""The style sheets hold together: what one names, another gives, and no rule is for what no page has."""

import gzip
import re
from pathlib import Path

from voting.config import ROOT

STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
OURS = sorted((STATIC / "css").rglob("*.css"))
ALL = [*OURS, *sorted((STATIC / "vendor").rglob("*.css"))]
# Put together in a template or by a form, so not written out in one.
MADE = re.compile(r"colour-.*|open|published|done|current|short|medium|code|shared|dark|big|accent|small|arrow-\w+")


def sheets(paths: list[Path]) -> str:
    return re.sub(r"/\*.*?\*/", "", "\n".join(path.read_text() for path in paths), flags=re.DOTALL)


def test_every_property_that_is_used_has_a_value() -> None:
    given = set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", sheets(ALL)))
    assert set(re.findall(r"var\((--[\w-]+)\)", sheets(OURS))) - given == set()


def test_every_token_is_used() -> None:
    tokens = (STATIC / "css" / "tokens.css").read_text()
    given = set(re.findall(r"^\s+(--(?!ds-|dsc-)[\w-]+)\s*:", tokens, flags=re.MULTILINE))
    assert given - set(re.findall(r"var\((--[\w-]+)", sheets(ALL))) == set()


def test_every_class_of_a_rule_is_on_some_page() -> None:
    pages = "\n".join(path.read_text() for path in TEMPLATES.rglob("*.html"))
    written = set(re.findall(r"[\w-]+", pages)) | set(re.findall(r"[\w-]+", (STATIC / "js" / "app.js").read_text()))
    classes = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"url\([^)]*\)|\d\.\d", "", sheets(OURS))))
    assert {name for name in classes - written if not MADE.fullmatch(name)} == set()


def test_the_script_is_small() -> None:
    assert len(gzip.compress((STATIC / "js" / "app.js").read_bytes(), 9)) <= 4096


def test_every_class_on_a_page_has_a_rule() -> None:
    pages = [path.read_text() for path in TEMPLATES.rglob("*.html") if "mail" not in path.parts]
    given = " ".join(re.findall(r'class="([^"]*)"', "\n".join(pages)))
    names = set(re.sub(r"\{[%{].*?[%}]\}", " ", given).split()) - {"colour-"}
    ruled = set(re.findall(r"\.([a-z][\w-]*)", sheets(ALL)))
    assert names - ruled == set()
