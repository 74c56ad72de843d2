"""Index of all tables, for Alembic and for whoever wants to see them in one place."""

from voting.accounts.models import Account, Invitation, RoleGrant, SignInCode
from voting.audit.models import AuditEvent, Seal
from voting.ballots.models import Ballot, Pending, Receipt, Signal, Tally, TallyStep
from voting.canvass.models import Proposal, ProposedBallot
from voting.consent.models import Contact
from voting.contests.models import Award, Contest, Document
from voting.factors.models import Factor, RecoveryCode
from voting.ledger.models import Cosignature, Entry, Log, Node, SignedCheckpoint
from voting.looks.models import Look, LookFile
from voting.mail.models import Mail
from voting.nominees.models import Nominee, Original, Photo, PhotoFile
from voting.organisation.models import Organisation, SetupLink
from voting.passkeys.models import PasskeyChallenge
from voting.previews.models import PreviewLink
from voting.results.models import BundleFile, CertifiedTally, Opening
from voting.verdicts.models import JuryCitation, JuryNote, TieChoice
from voting.voters.models import InvitedVoter
from voting.web.models import Installation, RateCounter, RefusedSignIn, WebSession

__all__ = [
    "Account",
    "AuditEvent",
    "Award",
    "Ballot",
    "BundleFile",
    "CertifiedTally",
    "Contact",
    "Contest",
    "Cosignature",
    "Document",
    "Entry",
    "Factor",
    "Installation",
    "Invitation",
    "InvitedVoter",
    "JuryCitation",
    "JuryNote",
    "Log",
    "Look",
    "LookFile",
    "Mail",
    "Node",
    "Nominee",
    "Opening",
    "Organisation",
    "Original",
    "PasskeyChallenge",
    "Pending",
    "Photo",
    "PhotoFile",
    "PreviewLink",
    "Proposal",
    "ProposedBallot",
    "RateCounter",
    "Receipt",
    "RecoveryCode",
    "RefusedSignIn",
    "RoleGrant",
    "Seal",
    "SetupLink",
    "SignInCode",
    "Signal",
    "SignedCheckpoint",
    "Tally",
    "TallyStep",
    "TieChoice",
    "WebSession",
]
