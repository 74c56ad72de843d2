"""The addresses of an application, filled in for a real contest."""

import uuid
from collections.abc import Iterator

from sqlalchemy import select

from tests.site import Site, Vote
from voting.contests.rules import Action
from voting.extensions import db
from voting.nominees.models import PhotoFile


def addresses(site: Site, vote: Vote, method: str) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every route that answers `method`. Fails for a part of an address that it does not know."""
    with site.app.app_context():
        photo, width = db.session.execute(select(PhotoFile.photo_id, PhotoFile.width)).first() or ("", 0)
        db.session.remove()
    parts = {"award": vote.award, "year": vote.year, "slug": "nominee-1", "photo": photo, "width": width}
    parts |= {"digits": "ffb938", "picture": photo}
    parts |= {"level": 0, "place": "000.p/1", "path": "SPEC.md", "digest": "0" * 20}
    parts |= {"secret": "x" * 43, "nominee": "nominee-1"}
    parts |= {"kind": "domain", "key": "00" * 16, "number": uuid.UUID(int=0)}
    parts |= {"factor": uuid.UUID(int=0), "person": uuid.UUID(int=0), "deed": "end"}
    acts = [action.value for action in Action if action is not Action.EXTEND]
    adapter = site.app.url_map.bind("localhost")
    for rule in site.app.url_map.iter_rules():
        for act in acts if "action" in rule.arguments else [""]:
            known = parts | {"action": act}
            if method in (rule.methods or ()) and (not act or act in str(rule)):
                yield rule.endpoint, adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})
