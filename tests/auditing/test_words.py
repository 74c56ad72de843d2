"""Values of acts are said as people know them; long texts in part on the page, and whole in files."""

from typing import Any

import pytest
from sqlalchemy import insert

from tests.lookups import id_of
from tests.page import table_on
from tests.site import Site
from voting.accounts.rules import Role
from voting.audit.models import AuditEvent
from voting.audit.rules import Act
from voting.auditing.queries import LONG
from voting.database import database_now
from voting.extensions import db

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
BEFORE, AFTER, DETAILS = 3, 4, 5


def put(site: Site, act: Act, **details: Any) -> None:
    with site.app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(AuditEvent).values(at=database_now(), action=act.value, details=details))


@pytest.mark.parametrize(
    ("lang", "every", "name", "kind", "line", "photo"),
    [
        ("sv", "alla omröstningar", "Namn svenska", "grupp", "Rad engelska", "Bild"),
        ("en", "all votes", "Name swedish", "group", "Line english", "Picture"),
    ],
)
def test_values_are_said_as_people_know_them(
    site: Site, lang: str, every: str, name: str, kind: str, line: str, photo: str
) -> None:
    admin = site.staff(Role.ADMIN, lang)
    who = str(id_of(site, "admin@demo.example"))
    put(site, Act.RESCOPED, account=who, old="everything", new="best-book/2026")
    put(site, Act.CONFIGURED, setting="name", old="everything", new="group")
    long = {"name.sv": "x" * (LONG + 1), "kind": "group"}
    put(site, Act.NOMINEE_CHANGED, nominee="a", changed="name.sv, photo", old={"name.sv": "A", "kind": ""}, new=long)
    put(site, Act.NOMINEES_READ, old={"anna line.en": "everything"}, new={"anna line.en": "group"})
    put(site, Act.PUBLISHED, publish_at="2090-01-10T19:00:00+00:00")
    published, read, changed, configured, rescoped, *_ = table_on(admin.get("/admin/audit"))
    assert every in rescoped[BEFORE]
    assert "best-book/2026" in rescoped[AFTER]
    assert "admin@demo.example" in rescoped[DETAILS]
    assert configured[BEFORE].endswith("everything")
    assert configured[AFTER].endswith("group")
    assert f"{name}: A " in changed[BEFORE]
    assert f"{name}: {'x' * LONG}… " in changed[AFTER]
    assert changed[AFTER].endswith(f": {kind}")
    assert changed[DETAILS].endswith(f"{name}, {photo}")
    assert read[AFTER].endswith(f"anna: {line}: group")
    assert "2090" in published[DETAILS]
    assert "T19" not in published[DETAILS]
    admin.get("/admin/audit")
    table = admin.post("/admin/audit", {"csrf_token": admin.token(), "ending": "csv"}).text
    assert "x" * (LONG + 1) in table
