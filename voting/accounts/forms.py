"""Signing in: one field a page."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from voting.accounts import rules
from voting.errors import DomainError
from voting.web.i18n import translated


class AddressForm(FlaskForm):
    """An address that a code can be sent to; `read` holds it once the form is valid."""

    address = StringField(
        _l("Your e-mail address"),
        [
            InputRequired(_l("Write an e-mail address.")),
            Length(max=320, message=_l("The address is too long. Check it and type it again.")),
        ],
    )
    next = HiddenField()
    read: rules.Address
    refusal: rules.Refusal | None = None

    def validate_address(self, field: StringField) -> None:
        try:
            self.read = rules.read_address(field.data or "")
        except DomainError as error:
            thrown_away = isinstance(error, rules.DisposableAddress)
            self.refusal = rules.Refusal.THROWAWAY if thrown_away else rules.Refusal.ADDRESS
            raise ValidationError(translated(error.message)) from error


class CodeForm(FlaskForm):
    code = StringField(
        _l("The code from the mail"),
        [
            InputRequired(_l("Type the eight digits from the mail.")),
            Length(max=40, message=_l("Type only the eight digits of the code.")),
        ],
    )
    next = HiddenField()

    def validate_code(self, field: StringField) -> None:
        if rules.clean_code(field.data or "") is None:
            raise ValidationError(translated(rules.WrongCode.message))
