"""Taking a file away is an act too: the result before it is published may not go anywhere unseen."""

import uuid

from voting.audit import service as audit
from voting.audit.rules import Act
from voting.exports.rules import What


def note_export(*, contest_id: uuid.UUID, what: What, ending: str, actor: uuid.UUID | None) -> None:
    audit.record(Act.EXPORTED, actor=actor, contest=contest_id, what=what.value, ending=ending)
