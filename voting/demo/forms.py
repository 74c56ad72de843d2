"""Fields for the style guide: they are shown, and never sent."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from voting.web.fields import LocalTextField


class SampleForm(FlaskForm):
    """One field of each kind; empty, each is refused."""

    class Meta:
        csrf = False

    address = StringField(_l("E-mail address"), [DataRequired(_l("Write an e-mail address."))])
    code = StringField(_l("Code"))
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Write why, in a sentence. It is kept in the audit log."))])
    picture = FileField(_l("Picture"))
    text = LocalTextField(
        _l("Question"), longest=120, lines=2, required=[DataRequired(_l("Write the text in both languages."))]
    )
    tick = BooleanField(_l("Take the picture away"))
    role = RadioField(
        _l("Role"),
        [InputRequired(_l("Choose one of the announced reasons."))],
        choices=[SelectChoice("admin", _l("Administrator")), SelectChoice("juror", _l("Jury"))],
    )
