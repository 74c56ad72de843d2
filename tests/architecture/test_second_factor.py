"""What staff send asks for the second factor again, or stands here with the reason why it need not."""

import inspect
from pathlib import Path

from flask import Flask

from voting import app as application
from voting.accounts.access import _FRESH, ask_afresh

# Each harms nobody who finds an unlocked computer, or is undone as easily as it is done.
WITHOUT = {
    "canvass.decline": "the proposal can be made again",
    "consent.tell": "the notice can be sent again; what is public stays as it is",
    "consent.turn_down": "the nominee can ask again; what is public stays as it is",
    "editing.new_award": "makes a draft",
    "editing.new_contest": "makes a draft",
    "followup.resend": "the same message to the same address",
    "importing.archive": "makes a draft",
    "jury.look": "shows the juror's own figures, and is recorded",
    "nominating.move": "a draft alone",
    "nominating.new": "a draft alone",
    "organisation.trial": "a message to oneself",
    "previews.withdraw": "a new link can be made",
    "publishing.open_stage": "staff alone see it, and it is recorded",
    "rehearsals.invite": "a rehearsal counts for nothing and is thrown away",
    "sheets.store": "a draft alone",
    "sheets.table": "looks through a file, and stores nothing",
    "staff.take_back": "the person can be invited again",
    "verdicts.note": "the juror's own note",
    "verdicts.notes": "the juror's own note",
}


AREAS = ("/admin", "/jury")


def sent_by_staff(app: Flask) -> set[str]:
    rules = app.url_map.iter_rules()
    return {rule.endpoint for rule in rules if "POST" in (rule.methods or ()) and rule.rule.startswith(AREAS)}


def asks_again(app: Flask, endpoint: str) -> bool:
    """Always, or when it is about what is announced; docs/permissions.md says when, and is tried address by address."""
    view = app.view_functions[endpoint]
    return bool(getattr(view, _FRESH)) or f"{ask_afresh.__name__}(" in inspect.getsource(view)


def test_what_staff_send_asks_for_the_second_factor_again_or_says_why_not(tmp_path: Path) -> None:
    keys = {"VOTING_DATABASE_URL": f"sqlite:///{tmp_path}/test.db", "VOTING_KEY_DIR": f"{tmp_path}/keys"}
    app = application.create_app(keys)
    endpoints = sent_by_staff(app)
    assert {"admin.act", "editing.contest", "nominating.edit"} <= endpoints
    assert {endpoint for endpoint in endpoints if not asks_again(app, endpoint)} == set(WITHOUT)
