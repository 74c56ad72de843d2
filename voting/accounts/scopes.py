"""What part of the installation a role covers, and how far its holder has come with the second factor."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from voting.errors import N_, DomainError
from voting.text import LONGEST_SLUG, rehearsal_slug

EVERYTHING = "everything"  # how the audit log names a role that covers all


@dataclass(frozen=True)
class Scope:
    """An award's contest of one year; without a year all of them, those to come too. Slugs of awards never change.

    Whoever runs a vote rehearses it: a rehearsal is covered with what it was made from.
    """

    award: str
    year: int | None = None

    def __str__(self) -> str:
        return f"{self.award}/{self.year}" if self.year else self.award

    def covers(self, award: str, year: int | None) -> bool:
        return award in (self.award, rehearsal_slug(self.award)) and self.year in (None, year)


Scopes = frozenset[Scope] | None  # None: everything. An empty set covers nothing.


class SecondFactor(StrEnum):
    """How far an account has come with its second factor; an account without one has none of these."""

    NEW = "new"  # set up, but nobody has said that the recovery codes are kept
    KEPT = "kept"
    LOST = "lost"  # a recovery code was used: only another one opens the account until there is a new factor


class AccountGone(DomainError):
    """The account was deleted while its holder was at work."""

    status = 401
    title = N_("You need to sign in again")
    message = N_("Your account has just been deleted. Nothing was saved.")
    todo = N_("Sign in again with the same address, and do it once more.")


class NoOffer(DomainError):
    title = N_("There is no invitation to accept")
    message = N_("It has been used, has been taken back, or is too old. Nothing was changed.")
    todo = N_("Ask whoever invited you to send the invitation again.")


class BadScope(DomainError):
    status = 422
    message = N_("Write the short name of an award, with a year if it is for one year alone, such as best-book/2026.")


class NotCovered(DomainError):
    status = 403
    title = N_("This vote is not among yours")
    message = N_("Your role covers other votes, not this one. Nothing was changed.")
    todo = N_("Ask an administrator of the whole site if your role should cover this vote too.")


class LastAdmin(DomainError):
    message = N_("This is the only administrator of the whole site, and somebody must be. Nothing was changed.")
    todo = N_("Invite another administrator for the whole site first, and wait until that person has signed in.")


class HoldsRole(DomainError):
    status = 422
    message = N_(
        "That person has a role here. Take the role away first, so that the audit log says who did it. "
        "Nothing was changed."
    )


class NoLongerAdmin(DomainError):
    message = N_("You are no longer an administrator of the whole site. Nothing was changed.")


def read_scope(written: str) -> Scope:
    """`best-book` or `best-book/2026`. Raises BadScope."""
    award, slash, year = written.strip().partition("/")
    if (
        not award
        or len(award) > LONGEST_SLUG
        or (slash and not (year.isascii() and year.isdigit() and 0 < int(year) <= 9999))
    ):
        raise BadScope
    return Scope(award, int(year) if slash else None)


def read_scopes(written: Iterable[str] | None) -> Scopes:
    """What `write_scopes` has written."""
    return None if written is None else frozenset(map(read_scope, written))


def write_scopes(scopes: Scopes) -> list[str] | None:
    """As a table keeps it, in an order of its own."""
    return None if scopes is None else sorted(map(str, scopes))


def name_scopes(scopes: Scopes) -> str:
    """For the audit log."""
    return ", ".join(write_scopes(scopes) or ()) if scopes is not None else EVERYTHING


def cover(scopes: Scopes, award: str, year: int | None = None) -> bool:
    """Whether a contest is covered; without a year, whether the whole award is."""
    return scopes is None or any(scope.covers(award, year) for scope in scopes)


def within(inner: Scopes, outer: Scopes) -> bool:
    """Whether `outer` covers all that `inner` does."""
    if inner is None or outer is None:
        return outer is None
    return all(cover(outer, scope.award, scope.year) for scope in inner)
