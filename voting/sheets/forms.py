"""Choosing a file with a table."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from voting.errors import N_
from voting.sheets.queries import decode
from voting.sheets.rules import MOST_BYTES, BadTable
from voting.web.i18n import translated

NO_FILE = N_("Choose a file first.")


class TableForm(FlaskForm):
    """A CSV file. After validating, `text` is what stands in it."""

    table = FileField(_l("The table"))
    text: str = ""

    def validate_table(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(translated(NO_FILE))
        try:
            self.text = decode(field.data.read(MOST_BYTES + 1))
        except BadTable as error:
            _row, message, params = error.problems[0]
            raise ValidationError(translated(message, params)) from error
