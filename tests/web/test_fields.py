"""The fields that forms of staff share."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, InputRequired, NumberRange

from tests.site import Site
from voting.text import LANGUAGES, Language, LocalText
from voting.typed import DOUBLED_HOUR, SKIPPED_HOUR
from voting.web.fields import (
    CHECK,
    NO_CHOICE,
    NO_DAY,
    NO_SUCH_DAY,
    NO_SUCH_SIGN,
    DayField,
    InstantField,
    LocalTextField,
)
from voting.web.i18n import speaking, translated


class Form(FlaskForm):
    class Meta:
        csrf = False

    question = LocalTextField("Question", longest=10, required=[DataRequired("Write it.")])
    at = InstantField("Time", [])
    day = DayField("Day")


def filled(site: Site, **fields: str) -> Form:
    with site.app.test_request_context(method="POST"):
        form = Form(MultiDict({"question-sv": "Vem?", "question-en": "Who?"} | fields))
        with speaking("en"):
            form.validate()
    return form


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Site:
    return Site(f"sqlite:///{sqlite_template}", tmp_path / "keys")


def test_a_text_is_read_in_both_languages_without_the_space_around_it(site: Site) -> None:
    form = filled(site, **{"question-sv": "  Vem\r\nda? ", "question-en": "Who?"})
    assert not form.errors
    assert form.question.text == LocalText("Vem\nda?", "Who?")


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ("", ["Write it."]),
        ("   ", ["Write it."]),
        ("elva tecken", ["Write at most 10 characters."]),
        ("a\x00b", [NO_SUCH_SIGN]),
        ("a\ud800b", [NO_SUCH_SIGN]),
    ],
)
def test_a_mistake_is_told_beside_its_own_language(site: Site, typed: str, errors: list[str]) -> None:
    form = filled(site, **{"question-en": typed})
    assert form.errors == {"question": {"en": errors}}
    assert form.question.sv.data == "Vem?"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ("2026-12-10", []),
        ("1900-01-01", []),
        ("2026-02-30", [NO_DAY]),
        ("0001-01-01", [NO_SUCH_DAY]),
        ("1899-12-31", [NO_SUCH_DAY]),
        ("3000-01-01", [NO_SUCH_DAY]),
        ("9999-12-31", [NO_SUCH_DAY]),
    ],
)
def test_a_day_is_one_that_somebody_can_mean(site: Site, typed: str, errors: list[str]) -> None:
    with site.app.test_request_context(method="POST"), speaking("en"):
        form = Form(MultiDict({"question-sv": "Vem?", "question-en": "Who?", "day": typed}))
        form.validate()
    assert form.day.errors == errors
    assert f'value="{typed}"' in form.day()


def test_a_stored_day_is_shown_with_a_year_of_four_digits(site: Site) -> None:
    """A browser takes `1-01-01` for nothing, and sends nothing back."""
    with site.app.test_request_context():
        assert 'value="0001-01-01"' in Form(data={"day": date(1, 1, 1)}).day()
        assert 'value=""' in Form().day()


class Choices(FlaskForm):
    class Meta:
        csrf = False

    one = RadioField("One", choices=["a", "b"])
    several = SelectMultipleField("Several", choices=["a", "b"])
    number = IntegerField("Number", [NumberRange(1, 2)])
    needed = StringField("Needed", [InputRequired()])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_librarys_own_texts_are_never_told(site: Site, lang: Language) -> None:
    with site.app.test_request_context(method="POST"), speaking(lang):
        form = Choices(MultiDict({"one": "c", "several": "c", "number": "3", "needed": ""}))
        form.validate()
        assert form.errors == {
            "one": [translated(NO_CHOICE)],
            "several": [translated(NO_CHOICE)],
            "number": [translated(CHECK)],
            "needed": [translated(CHECK)],
        }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_the_library_can_say_is_in_our_words(site: Site, lang: Language) -> None:
    with Path(messages_path(), "wtforms.pot").open("rb") as file:
        texts = [message.id for message in read_po(file) if message.id]
    assert len(texts) > 30
    with site.app.test_request_context(method="POST"), speaking(lang):
        ours = {translated(NO_CHOICE), translated(CHECK)}
        words = FlaskForm.Meta.get_translations(None, None)
        told = {words.ngettext(*text, 2) if isinstance(text, tuple) else words.gettext(text) for text in texts}
    assert told == ours


def test_a_stored_text_and_instant_are_shown(site: Site) -> None:
    with site.app.test_request_context():
        form = Form(question=LocalText("Vem?", "Who?"), at=datetime(2026, 12, 3, 19, tzinfo=UTC))
        assert (form.question.sv.data, form.question.en.data) == ("Vem?", "Who?")
        assert 'value="2026-12-03T20:00"' in form.at()


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-07-01T12:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-12-03 20:00", datetime(2026, 12, 3, 19, tzinfo=UTC)),
        ("2026-03-29T03:00", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_typed_in_local_time(site: Site, typed: str, instant: datetime) -> None:
    with site.app.test_request_context():
        assert filled(site, at=typed).at.instant == instant


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("2026-03-29T02:30", SKIPPED_HOUR),
        ("2026-10-25T02:30", DOUBLED_HOUR),
        ("9999-12-31T23:59", None),
        ("0001-01-01T00:00", NO_SUCH_DAY),
    ],
)
def test_a_time_that_is_not_one_is_refused(site: Site, typed: str, error: str | None) -> None:
    expected = {"at": [error]} if error else {}
    assert filled(site, at=typed).errors == expected


def test_both_languages_know_the_refusals(site: Site) -> None:
    for message in (SKIPPED_HOUR, DOUBLED_HOUR, NO_SUCH_DAY, NO_SUCH_SIGN):
        with site.app.test_request_context(), speaking("sv"):
            assert translated(message) != message
