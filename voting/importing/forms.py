"""Choosing an exported contest."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms.validators import Optional, ValidationError

from voting.clock import now
from voting.contests.rules import years_to_import
from voting.contests.years import moved
from voting.errors import N_
from voting.importing.mistakes import AT_FIELD, AT_LINE, BadFile, Problem
from voting.importing.queries import BadArchive, open_archive
from voting.importing.rules import ContestFile
from voting.importing.service import Pictures, read_pictures, read_text
from voting.web.fields import YearField
from voting.web.i18n import translated, zone

NO_FILE = N_("Choose a file first.")
NO_ARCHIVE = N_("Choose another file: this one is not a vote that was exported from here, or it is damaged.")
HAS_MISTAKES = N_("Correct the export and choose it again: it has mistakes. Nothing was saved.")
TOO_LARGE = N_("The file is larger than %(size)s MB. Import it on the server, with the command line.")
MOST_BYTES = 256 * 1024 * 1024


class ArchiveForm(FlaskForm):
    """A zip file, and perhaps another year for it. After validating, `contest` and `pictures` are what is in it."""

    archive = FileField(_l("The export"))
    year = YearField(_l("Year"), validators=[Optional()], years=lambda: years_to_import(now().astimezone(zone()).year))
    contest: ContestFile | None = None
    pictures: Pictures | None = None

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def validate_archive(self, field: FileField) -> None:
        if not field.data:
            raise ValidationError(translated(NO_FILE))
        raw = field.data.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise ValidationError(translated(TOO_LARGE, {"size": MOST_BYTES // 1024 // 1024}))
        try:
            document, fetch = open_archive(raw)
            contest = read_text(document)
            self.pictures = read_pictures(contest, fetch)
        except BadArchive as error:
            raise ValidationError(translated(NO_ARCHIVE)) from error
        except BadFile as error:
            self.problems = list(map(in_words, error.problems))
            raise ValidationError(translated(HAS_MISTAKES)) from error
        self.contest = in_year(contest, self.year.data) if self.year.data else contest


def in_year(contest: ContestFile, year: int) -> ContestFile:
    """The same vote, made for another year."""
    return replace(contest, year=year, **moved(vars(contest), contest.year, year, zone()))


def in_words(problem: Problem) -> str:
    """A mistake in the reader's language, and where it stands."""
    told = {"line": problem.line, "where": problem.where, "what": translated(problem.message, dict(problem.params))}
    return translated(AT_FIELD if problem.where else AT_LINE, told)
