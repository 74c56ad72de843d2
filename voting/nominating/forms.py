"""Writing about a nominee, and giving them a photo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from voting.errors import N_
from voting.nominating.rules import LONGEST, MOST_PEOPLE, BadNomineeAddress, Somebody, Told, differences, lacking
from voting.nominees.rules import KIND_WORDS, Focus, Kind
from voting.text import SLUG, LocalText
from voting.web.fields import TOO_LONG, LocalTextField, ReasonField, RevisionField, one_line, storable, stripped
from voting.web.i18n import translated
from voting.web.images import MAX_BYTES, BadImage, Encoded, encode_and_keep

PERSON_NAME = N_("Person %(number)s: write the name, or empty the line.")
PERSON_ROLE = N_("Person %(number)s: write the role in both languages, or in none.")
PERSON_LONG = N_("Person %(number)s: write at most %(max)s characters in each box.")
MANY_PEOPLE = N_("Write at most %(number)s people: there is no room for more.")
NAMELESS = N_("Write a name, in one language at least.")
NEEDED = N_("Write something: this is public, so it cannot be empty.")
CHOOSE_AGAIN = N_("Choose the photo again: nothing is wrong with it, but browsers do not keep files.")
FOCUS_WORDS = {
    Focus.TOP_LEFT: N_("Top left"),
    Focus.TOP: N_("Top"),
    Focus.TOP_RIGHT: N_("Top right"),
    Focus.LEFT: N_("Left"),
    Focus.CENTRE: N_("Centre"),
    Focus.RIGHT: N_("Right"),
    Focus.BOTTOM_LEFT: N_("Bottom left"),
    Focus.BOTTOM: N_("Bottom"),
    Focus.BOTTOM_RIGHT: N_("Bottom right"),
}


PARTS = ("name", "sv", "en")


@dataclass
class PersonRow:
    """One line of the list of people, as typed."""

    name: str = ""
    sv: str = ""
    en: str = ""

    @property
    def empty(self) -> bool:
        return not (self.name or self.sv or self.en)


class PeopleField(Field):
    """People with a name and a role in both languages. There is always an empty line to write in."""

    rows: list[PersonRow]

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.errors: list[str] = []
        self.process_errors: list[str] = []
        self.rows = []
        if formdata:
            columns = [[stripped(typed) for typed in formdata.getlist(f"{self.name}-{part}")] for part in PARTS]
            self.rows = [PersonRow(*typed) for typed in zip(*columns, strict=False)]
        self.data = self.rows

    def show(self, people: Sequence[Somebody]) -> None:
        self.rows = [PersonRow(one.name, one.role.sv, one.role.en) for one in people]

    def press(self, act: str) -> bool:
        """Do what one of the field's own buttons says: "more", or "less-" and a line's number. False: none of them."""
        what, _, number = act.partition("-")
        if what == "less" and number.isdecimal() and len(number) < 4:
            self.rows = [row for at, row in enumerate(self.rows, start=1) if at != int(number)]
        elif act == "more":
            self.rows = [*self.rows, PersonRow()][: MOST_PEOPLE + 1]
        else:
            return False
        return True

    @property
    def lines(self) -> list[PersonRow]:
        """What is shown: what was written, and room for one more."""
        return self.rows if self.rows and self.rows[-1].empty else [*self.rows, PersonRow()]

    @property
    def people(self) -> tuple[Somebody, ...]:
        return tuple(Somebody(row.name, LocalText(row.sv, row.en)) for row in self.rows if not row.empty)

    def pre_validate(self, form: Any) -> None:
        if len(self.people) > MOST_PEOPLE:
            raise ValidationError(translated(MANY_PEOPLE, {"number": MOST_PEOPLE}))
        for number, row in enumerate(self.rows, start=1):
            for part in PARTS:
                storable(form, PersonText(getattr(row, part)))
            if wrong := _mistake(row):
                limit = {"max": LONGEST["person"]} if wrong is PERSON_LONG else {}
                raise ValidationError(translated(wrong, {"number": number} | limit))


@dataclass(frozen=True)
class PersonText:
    """One box of the list, as a check for a field wants it."""

    data: str


def _mistake(row: PersonRow) -> str | None:
    if row.empty:
        return None
    if not row.name:
        return PERSON_NAME
    if bool(row.sv) != bool(row.en):
        return PERSON_ROLE
    too_long = len(row.name) > LONGEST["person"] or max(len(row.sv), len(row.en)) > LONGEST["role"]
    return PERSON_LONG if too_long else None


def read_upload(upload: FileField, how: Callable[[bytes], Encoded]) -> Encoded | None:
    """The picture that was chosen, encoded. Raises ValidationError with what is wrong with it."""
    if not upload.data:
        return None
    try:
        return how(upload.data.read(MAX_BYTES + 1))
    except BadImage as error:
        raise ValidationError(translated(error.message, error.params)) from error


class PhotoForm(FlaskForm):
    """A photo, and which part of it must stay in sight. After validating, `picture` is what was chosen."""

    photo = FileField(_l("Photo"))
    focus = RadioField(_l("What must stay in sight"), choices=[], default=Focus.CENTRE.value)
    alt = LocalTextField(_l("What the photo shows"), longest=LONGEST["alt"], lines=2)
    picture: Encoded | None = None

    def offer(self) -> None:
        self.focus.choices = [(focus.value, translated(word)) for focus, word in FOCUS_WORDS.items()]

    @property
    def chosen_focus(self) -> Focus:
        return Focus(self.focus.data)

    def validate_photo(self, upload: FileField) -> None:
        focus = self.focus.data if self.focus.data in set(Focus) else Focus.CENTRE
        self.picture = read_upload(upload, lambda raw: encode_and_keep(raw, Focus(focus).centre))

    def say_that_the_photo_is_lost(self) -> None:
        """Beside the field of a form that is shown again: the browser has forgotten which file was chosen."""
        if self.picture and not self.photo.errors:
            self.photo.errors = [translated(CHOOSE_AGAIN)]


class NomineeForm(PhotoForm):
    """All that is told of a nominee. A draft may have gaps; what is announced is only corrected, with a reason.

    `whole`: no text may be empty.
    """

    whole = False

    revision = RevisionField()
    kind = SelectField(_l("What it is"), choices=[])
    name = LocalTextField(_l("Name"), longest=LONGEST["name"])
    slug = StringField(_l("Address"), [Length(max=LONGEST["slug"], message=TOO_LONG)], filters=[stripped])
    people = PeopleField(_l("People"))
    organisation = one_line(_l("Their organisation"), LONGEST["organisation"])
    place = one_line(_l("Place"), LONGEST["place"])
    line = LocalTextField(_l("One line"), longest=LONGEST["line"])
    citation = LocalTextField(_l("Citation"), longest=LONGEST["citation"], lines=4)
    text = LocalTextField(_l("The text"), longest=LONGEST["text"], lines=12)
    reason: Any = ReasonField()  # only of what is announced

    def prepare(self, *, correction: bool) -> None:
        """Offer what can be chosen, and leave out what an announced nominee keeps."""
        self.offer()
        self.whole = correction
        self.kind.choices = [(kind.value, translated(word)) for kind, word in KIND_WORDS.items()]
        for name in ("kind", "slug") if correction else ("reason",):
            del self[name]

    def show(self, told: Told, *, slug: str, revision: int, focus: Focus | None) -> None:
        """Fill in what is stored."""
        self.revision.data, self.focus.data = revision, (focus or Focus.CENTRE).value
        for name in ("name", "line", "citation", "text", "alt"):
            text = getattr(told, name)
            self[name].form.sv.data, self[name].form.en.data = text.sv, text.en
        self.organisation.data, self.place.data = told.organisation, told.place
        self.people.show(told.people)
        if self.kind:
            self.kind.data, self.slug.data = told.kind.value, slug

    def asks_to_save(self, act: str) -> bool:
        """Whether the button that saves was pressed, and all is well. Another button only shows the form again."""
        return not self.people.press(act) and act != "preview" and self.validate()

    def told(self, kind: Kind) -> Told:
        """What was written; `kind` where it cannot be chosen any more."""
        texts: dict[str, Any] = {name: self[name].text for name in ("name", "line", "citation", "text", "alt")}
        lines = {name: self[name].data or "" for name in ("organisation", "place")}
        chosen = Kind(self.kind.data) if self.kind and self.kind.data in set(Kind) else kind
        return Told(kind=chosen, people=self.people.people, **(texts | lines))

    def differing_from(self, saved: Told, slug: str) -> dict[str, str]:
        """What is saved of each text that differs from what was typed, by the id of its field."""
        differ = {name: now for name, (_typed, now) in differences(self.told(saved.kind), saved).items()}
        if self.slug and self.slug.data != slug:
            differ["slug"] = slug
        return {name.replace(".", "-"): now for name, now in differ.items()}

    def validate_slug(self, typed: StringField) -> None:
        if typed.data and not SLUG.fullmatch(typed.data):
            raise ValidationError(translated(BadNomineeAddress.message))

    def validate(self, extra_validators: Any = None) -> bool:
        """A draft may lack anything but a name; what everybody reads must be whole."""
        fine = bool(super().validate(extra_validators))
        if not self.name.text:
            self.name.form.sv.errors, fine = [translated(NAMELESS)], False
        if self.whole:
            for name, lang in (text.split(".") for text in lacking(self.told(Kind.PERSON))):
                self[name].form[lang].errors, fine = [translated(NEEDED)], False
        if not fine:
            self.say_that_the_photo_is_lost()
        return fine
