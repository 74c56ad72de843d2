"""What may be one person's many votes, who must agree to void votes, and the words for both.

The review is blind: nothing here, nor in this package, knows what was chosen.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from voting.contests.rules import Action
from voting.errors import N_, DomainError

SMALLEST_CLUSTER = 3
SPREAD_FROM = 10  # votes of a cluster, before it is shown how they are spread
NAMED_FROM = 20  # votes that share a mail domain, before its name is shown
LISTED = 100  # clusters of each kind
HIDDEN = frozenset({"relay", "throwaway"})  # kinds of mail domain
MOST_RECEIPTS = 500  # typed at a time

# Who were admins already at an instant, and still are. Somebody who was made one after the close decides nothing.
Panel = Callable[[datetime], frozenset[uuid.UUID]]


class ClusterKind(StrEnum):
    """What the ballots of a cluster have in common."""

    DOMAIN = "domain"
    FAMILY = "family"
    HASTE = "haste"
    NETWORK = "network"


CLUSTER_WORDS: dict[ClusterKind, tuple[str, str]] = {
    ClusterKind.DOMAIN: (
        N_("Addresses at one mail domain"),
        N_(
            "Whoever owns a domain can make up any number of addresses there. But a school or a company has many real "
            "ones, too. The best known mail providers are not listed."
        ),
    ),
    ClusterKind.FAMILY: (
        N_("Addresses that are almost the same"),
        N_("They differ only in dots and dashes, in digits at the end or in what stands after a plus sign."),
    ),
    ClusterKind.HASTE: (
        N_("New accounts on one network, in a hurry"),
        N_("Each was made within an hour of voting, and the vote was cast within 15 seconds of the code."),
    ),
    ClusterKind.NETWORK: (
        N_("Votes from one network"),
        N_(
            "Never a reason by itself: an office, a school, a conference and a mobile operator look like this. It says "
            "something only together with another sign."
        ),
    ),
}
AGE_WORDS = {
    "hour": N_("within an hour before voting"),
    "day": N_("within a day before voting"),
    "month": N_("within a month before voting"),
    "older": N_("earlier"),
}
PACE_WORDS = {
    "seconds": N_("within 15 seconds"),
    "minute": N_("within a minute"),
    "minutes": N_("within ten minutes"),
    "later": N_("later"),
}
# What is proposed: the title of its page, and the word that is typed to carry it out.
PROPOSALS: dict[Action, tuple[str, str]] = {
    Action.VOID: (N_("Void votes"), N_("void")),
    Action.UNVOID: (N_("Restore voided votes"), N_("restore")),
    Action.CERTIFY: (N_("Certify the result"), N_("certify")),
}


class ProposalState(StrEnum):
    """What has become of a proposal."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


class BadBallots(DomainError):
    """What was asked for cannot be done to one of the ballots."""


class UnknownBallot(BadBallots):
    message = N_("No vote has the number %(receipt)s. Check the number.")


class NearBallot(BadBallots):
    message = N_("No vote has the number %(receipt)s, but one has a very similar number. Compare the characters.")


class ReplacedBallot(BadBallots):
    message = N_(
        "The vote %(receipt)s has been replaced by its voter, so it is not counted anyway. Take it off the list."
    )


class VoidedAlready(BadBallots):
    message = N_("The vote %(receipt)s has been voided already. Take it off the list.")


class NotVoided(BadBallots):
    message = N_("The vote %(receipt)s is not voided, so it cannot be restored. Take it off the list.")


class NothingLeft(BadBallots):
    message = N_("All these votes have been voided already. You need not do anything more.")


class NetworkAlone(DomainError):
    message = N_("That votes come from one network is never a reason to void them. Nothing was changed.")
    todo = N_("Look for another sign that they have in common.")


class OwnProposal(DomainError):
    message = N_("You have proposed this yourself. Another administrator must decide it.")
    todo = N_("Ask a colleague to open this page.")


class MadeTooLate(DomainError):
    message = N_("You became an administrator after voting had closed. You can look at everything and decide nothing.")
    todo = N_("Ask an administrator who was there before.")


class ProposerGone(DomainError):
    message = N_("Whoever proposed this is not an administrator of this vote any more, so it cannot be approved.")
    todo = N_("Decline it and make a new proposal.")


class Decided(DomainError):
    message = N_("This proposal has been decided already. Nothing was changed now.")
    todo = N_("Go back to the vote's page and see where it stands now.")


class CertifiesElsewhere(DomainError):
    message = N_("A certification is confirmed on its own page. Nothing has been certified.")
    todo = N_("Open the page of the vote, and certify there.")


class ProposalsWait(DomainError):
    message = N_("Proposals to void or restore votes still wait for a decision.")
    todo = N_("Nothing has been certified. Decide the proposals first.")


class CertificationWaits(DomainError):
    message = N_("The certification has been proposed, so no votes can be voided or restored. Nothing was changed.")
    todo = N_("Decline that proposal first.")


def is_alone(actor: uuid.UUID, panel: frozenset[uuid.UUID]) -> bool:
    """Whether nobody else could decide: then the act is single-handed."""
    return not panel - {actor}


def check_on_panel(actor: uuid.UUID, panel: frozenset[uuid.UUID]) -> None:
    """Raises MadeTooLate, unless nobody is left who was an admin in time."""
    if panel and actor not in panel:
        raise MadeTooLate


def check_decider(proposer: uuid.UUID, actor: uuid.UUID, panel: frozenset[uuid.UUID]) -> None:
    """Whether `actor` may carry out what `proposer` has proposed. Raises MadeTooLate, OwnProposal, ProposerGone."""
    check_on_panel(actor, panel)
    if proposer == actor and not is_alone(actor, panel):
        raise OwnProposal
    if proposer not in {actor, *panel}:
        raise ProposerGone


def check_may_propose(waiting: list[Action]) -> None:
    """Raises CertificationWaits. `waiting`: what the open proposals are about."""
    if Action.CERTIFY in waiting:
        raise CertificationWaits


def check_may_certify(waiting: list[Action]) -> None:
    """Raises ProposalsWait."""
    if set(waiting) - {Action.CERTIFY}:
        raise ProposalsWait
