"""What is asked of who runs the site: at its first start, and later on the settings page."""

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from voting.accounts.forms import AddressForm
from voting.accounts.rules import BadAddress, DisposableAddress, read_address
from voting.errors import N_
from voting.organisation.rules import HOME_ZONE, LANGUAGE_WORDS, LONGEST_ADDRESS, LONGEST_NAME, REGION_WORDS, Details
from voting.text import LANGUAGES, Language, LocalText
from voting.web.fields import TOO_LONG, RevisionField
from voting.web.i18n import city_of, language, translated

NO_ZONE = N_("Choose a time zone from the list.")
NAME_MISSING = {
    "sv": N_("Write the name of the site in Swedish."),
    "en": N_("Write the name of the site in English."),
}
ODD_NAME = N_("Write the name on one line, without the signs < and >.")


def _short(missing: str) -> list[Any]:
    return [DataRequired(missing), Length(max=LONGEST_NAME, message=TOO_LONG)]


class DetailsForm(FlaskForm):
    """Who runs the site. `details` holds it once the form is valid."""

    name_sv = StringField(_l("Name of the site in Swedish"))
    name_en = StringField(_l("Name of the site in English"))
    organisation = StringField(_l("Name of the organisation"), _short(_l("Write which organisation runs the site.")))
    postal_address = TextAreaField(
        _l("Postal address"),
        [
            DataRequired(_l("Write the postal address.")),
            Length(max=LONGEST_ADDRESS, message=TOO_LONG),
        ],
    )
    contact = StringField(_l("E-mail address for questions"), [InputRequired(_l("Write where people can ask."))])
    time_zone = SelectField(_l("Time zone"), validate_choice=False)  # checked below: an older name is one as well
    languages = RadioField(_l("Languages"))
    sender = StringField(_l("Sender of the mail"), [InputRequired(_l("Write the address that mail comes from."))])
    details: Details

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.time_zone.choices = list(zone_choices(language()))
        self.languages.choices = [SelectChoice(key, translated(words)) for key, words in LANGUAGE_WORDS.items()]
        self._offer(self.time_zone.data)

    def fill(self, details: Details) -> None:
        """Show what is known already."""
        self.name_sv.data, self.name_en.data = details.name.sv, details.name.en
        for name in set(vars(details)) & set(self._fields) - {"name"}:
            self[name].data = getattr(details, name)
        self._offer(details.time_zone)

    def _offer(self, zone: str | None) -> None:
        """Have the present zone among the choices, though the list knows its city by another name, or not at all."""
        if zone in available_timezones() and zone not in {choice.value for choice in self.time_zone.choices}:
            self.time_zone.choices.insert(0, SelectChoice(zone, zone))

    def validate_name_sv(self, field: StringField) -> None:
        self._check_name(field, "sv")

    def validate_name_en(self, field: StringField) -> None:
        self._check_name(field, "en")

    def _check_name(self, field: StringField, lang: str) -> None:
        name = (field.data or "").strip()
        if lang in (self.languages.data or "").split() and not name:
            raise ValidationError(translated(NAME_MISSING[lang]))
        if len(name) > LONGEST_NAME:
            raise ValidationError(TOO_LONG % {"max": LONGEST_NAME})
        if any(letter in "<>" or not letter.isprintable() for letter in name):  # it stands in the head of every mail
            raise ValidationError(translated(ODD_NAME))

    def validate_time_zone(self, field: SelectField) -> None:
        if field.data not in available_timezones():
            raise ValidationError(translated(NO_ZONE))

    def validate_contact(self, field: StringField) -> None:
        field.data = _address(field)

    def validate_sender(self, field: StringField) -> None:
        field.data = _address(field)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        if not super().validate(*args, **kwargs):
            return False
        typed = {name: self[name].data.strip() for name in Details.__dataclass_fields__ if name in self._fields}
        typed["postal_address"] = "\n".join(line.strip() for line in typed["postal_address"].splitlines())
        names = {lang: (self[f"name_{lang}"].data or "").strip() for lang in ("sv", "en")}
        self.details = Details(name=LocalText(**names), **typed)
        return True


class SetupForm(DetailsForm, AddressForm):
    """The same, and who becomes the first admin."""

    next = None


class SettingsForm(DetailsForm):
    """What an admin can change, with what only some need. `revision`: of what the page showed."""

    data_contact = StringField(_l("Contact for questions about personal data"))
    report_to = StringField(_l("Address for remarks about accessibility"))
    revision = RevisionField()

    def validate_data_contact(self, field: StringField) -> None:
        field.data = _address(field) if (field.data or "").strip() else ""

    def validate_report_to(self, field: StringField) -> None:
        field.data = _address(field) if (field.data or "").strip() else ""


@lru_cache(maxsize=len(LANGUAGES))
def zone_choices(lang: Language) -> tuple[SelectChoice, ...]:
    """The time zones that people live in, by part of the world, with their cities' names in that language.

    Where several names stand for one city, only one is offered. The home zone comes first, and its part of the world.
    """
    regions: dict[str, dict[str, str]] = {HOME_ZONE.partition("/")[0]: {city_of(HOME_ZONE): HOME_ZONE}}
    for name in sorted(available_timezones(), key=lambda name: (name in get_global("zone_aliases"), name)):
        region = name.partition("/")[0]
        if region in REGION_WORDS:
            regions.setdefault(region, {}).setdefault(city_of(name), name)
    return tuple(
        SelectChoice(name, city, optgroup=translated(REGION_WORDS[region]))
        for region, cities in regions.items()
        for city, name in sorted(cities.items(), key=lambda named: (named[1] != HOME_ZONE, named[0]))
    )


def _address(field: StringField) -> str:
    try:
        return read_address(field.data or "").mail_to
    except (BadAddress, DisposableAddress) as error:
        raise ValidationError(translated(error.message)) from error
