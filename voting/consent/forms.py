"""What a nominee sends by the link, and what staff do with it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from voting.accounts.queries import open_address
from voting.accounts.rules import Address, read_address
from voting.consent.models import Contact
from voting.consent.rules import LONGEST_WORDS, REASON_OF_CHANGE, with_wishes
from voting.errors import N_, DomainError
from voting.nominating.forms import NEEDED, NomineeForm
from voting.nominating.queries import told_of
from voting.nominating.rules import Told, differences
from voting.nominees.models import Nominee
from voting.nominees.rules import Focus
from voting.text import LANGUAGES, Language
from voting.web.fields import TOO_LONG, ReasonField, RevisionField, storable, stripped
from voting.web.i18n import language, translated
from voting.web.identity import identity
from voting.web.images import Encoded, encode_and_keep

NOTHING_CHANGED = N_("Change a text, choose a photo, or write to us what is wrong.")
NO_REPLY = N_("Write why, in a sentence: the nominee gets it by mail.")
NO_REASON = N_("Write what was wrong, in a sentence. Everybody can read it.")
LANGUAGE_WORDS = {"sv": N_("Swedish"), "en": N_("English")}


def _words(label: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=LONGEST_WORDS, message=TOO_LONG), storable], filters=[stripped])


class AnswerForm(FlaskForm):
    """`seen`: the contact's revision on the page; `revision`: the nominee's."""

    seen = RevisionField()
    revision = RevisionField()


class SayNoForm(AnswerForm):
    """Saying no, with a reason for who wants to give one."""

    words = _words(_l("Why, if you want to tell us"))


class ChangeForm(NomineeForm):
    """What the nominee wishes to stand on the page, and what cannot be said there. No text can be wished away."""

    seen = RevisionField()
    words = _words(_l("Anything else"))
    now: Told

    def arrange(self, nominee: Nominee) -> None:
        self.prepare(correction=True)
        self.whole, self.now = False, told_of(nominee)
        del self.reason

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        for name in ("name", "line", "citation", "text", "alt"):
            for lang in getattr(self, name).text.lacking:
                if getattr(getattr(self.now, name), lang):
                    getattr(self, name).form[lang].errors, fine = [translated(NEEDED)], False
        return fine

    @property
    def typed(self) -> Told:
        return self.told(self.now.kind)

    def choose_photo(self, contact: Contact) -> Encoded | None:
        """The photo that is wished: the one just chosen, or the one that was sent before and still waits."""
        if self.picture or not contact.has_wish or contact.picture is None:
            return self.picture
        return encode_and_keep(contact.picture, self.chosen_focus.centre)

    def show_wishes(self, contact: Contact, nominee: Nominee) -> None:
        """What is told now, and in its place what is wished already."""
        focus, told = Focus(contact.focus) if contact.focus else None, with_wishes(self.now, contact.changes)
        self.show(told, slug=nominee.slug, revision=nominee.revision, focus=focus)
        self.seen.data, self.words.data = contact.revision, contact.words if contact.has_wish else ""

    def compare(self, contact: Contact, nominee: Nominee) -> dict[str, str]:
        """What staff have saved meanwhile of each text that differs from what was typed, by the id of its field."""
        edited = self.revision.data != nominee.revision
        self.revision.data, self.seen.data = nominee.revision, contact.revision
        differ = differences(self.typed, told_of(nominee)) if edited else {}
        return {name.replace(".", "-"): saved for name, (_typed, saved) in differ.items()}

    def has_wishes(self, picture: Encoded | None) -> bool:
        """Whether there is anything to ask for; if not, it is said beside the field where one can write freely."""
        if picture or self.words.data or differences(self.now, self.typed):
            return True
        self.words.errors = [translated(NOTHING_CHANGED)]
        return False


class NoticeForm(FlaskForm):
    """Where the notice goes, and in which language."""

    seen = RevisionField()
    address = StringField(_l("E-mail address"), [InputRequired(_l("Write the e-mail address."))])
    lang = RadioField(_l("Language of the message"), choices=[])
    read: Address

    def offer(self) -> None:
        self.lang.choices = [SelectChoice(lang, translated(LANGUAGE_WORDS[lang])) for lang in LANGUAGES]
        if len(identity().languages) == 1:
            del self.lang

    @property
    def chosen(self) -> Language:
        if self.lang is None:
            return identity().languages[0]
        return "en" if self.lang.data == "en" else "sv"

    def validate_address(self, field: StringField) -> None:
        try:
            self.read = read_address(field.data or "")
        except DomainError as error:
            raise ValidationError(translated(error.message)) from error


class TakeForm(AnswerForm):
    """Taking a wished change over; once announced with a reason that everybody can read."""

    reason: Any = ReasonField()  # only of what is announced

    def arrange(self, *, correction: bool) -> None:
        if not correction:
            del self.reason

    def validate_reason(self, field: TextAreaField) -> None:
        if not field.data:
            raise ValidationError(translated(NO_REASON))


class ReplyForm(FlaskForm):
    """Turning a wished change down, with words for the nominee."""

    seen = RevisionField()
    reply = _words(_l("Message to the nominee"))

    def validate_reply(self, field: TextAreaField) -> None:
        if not field.data:
            raise ValidationError(translated(NO_REPLY))


def forms_of_staff(
    sent: FlaskForm | None, contact: Contact | None, nominee: Nominee, *, correction: bool
) -> dict[str, Any]:
    """The forms of the page of staff, filled in anew but for the one that was `sent`."""
    notice, taking, replying = NoticeForm(formdata=None), TakeForm(formdata=None), ReplyForm(formdata=None)
    notice.offer()
    taking.arrange(correction=correction)
    if contact:
        notice.address.data = open_address(contact.address_sealed)
    if notice.lang:
        notice.lang.data = contact.lang if contact else language()
    if taking.reason:
        taking.reason.data = translated(REASON_OF_CHANGE)
    found: dict[str, Any] = {"notice": notice, "taking": taking, "replying": replying}
    if not isinstance(sent, TakeForm) or bool(sent.reason) == correction:  # else announced meanwhile: it has no reason
        found |= {name: sent for name, form in found.items() if isinstance(sent, type(form))}
    for form in found.values():
        form.seen.data = contact.revision if contact else 0
    found["taking"].revision.data = nominee.revision
    return found
