"""Choosing what to see of the audit log."""

import uuid
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from voting.accounts.queries import addresses_of
from voting.audit.queries import Wanted, list_actors
from voting.audit.words import ACT_WORDS
from voting.auditing.rules import SYSTEM
from voting.contests.queries import list_contests
from voting.errors import N_
from voting.web.fields import DayField
from voting.web.i18n import midnight, tr_plain, translated

NOBODY = "system"
EVERYTHING = N_("All")
BAD_CHOICE = N_("That cannot be chosen. Choose from the list.")
INVERTED = N_("The last day lies before the first. Change one of them.")


class FilterForm(FlaskForm):
    """Who, what, in which vote and when; empty is everything. Days are days of the installation's time zone."""

    person = SelectField(_l("Who"), choices=[], validate_choice=False)
    act = SelectField(_l("Act"), choices=[], validate_choice=False)
    contest = SelectField(_l("Vote"), choices=[], validate_choice=False)
    since = DayField(_l("From this day"), [Optional()])
    until = DayField(_l("Up to and including this day"), [Optional()])

    def __init__(self, *args: Any, of_contest: uuid.UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_contest = of_contest
        everything = ("", translated(EVERYTHING))
        actors = list_actors(of_contest)
        names = addresses_of(actors)
        people = sorted((names.get(actor, str(actor)), str(actor)) for actor in actors)
        acts = sorted((translated(words), act) for act, words in ACT_WORDS.items())
        self.contests = {f"{found.contest.award.slug}/{found.contest.year}": found.contest for found in list_contests()}
        votes = [(key, f"{tr_plain(contest.award.name)} {contest.year}") for key, contest in self.contests.items()]
        self.person.choices = [everything, (NOBODY, translated(SYSTEM)), *(_untranslated(*found) for found in people)]
        self.act.choices = [everything, *((value, name) for name, value in acts)]
        self.contest.choices = [everything, *votes]
        for field in (self.person, self.act, self.contest):
            field.data = field.data or ""
        if of_contest:
            del self.contest

    @property
    def wanted(self) -> Wanted:
        """What was chosen. Only after validating."""
        person = self.person.data
        contest = self.of_contest or (self.contests[self.contest.data].id if self.contest.data else None)
        return Wanted(
            actor=uuid.UUID(person) if person not in ("", NOBODY) else None,
            system=person == NOBODY,
            act=self.act.data or None,
            contest=contest,
            since=midnight(self.since.data) if self.since.data else None,
            until=midnight(self.until.data + timedelta(days=1)) if self.until.data else None,
        )

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, as it stands in an address."""
        typed = {name: field.data for name, field in self._fields.items() if name != "csrf_token" and field.data}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items()}

    def validate_person(self, field: Field) -> None:
        _check_choice(field)

    def validate_act(self, field: Field) -> None:
        _check_choice(field)

    def validate_contest(self, field: Field) -> None:
        _check_choice(field)

    def validate_until(self, field: Field) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(translated(INVERTED))


def _untranslated(name: str, value: str) -> SelectChoice:
    """Somebody by address or number, which is the same in every language."""
    return SelectChoice(value, name, {"translate": "no"})


def _check_choice(field: Field) -> None:
    if field.data not in [value for value, *_ in field.choices]:
        raise ValidationError(translated(BAD_CHOICE))
