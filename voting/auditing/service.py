"""Taking the audit log away as a file is an act too."""

import uuid
from collections.abc import Mapping

from voting.audit import service as audit
from voting.audit.rules import Act


def note_export(*, chosen: Mapping[str, str], ending: str, contest: uuid.UUID | None, actor: uuid.UUID | None) -> None:
    """Write down who takes which part of the audit log away. `chosen`: the filter, by its fields."""
    told = {name: value for name, value in chosen.items() if name != "contest"}
    told |= {"vote": chosen["contest"]} if "contest" in chosen else {}
    audit.record(Act.EXPORTED, actor=actor, contest=contest, what="audit", ending=ending, **told)
