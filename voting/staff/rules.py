"""The acts on a person of the staff: how each is put to the admin who is about to do it, and what forbids it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from voting.errors import N_, DomainError

ON_ITS_WAY = timedelta(minutes=10)  # within which the same invitation once more is taken for a second press


class Deed(StrEnum):
    """What an admin can do about somebody else's role or account, on a page of its own."""

    REVOKE = "revoke"
    DISABLE = "disable"
    ENABLE = "enable"
    RESET = "reset"
    END = "end"


@dataclass(frozen=True)
class DeedWords:
    """As a dangerous act of a contest: `word` is typed to confirm, in the person's language."""

    title: str
    word: str
    consequences: tuple[str, ...]


DEEDS: dict[Deed, DeedWords] = {
    Deed.REVOKE: DeedWords(
        N_("Take the role away"),
        N_("take away"),
        (
            N_("The person is signed out everywhere at once, and gets into no staff page any more."),
            N_("They may still vote as everybody else. What they have done stays in the audit log."),
            N_("To give the role back you invite them again."),
        ),
    ),
    Deed.DISABLE: DeedWords(
        N_("Disable the account"),
        N_("disable"),
        (
            N_("The person is signed out everywhere at once and cannot sign in, not even to vote."),
            N_("The role and the second step are kept for the day when you enable the account again."),
        ),
    ),
    Deed.ENABLE: DeedWords(
        N_("Enable the account again"),
        N_("enable"),
        (N_("The person can sign in again, with the same role and the same second step as before."),),
    ),
    Deed.RESET: DeedWords(
        N_("Reset the second step"),
        N_("reset"),
        (
            N_("All the person's apps, passkeys and recovery codes stop working, and the person is signed out."),
            N_("Whoever can read the person's mail can then sign in and set up a new second step."),
            N_("Talk to the person first, by phone or face to face. A mail could come from somebody else."),
            N_("The person gets a mail that says what has been done."),
        ),
    ),
    Deed.END: DeedWords(
        N_("Sign the person out everywhere"),
        N_("sign out"),
        (N_("Every browser in which the person is signed in asks for a new code. Nothing else changes."),),
    ),
}
RESCOPE = DeedWords(
    N_("Change which votes the role is for"),
    N_("change"),
    (
        N_("It takes effect at once, also where the person is signed in now."),
        N_("Whoever is given a vote that has closed already cannot decide about its votes."),
    ),
)


class HasRole(DomainError):
    status = 422
    message = N_("That person already has this role. Change on the person's page which votes it is for.")


class InvitedAlready(DomainError):
    status = 422
    message = N_(
        "An invitation to this address was sent a moment ago and is on its way, so no second one was sent. "
        "Wait a few minutes, or use “Send again” in the list of invitations."
    )


class OwnAddress(DomainError):
    status = 422
    message = N_("That is your own address. Write the address of the person you want to invite.")


class NoInvitation(DomainError):
    title = N_("That invitation is gone")
    message = N_("Somebody has accepted it or taken it back. Nothing was changed.")


class NotYourself(DomainError):
    message = N_("You do that on the page “Your account”, where you can also set up a new one. Nothing was changed.")


class DoneAlready(DomainError):
    message = N_("It has been done already, perhaps by another administrator. Nothing was changed.")
