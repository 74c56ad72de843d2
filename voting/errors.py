"""What the rules forbid, in words for a person.

A `DomainError` carries an English message id; whoever shows it translates it. `N_` only marks a text for the
catalogue, so that pure rules need no translation machinery.
"""

from typing import ClassVar


def N_(message: str) -> str:
    """Mark `message` for translation without translating it."""
    return message


class DomainError(Exception):
    """A refusal that a person reads. `status` is the HTTP status of the page that shows it."""

    status: ClassVar[int] = 409
    title: ClassVar[str] = N_("That is not possible now")
    message: ClassVar[str] = N_("The rules of the vote do not allow it. Nothing was changed.")
    todo: str = N_("Go back and try again, or begin at the start page.")

    def __init__(self, **params: object) -> None:
        super().__init__(self.message % params if params else self.message)
        self.params = params


class BadInput(DomainError):
    """The request does not have the shape that our own pages send."""

    status = 400
    title = N_("Something got lost on the way")
    message = N_("What was sent could not be read, so nothing was saved.")


class EditedMeanwhile(DomainError):
    """The form was filled in on top of what somebody else has changed since."""

    title = N_("Somebody else has changed this")
    message = N_(
        "Somebody else saved changes after you opened the page. What you wrote stays here, and is not saved yet."
    )
    todo = N_("Compare with what is saved now, and save again.")


class NotFound(DomainError):
    """What was asked for does not exist, or not for this person. `what` and by which name is told by a command."""

    status = 404
    title = N_("We cannot find that page")
    message = N_("The address may be misspelled, or the page may have moved.")
    todo = N_("Begin at the start page: everything that is open to you can be reached from there.")


class Unavailable(DomainError):
    """The installation cannot serve this now; nothing was stored."""

    status = 503
    title = N_("We cannot serve you right now")
    message = N_("The service is busy or being maintained. Nothing you had done before has been lost.")
    todo = N_("Wait a minute and try again.")
