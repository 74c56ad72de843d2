"""What is said when a passkey does not fit."""

from datetime import timedelta

from voting.errors import N_, DomainError

CHALLENGE = timedelta(minutes=5)  # how long a browser may take over a passkey


class WrongPasskey(DomainError):
    """Another key, another site, another challenge, a copy: never said which."""

    status = 422
    message = N_("The passkey was not accepted. Try again, or show who you are in another way.")
