"""Recovery codes, the codes of apps, and what is said when one does not fit."""

import hashlib
import hmac
import re
import uuid
from datetime import timedelta
from enum import StrEnum

from voting.errors import N_, DomainError

TRIES = 5  # wrong codes of one account in the window of web/limits.py
STEP_SECONDS = 30  # of an app's codes, RFC 6238
STEPS_ASIDE = (0, -1, 1)  # clocks of phones are a little off, and typing takes its time
NAME_LENGTH = 60
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10  # letters and digits: 49 bits
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are taken for one another
PENDING = timedelta(days=1)  # how long an app that was not confirmed is remembered


class Kind(StrEnum):
    """What a second factor can be. A recovery code is none: it stands in for one, once."""

    APP = "app"
    PASSKEY = "passkey"


class WrongCode(DomainError):
    """Wrong, too old or used before: never said which."""

    status = 422
    message = N_("That code does not work. Check that it is the newest one, and type it again.")


class WrongRecoveryCode(DomainError):
    status = 422
    message = N_("That code does not work, or has been used. Check it, or take another one of the ten.")


class LastFactor(DomainError):
    message = N_("This is your only second step, and staff must have one. Nothing was changed.")
    todo = N_("Set up another one first. Then you can remove this one.")


def clean_code(typed: str) -> str | None:
    """The six digits of what was typed or pasted, or None."""
    digits = re.sub(r"[\s\u2010-\u2015\u2212-]", "", typed)
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def in_groups(secret: str) -> str:
    """`JBSW Y3DP …`: as it is typed into an app that cannot read the picture."""
    return " ".join(re.findall(".{1,4}", secret))


def clean_recovery(typed: str) -> str:
    """Capital letters and digits alone; dashes and spaces are welcome."""
    return re.sub(r"[\s\u2010-\u2015\u2212-]", "", typed).upper()


def show_recovery(code: str) -> str:
    """`7K3DQ-9XM2H`"""
    return f"{code[: RECOVERY_LENGTH // 2]}-{code[RECOVERY_LENGTH // 2 :]}"


def recovery_mac(key: bytes, account: uuid.UUID, code: str) -> bytes:
    """What the database remembers of a recovery code: HMAC-SHA256, 32 bytes."""
    return hmac.new(key, b"recovery\0" + account.bytes + code.encode(), hashlib.sha256).digest()
