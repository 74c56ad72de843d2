"""Every act and every detail has words in both languages, and no detail holds what it must not."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale, gettext
from sqlalchemy import select

from tests.audit.life import live_a_life
from tests.site import Site
from voting.audit.models import AuditEvent
from voting.audit.rules import Act, differences
from voting.audit.words import ACT_WORDS, DETAIL_WORDS, UNSHOWN
from voting.auditing.rules import NEW, OLD, VALUE_WORDS, in_one_language
from voting.config import ROOT
from voting.extensions import db
from voting.sheets.rules import COLUMNS

RECORDERS = {"record", "differences"}
OF_THE_RECORDER = {"actor", "contest", "reason", "proposer", "at", "known", "details", "entries"}
WHOLE_ADDRESS = re.compile(r"[^\s@…]+@[^\s@…]+")
CODE = re.compile(r"\b\d{4} ?\d{4}\b(?!-)")  # not the beginning of an account's number
# Acts that this life does not hold; what they say is in their own packages' tests.
SHOWN_ELSEWHERE = {Act.WITNESSED, Act.RESENT, Act.SET_UP, Act.CONFIGURED, Act.FORGOTTEN} | {
    Act.RECOVERED,
    Act.TIE_PROPOSED,
    Act.TIE_DECIDED,
}
# These are about nominees, and about no vote for one.
OF_NOMINEES = {act.value for act in Act if act.name.startswith("NOMINEE") or act is Act.CITED}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_act_and_detail_has_words_that_cannot_be_mistaken_for_each_other(site: Site) -> None:
    assert set(ACT_WORDS) == set(Act)
    assert {OLD, NEW} <= set(DETAIL_WORDS)
    for lang in ("sv", "en"):
        with site.app.test_request_context(), force_locale(lang):
            for words in (ACT_WORDS, DETAIL_WORDS, *VALUE_WORDS.values()):
                assert len({gettext(text) for text in words.values()}) == len(words)


def keys_in_code() -> set[str]:
    """The details that the program's calls name: `audit.record(…, role=…)`, `details` that are written out, and those
    of a dictionary that the same function has made and hands over as `**told`.
    """
    found: set[str] = set()
    for path in (ROOT / "voting").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                found |= keys_of(function)
    return found


def keys_of(function: ast.FunctionDef) -> set[str]:
    found: set[str] = set()
    handed: set[str] = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or getattr(node.func, "attr", getattr(node.func, "id", "")) not in RECORDERS:
            continue
        for keyword in node.keywords:
            if keyword.arg in (None, "details"):
                found |= keys_written(keyword.value)
                handed |= {name.id for name in ast.walk(keyword.value) if isinstance(name, ast.Name)}
            elif keyword.arg and keyword.arg not in OF_THE_RECORDER:
                found.add(keyword.arg)
    return found | {key for name in handed for key in keys_put_into(function, name)}


def keys_put_into(function: ast.FunctionDef, name: str) -> set[str]:
    """What a function writes into the dictionary of that name."""
    found: set[str] = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if getattr(target, "id", "") == name:
                found |= keys_written(node.value)
            elif isinstance(target, ast.Subscript) and getattr(target.value, "id", "") == name:
                found |= {key.value for key in [target.slice] if isinstance(key, ast.Constant)}
    return found


def keys_written(value: ast.expr) -> set[str]:
    """The names in the dictionaries of an expression, not those of dictionaries inside them."""
    if isinstance(value, ast.Dict):
        return {key.value for key in value.keys if isinstance(key, ast.Constant)}
    if isinstance(value, ast.BinOp):
        return keys_written(value.left) | keys_written(value.right)
    return keys_written(value.body) | keys_written(value.orelse) if isinstance(value, ast.IfExp) else set()


def test_every_detail_that_the_program_names_has_words() -> None:
    found = keys_in_code()
    assert {"role", "address", "opens_at", "added", "publish_at", "account", "award"} <= found
    assert found - set(DETAIL_WORDS) - UNSHOWN == set()


def names_in(details: dict[str, Any]) -> set[str]:
    """Every name in an event's details, those of old and new values too."""
    names = set(details)
    for side in (OLD, NEW):
        if isinstance(details.get(side), dict):
            names |= set(details[side])
    known = {name for name in names if name.rpartition(" ")[2] in COLUMNS}  # a nominee's texts have their headings
    return {in_one_language(name)[0] for name in names - known}


def test_no_detail_of_any_act_holds_an_address_a_code_or_a_choice(site: Site) -> None:
    live_a_life(site)
    with site.app.app_context():
        events = list(db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    acts = {event.action for event in events}
    assert acts | SHOWN_ELSEWHERE >= set(Act)
    for event in events:
        assert names_in(event.details) <= set(DETAIL_WORDS) | UNSHOWN, event.action
        told = repr({key: value for key, value in event.details.items() if key != "salt"})
        assert not WHOLE_ADDRESS.search(told), told
        assert not CODE.search(told), told
        assert event.action in OF_NOMINEES or "nominee-" not in told, told
    values = {event.action: event.details for event in events}
    assert values["closed"]["old"]["closes_at"] != values["closed"]["new"]["closes_at"]
    assert (values["restyled"]["old"], values["restyled"]["new"]) == ({"colour": None}, {"colour": "#ff0000"})
    assert values["voided"]["void_reason"] == "test-ballot"
    replaced = [event.details for event in events if event.action == "imported"][1]
    assert (replaced["old"]["nominees"], replaced["new"]["nominees"]) == (3, 4)
    with site.app.app_context():
        person = next(event.details["account"] for event in events if event.action == Act.RESCOPED)
    about = [event.action for event in events if event.details.get("account") == person]
    assert set(about) == {"joined", "rescoped", "factor reset", "disabled", "enabled", "sessions ended", "revoked"}


def test_differences_are_those_and_can_be_stored() -> None:
    old = {"a": 1, "b": datetime(2026, 1, 1, tzinfo=UTC), "c": None, "d": True}
    new = {"a": 1, "b": datetime(2026, 1, 2, tzinfo=UTC), "c": "x", "d": True, "e": 5}
    expected_old = {"b": "2026-01-01T00:00:00+00:00", "c": None, "e": None}
    assert differences(old, new) == {
        "old": expected_old,
        "new": {"b": "2026-01-02T00:00:00+00:00", "c": "x", "e": 5},
    }
    assert differences(old, old) == {}


def test_the_walk_over_the_code_finds_what_has_no_words(tmp_path: Path) -> None:
    """That it can fail: a name that nobody has words for."""
    assert "made_up" not in DETAIL_WORDS
    assert "made_up" in {
        keyword.arg
        for node in ast.walk(ast.parse("audit.record(Act.CLOSED, actor=None, made_up=1)"))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
    }
