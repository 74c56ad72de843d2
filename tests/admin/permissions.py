"""Reads docs/permissions.md, which people keep by hand: who may call what, and when."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.admin.world import NOBODY, STANDINGS, Person
from voting.accounts.rules import FRESH, Role

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
AGAIN = "‡"


class Who(StrEnum):
    """The headings of the page."""

    EVERYBODY = "Everybody"
    SIGNED_IN = "Whoever has signed in"
    STAFF = "All staff"
    JURORS = "Jurors"
    ADMINS = "Admins"
    SITE_ADMINS = "Admins of the whole site"


Key = tuple[str, str]  # the method, and the address with the names of its parts


@dataclass(frozen=True)
class Row:
    """`answers`: what somebody gets who may call it, by where the vote stands; empty where no vote is named."""

    who: Who
    path: str
    again: bool
    answers: dict[str, str]

    def expected(self, person: Person, standing: str) -> str:
        """What this person gets. Where no vote is named: "yes" for whatever is no refusal."""
        if self.who is not Who.EVERYBODY:
            if person is NOBODY:
                return "sign in"
            if not self._may(person):
                return "refused"
            if refusal := self._second_factor(person, again=self.again or AGAIN in self.answers.get(standing, "")):
                return refusal
        return self.answers.get(standing, "yes").removesuffix(f" {AGAIN}")

    def _may(self, person: Person) -> bool:
        if self.who is Who.SIGNED_IN:
            return True
        if self.who is Who.STAFF:
            return person.role is not None
        role = Role.JUROR if self.who is Who.JURORS else Role.ADMIN
        return person.role is role and self._covered(person)

    def _covered(self, person: Person) -> bool:
        """A role for one year covers no page of the whole award; one for some awards no page of the whole site."""
        if person.covers is None:
            return True
        if "<award>" not in self.path:
            return self.who is not Who.SITE_ADMINS
        return person.covers("x") in (("x", "x/2026") if "<year>" in self.path else ("x",))

    def _second_factor(self, person: Person, *, again: bool) -> str:
        own = self.who in (Who.SIGNED_IN, Who.STAFF)  # about the account itself
        if person.factor is None and person.role and not own:
            return "set up a second factor"
        earlier = person.factor is not None and person.factor > FRESH
        return "second factor again" if again and earlier and person.role else ""


def read() -> dict[Key, Row]:
    """Fails for a line that stands there twice, and for what is no known heading or answer."""
    rows: dict[Key, Row] = {}
    who = None
    for line in PAGE.read_text().splitlines():
        if line.startswith("## "):
            who = next((each for each in Who if line == f"## {each}"), None)
        found = re.fullmatch(r"\| `(\S+)`( ‡)? \| ([A-Z, ]+) \|(.*)", line)
        if not found:
            continue
        assert who, line
        cells = [cell.strip() for cell in found[4].split("|") if cell.strip()]
        assert len(cells) in (0, len(STANDINGS)), line
        assert {cell.removesuffix(f" {AGAIN}") for cell in cells} <= {"yes", "404", "409", "410"}, line
        for method in found[3].split(", "):
            assert (method, found[1]) not in rows, line
            rows[method, found[1]] = Row(who, found[1], bool(found[2]), dict(zip(STANDINGS, cells, strict=False)))
    return rows


def name_of(rule: str, arguments: dict[str, object]) -> str:
    """`/admin/<award>/<year>/close`: a route's address as the page has it, with the act itself where it names one."""
    named = re.sub(r"<any\([^)]*\):action>", str(arguments.get("action", "")), rule)
    return re.sub(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z]+)>", r"<\1>", named)
