"""Index of all tables, for Alembic and for whoever wants to see them in one place."""

from voting.accounts.models import Account, Invitation, RoleGrant, SignInCode
from voting.audit.models import AuditEvent
from voting.ballots.models import Ballot
from voting.contests.models import Award, Contest
from voting.mail.models import Mail
from voting.nominees.models import Nominee, Photo, PhotoFile
from voting.results.models import CertifiedTally
from voting.web.models import Installation, RateCounter, WebSession

__all__ = [
    "Account",
    "AuditEvent",
    "Award",
    "Ballot",
    "CertifiedTally",
    "Contest",
    "Installation",
    "Invitation",
    "Mail",
    "Nominee",
    "Photo",
    "PhotoFile",
    "RateCounter",
    "RoleGrant",
    "SignInCode",
    "WebSession",
]
