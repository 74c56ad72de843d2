"""An event's details as pairs: what a value was and is, side by side, and what else is known."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from voting.errors import N_
from voting.text import LANGUAGES

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?([+-]\d\d:\d\d|Z)")
OLD, NEW = "old", "new"
SYSTEM = N_("the system")
EVERYWHERE = N_("all votes")
UNKNOWN_ACT = N_("Something that this version has no words for (%(act)s)")
NOTHING = "–"
HEAD = (
    N_("Number"),
    N_("When"),
    N_("Who"),
    N_("What"),
    N_("About what"),
    N_("Changed"),
    N_("Before"),
    N_("After"),
    N_("Details"),
    N_("Entry in the log"),
)
IN_LANGUAGE = {"sv": N_("%(text)s in Swedish"), "en": N_("%(text)s in English")}
VALUE_WORDS: dict[str, dict[str, str]] = {
    "what": {
        "audit": N_("The audit log"),
        "personal data": N_("Personal data"),
        "results": N_("The result"),
        "turnout": N_("The turnout"),
    },
    "destroyed": {
        "ballots": N_("who cast which vote"),
        "signals": N_("how votes came in"),
        "voter-key": N_("the key that links voters to votes"),
        "deleted-rows": N_("what had been deleted in the files of the database"),
    },
}


class Change(NamedTuple):
    """One value that an act has changed; `name` is empty where the act says what it is, and so is `lang` where
    the values are of no language, or of the reader's.
    """

    name: str = ""
    old: Any = ""
    new: Any = ""
    lang: str = ""


def changes_in(details: Mapping[str, Any]) -> list[Change]:
    """What an event's `old` and `new` say: one value each, or several by name."""
    if OLD not in details and NEW not in details:
        return []
    old, new = details.get(OLD), details.get(NEW)
    if not isinstance(old, dict) and not isinstance(new, dict):
        return [Change("", old, new)]
    was, now = (value if isinstance(value, dict) else {} for value in (old, new))
    return [Change(name, was.get(name), now.get(name)) for name in {**was, **now} if was.get(name) != now.get(name)]


def in_one_language(name: str) -> tuple[str, str]:
    """("lead", "sv") for "lead.sv": which text it is, and in which language; else (name, "")."""
    text, dot, lang = name.rpartition(".")
    return (text, lang) if dot and lang in LANGUAGES else (name, "")


def read_instant(text: str) -> datetime | None:
    """The instant that a text is, if it is one with its zone."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if INSTANT.fullmatch(text) else None
    except ValueError:  # looks like one, and no calendar has it
        return None
