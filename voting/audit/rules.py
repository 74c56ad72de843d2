"""The acts that are recorded, and what the installation's log holds of one.

That log is one append-only log for all of them, signed like the public log of a contest. An entry is a digest of one
event under a random salt, so it tells nothing about anybody; with the event and the salt it proves the event.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from voting.errors import N_, DomainError
from voting.ledger.rules import digest_of, leaf
from voting.text import LocalText

SALT_BYTES = 16
AUDIT_LOG = uuid.UUID("b51f5ad5-5a65-5b0b-8a2c-6f0f6e1d1a07")  # the log's name in every installation
LOG_NAME = "audit"  # behind the host, in the name by which the log signs
# An event may be stored a little after a later one: its transaction took longer, or the clock was put right.
TOLERANCE = timedelta(minutes=15)


class BadHead(DomainError):
    status = 422
    message = N_("This is not a signed head of the audit log: %(why)s.")


class Wrong(StrEnum):
    """In which way an event and the installation's log disagree."""

    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    REWRITTEN = "rewritten"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`old` and `new` for an act that changes values with names: those that differ, ready for JSON. Nothing: {}."""
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if not names:
        return {}
    return {side: {name: _plain(values.get(name)) for name in names} for side, values in (("old", old), ("new", new))}


def _plain(value: object) -> object:
    if isinstance(value, date):  # and an instant, which is one too
        return value.isoformat()
    if isinstance(value, LocalText):
        return {"sv": value.sv, "en": value.en}
    return value


def event_bytes(
    *, number: int, at: datetime, actor: uuid.UUID | None, action: str, contest: uuid.UUID | None,
    details: Mapping[str, Any],
) -> bytes:  # fmt: skip
    """An event as its digest is taken: JSON in ASCII, fields sorted, no spaces; instants in UTC to the microsecond."""
    event = {
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor and actor.hex,
        "action": action,
        "contest": contest and contest.hex,
        "details": details,
    }
    return json.dumps(event, sort_keys=True, separators=(",", ":")).encode("ascii")


def entry_of(number: int, salt: bytes, event: bytes) -> bytes:
    """The entry of the installation's log for event `number`."""
    return leaf("act", n=number, d=digest_of(b"vote/v1 act", salt, event).hex())


def number_in(entry: bytes) -> int:
    """Which event an entry of the installation's log is about."""
    return int(json.loads(entry)["n"])


class Act(StrEnum):
    """One name for each thing that staff, or the clock on their behalf, can do."""

    IMPORTED = "imported"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    CLOSED = "closed"
    PROPOSED = "proposed"
    DECLINED = "declined"
    VOIDED = "voided"
    UNVOIDED = "unvoided"
    WITNESSED = "witnessed"
    CERTIFIED = "certified"
    SHREDDED = "shredded"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    STAGED = "staged"
    PREVIEWED = "previewed"
    PREVIEW_ENDED = "preview-ended"
    REHEARSED = "rehearsed"
    TESTERS_INVITED = "testers-invited"
    DISCARDED = "discarded"
    INVITED = "invited"
    JOINED = "joined"
    REVOKED = "revoked"
    ERASED = "erased"
    RESCOPED = "rescoped"
    DISABLED = "disabled"
    ENABLED = "enabled"
    SESSIONS_ENDED = "sessions ended"
    FACTOR_ADDED = "factor added"
    FACTOR_REMOVED = "factor removed"
    FACTOR_RESET = "factor reset"
    RECOVERED = "recovered"
    RESTYLED = "restyled"
    RESENT = "resent"
    SET_UP = "set up"
    CONFIGURED = "configured"
    FORGOTTEN = "forgotten"
    VIEWED = "viewed"
    NOTED = "noted"
    TIE_PROPOSED = "tie proposed"
    TIE_DECIDED = "tie decided"
    CITED = "cited"
    NOMINEE_ADDED = "nominee added"
    NOMINEE_CHANGED = "nominee changed"
    NOMINEE_MOVED = "nominee moved"
    NOMINEE_REMOVED = "nominee removed"
    NOMINEE_CORRECTED = "nominee corrected"
    NOMINEE_WITHDRAWN = "nominee withdrawn"
    NOMINEES_READ = "nominees read"
    NOMINEE_TOLD = "nominee told"
    NOMINEE_AGREED = "nominee agreed"
    NOMINEE_ASKED = "nominee asked"
    NOMINEE_HEARD = "nominee heard"
    NOMINEE_TURNED_DOWN = "nominee turned down"
    NOMINEE_DECLINED = "nominee declined"
    BEGUN = "begun"
    EDITED = "edited"
    CORRECTED = "corrected"
    LISTED = "listed"
    EXPORTED = "exported"


# Nobody gets a number in the public log by these: none stands there, and some are recorded while another transaction
# holds the contest, so that one could be stored late and move numbers that are written already.
UNNUMBERED = frozenset({Act.VIEWED, Act.NOTED, Act.TIE_PROPOSED, Act.TIE_DECIDED, Act.CITED, Act.EXPORTED})
