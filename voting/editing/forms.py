"""The forms of an award, of its years, and of a vote's texts, dates and rules.

`values()` is what a valid form says, by the names of the columns.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from voting.clock import now
from voting.contests.models import Contest
from voting.contests.rules import years_to_begin
from voting.errors import N_
from voting.importing.mistakes import NO_SLUG, NO_URL, SLUG_OF_REHEARSAL, SLUG_RESERVED
from voting.importing.rules import RESERVED
from voting.text import LONGEST_SLUG, REHEARSAL, SLUG, URL, LocalText, propose_slug
from voting.voters.rules import BadDomain, TooManyDomains, read_domains
from voting.web.fields import (
    TOO_LONG,
    DayField,
    InstantField,
    LocalTextField,
    ReasonField,
    RevisionField,
    WholeField,
    YearField,
    one_line,
    storable,
    stripped,
)
from voting.web.i18n import translated, zone

PROPOSED = N_("We propose “%(slug)s”. Look at it before you save once more: it can never be changed.")
NO_NAME = N_("Write the award's name in one language at least.")
SOON, LATER = _l("Write when voting opens."), _l("Write when voting closes.")
AS_IN = N_("The texts and rules of %(year)s")
EMPTY = N_("An empty vote with the usual rules")
YES_NO = ("yes", "no")


class Edited(FlaskForm):
    """A form that knows on what it was filled in: the number of edits before it."""

    revision = RevisionField()
    reason = ReasonField()

    def values(self) -> dict[str, Any]:
        raise NotImplementedError

    def change(self) -> dict[str, Any]:
        """What the services that edit ask for."""
        return {"revision": self.revision.data, "values": self.values(), "reason": self.reason.data or ""}


class AwardForm(Edited):
    """An award's texts. All may be left for later."""

    name = LocalTextField(_l("Name"), longest=120)
    purpose = LocalTextField(_l("What the award is for"), longest=8000, lines=6)
    criteria = LocalTextField(_l("What the nominees are judged by"), longest=8000, lines=6)
    organiser = one_line(_l("Organiser"), 200)
    organiser_url = one_line(_l("The organiser's web address"), 200)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not self.name.text and not self.name.errors:
            self.name.form.sv.errors = [translated(NO_NAME)]
            return False
        return valid

    def validate_organiser_url(self, field: StringField) -> None:
        if field.data and not field.errors and not URL.fullmatch(field.data):
            raise ValidationError(translated(NO_URL))

    def values(self) -> dict[str, Any]:
        texts = {name: self[name].text for name in ("name", "purpose", "criteria")}
        return texts | {"organiser": self.organiser.data, "organiser_url": self.organiser_url.data or None}


class NewAwardForm(AwardForm):
    """An award and the address that it keeps for ever."""

    slug = one_line(_l("Address"), 200)

    def validate_slug(self, field: StringField) -> None:
        if field.errors or not (field.data or self.name.text):
            return  # the address is made from the name, which is what is missing
        proposed = propose_slug(self.name.text.sv or self.name.text.en).removesuffix(REHEARSAL)
        if not field.data and proposed:
            field.data = proposed
            raise ValidationError(translated(PROPOSED, {"slug": proposed}))
        if not SLUG.fullmatch(field.data or "") or len(field.data) > LONGEST_SLUG:
            raise ValidationError(translated(NO_SLUG))
        if field.data in RESERVED:
            raise ValidationError(translated(SLUG_RESERVED))
        if field.data.endswith(REHEARSAL):
            raise ValidationError(translated(SLUG_OF_REHEARSAL, {"end": REHEARSAL}))


class NewContestForm(FlaskForm):
    """A new year. What is left empty is taken from the earlier year, or proposed."""

    revision = RevisionField()  # of nothing yet: with it a browser keeps every field while somebody signs in again
    year = YearField(_l("Year"), years=lambda: years_to_begin(now().astimezone(zone()).year))
    earlier = RadioField(_l("Begin with"), choices=[])
    with_nominees = BooleanField(_l("Copy the nominees too"))
    question = LocalTextField(_l("Question"), longest=300)
    lead = LocalTextField(_l("Below the question"), longest=1000, lines=3)
    opens_at = InstantField(_l("Voting opens"), [])
    closes_at = InstantField(_l("Voting closes"), [])

    def values(self) -> dict[str, Any]:
        dates = {name: self[name].instant for name in ("opens_at", "closes_at") if self[name].data}
        return {"question": self.question.text, "lead": self.lead.text} | dates


class CorrectionForm(Edited):
    """What of a vote can be corrected once it is announced: its texts, and where the ceremony is."""

    question = LocalTextField(_l("Question"), longest=300)
    lead = LocalTextField(_l("Below the question"), longest=1000, lines=3)
    notice = LocalTextField(_l("Notice"), longest=2000, lines=3)
    event_name = LocalTextField(_l("Name of the ceremony"), longest=120)
    event_place = one_line(_l("Place"), 120)
    event_date = DayField(_l("Day"))

    def values(self) -> dict[str, Any]:
        texts = {name: self[name].text for name in ("question", "lead")}
        extras = {name: self[name].text or None for name in ("notice", "event_name")}
        return texts | extras | {"event_place": self.event_place.data or None, "event_date": self.event_date.data}


class ContestForm(CorrectionForm):
    """A draft: texts, dates and every rule."""

    opens_at = InstantField(_l("Voting opens"), [InputRequired(SOON)])
    closes_at = InstantField(_l("Voting closes"), [InputRequired(LATER)])
    voters = RadioField(_l("Who may vote"), choices=[
        SelectChoice("anyone", _l("Anyone with an e-mail address (the usual choice)")),
        SelectChoice("domains", _l("Those who have an e-mail address at certain domains, such as an employer's")),
        SelectChoice("invited", _l("Those whose addresses are on a list of yours")),
    ])  # fmt: skip
    voter_domains = TextAreaField(_l("Domains"), [Length(max=5000, message=TOO_LONG), storable], filters=[stripped])
    max_changes = WholeField(_l("How many times a vote may be changed"), low=0, high=10)
    jury_live = RadioField(_l("What the jury sees while voting is open"), choices=[
        SelectChoice("yes", _l("The count, as it grows (the usual choice)")),
        SelectChoice("no", _l("How many have voted, and nothing else")),
    ])  # fmt: skip
    turnout_public = RadioField(_l("What everybody sees while voting is open"), choices=[
        SelectChoice("yes", _l("How many have voted (the usual choice)")),
        SelectChoice("no", _l("Nothing about the count")),
    ])  # fmt: skip
    batch = WholeField(_l("How many votes enter the count together"), low=1, high=100)
    tie = RadioField(_l("If several have most votes"), choices=[
        SelectChoice("shared", _l("They share the first place (the usual choice)")),
        SelectChoice("jury", _l("The jury decides, and says why")),
        SelectChoice("lot", _l("Lots are drawn, in a way that is announced beforehand and that anyone can check")),
    ])  # fmt: skip
    nominee_order = RadioField(_l("The order of the nominees"), choices=[
        SelectChoice("random", _l("Drawn at random for each visitor (the usual choice)")),
        SelectChoice("fixed", _l("The same for everybody: the order of your list")),
    ])  # fmt: skip
    appeal_hours = WholeField(_l("Hours for objections"), low=0, high=720)
    domains: list[str]

    def validate_voter_domains(self, field: TextAreaField) -> None:
        if field.errors:
            return
        try:
            self.domains = read_domains(field.data or "")
        except (BadDomain, TooManyDomains) as error:
            raise ValidationError(translated(error.message, error.params)) from error

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("voters", "max_changes", "batch", "tie", "nominee_order")}
        switches = {name: self[name].data == YES_NO[0] for name in ("jury_live", "turnout_public")}
        dates = {name: self[name].instant for name in ("opens_at", "closes_at")}
        own = {"voter_domains": self.domains, "appeal_hours": self.appeal_hours.data}
        return super().values() | plain | switches | dates | own


def shown(contest: Contest) -> dict[str, Any]:
    """A contest as its form shows it."""
    names = (
        "question", "lead", "event_place", "event_date", "opens_at", "closes_at", "voters", "max_changes", "batch",
        "tie", "nominee_order", "appeal_hours", "revision",
    )  # fmt: skip
    switches = {name: YES_NO[not getattr(contest, name)] for name in ("jury_live", "turnout_public")}
    extras = {name: getattr(contest, name) or LocalText() for name in ("notice", "event_name")}
    stored = {name: getattr(contest, name) for name in names}
    return stored | switches | extras | {"voter_domains": "\n".join(contest.domains)}


def offer_years(years: Mapping[int, Contest]) -> dict[str, Any]:
    """What a new year's form begins with: the year after the latest, made from it."""
    latest = max(years, default=0)
    begin = [(str(year), translated(AS_IN, {"year": year})) for year in sorted(years, reverse=True)]
    choices = [*begin, ("0", translated(EMPTY))]
    return {"year": latest + 1 if latest else now().astimezone(zone()).year, "earlier": str(latest), "choices": choices}
