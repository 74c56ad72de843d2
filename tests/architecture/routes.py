"""The addresses of an application, filled in for a real contest."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from tests.site import Site, Vote
from voting.contests.rules import Action
from voting.extensions import db
from voting.nominees.models import PhotoFile

NOTHING = uuid.UUID(int=0)  # names nothing


def addresses(
    site: Site, vote: Vote, method: str, named: Mapping[str, Mapping[str, Any]] | None = None
) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every route that answers `method`. Fails for a part of an address that it does not know.

    `named`: what the addresses of an endpoint shall name, where there is something.
    """
    with site.app.app_context():
        photo, width = db.session.execute(select(PhotoFile.photo_id, PhotoFile.width)).first() or ("", 0)
        db.session.remove()
    parts = {"award": vote.award, "year": vote.year, "slug": "nominee-1", "photo": photo, "width": width}
    parts |= {"digits": "ffb938", "picture": photo}
    parts |= {"level": 0, "place": "000.p/1", "path": "SPEC.md", "digest": "0" * 20}
    parts |= {"secret": "x" * 43, "nominee": "nominee-1"}
    parts |= {"kind": "domain", "key": "00" * 16, "number": NOTHING}
    parts |= {"factor": NOTHING, "person": NOTHING, "deed": "end"}
    acts = [action.value for action in Action if action is not Action.EXTEND]
    adapter = site.app.url_map.bind("localhost")
    for rule in site.app.url_map.iter_rules():
        for act in acts if "action" in rule.arguments else [""]:
            known = parts | {"action": act} | dict((named or {}).get(rule.endpoint, {}))
            if method in (rule.methods or ()) and (not act or act in str(rule)):
                given = {name: known[name] for name in rule.arguments} | dict(rule.defaults or {})
                yield rule.endpoint, adapter.build(rule.endpoint, given)
