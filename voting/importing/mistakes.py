"""What can be wrong with a contest file, in words for whoever wrote it: where it stands, what it is, what to do.

The texts are marked, and translated by who shows them: on a page in the reader's language, by a command in English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.errors import N_

AT_FIELD = N_("Line %(line)s, %(where)s: %(what)s")
AT_LINE = N_("Line %(line)s: %(what)s")

NOT_UTF8 = N_("The file is not written in UTF-8. Save it in that encoding and choose it again.")
NOT_YAML = N_(
    "The line cannot be read as YAML. Check it and the line before it: colons, quotation marks, brackets and how far "
    "each is indented."
)
TAB = N_("There is a tab where YAML allows none. Use spaces instead.")
SECOND_DOCUMENT = N_("A second document begins here. Keep one only, without a line of three dashes.")
ODD_CHARACTER = N_("There is a character on the line that YAML does not allow. Write the line again without it.")
NOT_A_VOTE = N_(
    "The file of a vote has three parts: %(parts)s, each at the start of a line. Write them, or choose another file."
)
PARTS = "award, contest, nominees"
ALIAS = N_("Anchors and aliases (& and *) are not used in these files. Write the text out once more.")
TOO_DEEP = N_("More values lie inside one another here than in any file of a vote. Check how far each is indented.")

MISSING = N_("The field is missing. Write it here.")
TWICE = N_("The field stands here a second time. Take one of them away.")
UNKNOWN = N_("There is no such field here. Check how it is spelled, or take it away.")
EMPTY = N_("The field is empty. Write something in it.")
NOT_TEXT = N_("Write a text here, not a list and not several values.")
TOO_LONG = N_("The text is %(length)s characters long. Write at most %(most)s.")
NO_VALUES = N_("Write what belongs here on lines of their own below the field, indented.")
NO_LIST = N_("Write a list here: each entry on a line of its own that begins with a dash.")
YES_OR_NO = N_("Write yes or no.")
NO_CHOICE = N_("Write one of these words: %(words)s.")
NO_SLUG = N_("Use only the letters a–z, digits and single dashes.")
NO_URL = N_("Write the whole address, such as https://example.se.")
NO_ZONE = N_("There is no time zone called “%(zone)s”. Write one such as Europe/Stockholm.")

SLUG_RESERVED = N_("The site itself uses that address. Choose another one.")
SLUG_OF_REHEARSAL = N_("Addresses that end in %(end)s are for rehearsals. Choose another one.")
SLUG_TWICE = N_("A nominee earlier in the file has the same address. Choose another one.")
CLOSES_FIRST = N_("Voting must close after it has opened. Choose a later time.")
NO_DOMAINS = N_("Domains are only for votes with voters: domains. Write that, or take this field away.")
YEAR_TAKEN = N_("This award has a vote for %(year)s already. Choose another year, or change the vote that is there.")
YEAR_ANNOUNCED = N_("The award's vote for %(year)s is announced, and no file replaces it. Choose another year.")
AWARD_SHOWN = N_("A vote that is announced shows this text, so no file changes it. Write it as the award has it now.")

NO_PICTURE = N_("There is no picture of that name. Check the name, or put the picture beside the file.")
NOT_IN_ARCHIVE = N_("There is no picture of that name in the zip file. Check the name, or put the picture there.")
PICTURE_OUTSIDE = N_("The picture lies outside the file's own folder. Put it there, or in a folder below it.")
PICTURE_PACKED = N_("The picture cannot be unpacked. Make the zip file again, and try once more.")


@dataclass(frozen=True)
class Problem:
    """One mistake. `line` counts from 1; `where` is the path of the field, with whose it is; empty for a whole file.

    `message` is to be translated with `params`; `text` is that in English.
    """

    line: int
    where: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.message % self.params if self.params else self.message

    def __str__(self) -> str:
        place = f"line {self.line}, {self.where}" if self.where else f"line {self.line}"
        return f"{place}: {self.text}"


class BadFile(Exception):
    """The file cannot be imported; `problems` are in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))
