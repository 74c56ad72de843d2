"""Reading what an organiser writes about who may vote: mail domains, and lists of addresses."""

import re
from dataclasses import dataclass, field
from typing import ClassVar

from voting.accounts.rules import Address, BadAddress, DisposableAddress, read_address
from voting.errors import N_, DomainError

MOST_VOTERS = 10_000
MOST_DOMAINS = 50
LONGEST_LINE = 500
NO_ADDRESS = N_("Line %(line)s: there is no e-mail address that mail can be sent to.")
THROWAWAY = N_("Line %(line)s: that is a throwaway address.")
SEVERAL = N_("Line %(line)s: there is more than one address. Write one on each line.")
TOO_MANY = N_("There are more than %(most)s addresses, which a list cannot hold. Write fewer.")
NO_DOMAIN = N_("“%(domain)s” is not a mail domain. Write what stands after the @, such as example.se.")
TOO_MANY_DOMAINS = N_("Write at most %(most)s domains.")
NOBODY = N_("Paste at least one address.")


class NotForYou(DomainError):
    """The address that somebody has shown to be theirs may not vote here."""

    status: ClassVar[int] = 403
    title = N_("You cannot vote with this address")
    message = N_("This vote is not for everybody. Nothing has been cast.")


class ListFull(DomainError):
    status = 422
    message = TOO_MANY


class ReasonMissing(DomainError):
    status = 422
    message = N_("Write why, in a sentence. It is kept in the audit log.")


class BadDomain(DomainError):
    status = 422
    message = NO_DOMAIN


class TooManyDomains(DomainError):
    status = 422
    message = TOO_MANY_DOMAINS


@dataclass
class Listed:
    """What was read of a pasted list. With a problem nothing of it is stored; who stands there twice counts once."""

    addresses: dict[str, Address] = field(default_factory=dict)  # by mailbox
    lines: dict[str, int] = field(default_factory=dict)  # where each mailbox stands first
    problems: list[tuple[str, dict[str, object]]] = field(default_factory=list)  # (message id, parameters)
    twice: list[tuple[int, int]] = field(default_factory=list)  # (line, the line where the same mailbox stands first)

    @property
    def too_long(self) -> bool:
        """Whether there is more than a list can hold, and the rest was not read."""
        return max(len(self.addresses), len(self.problems), len(self.twice)) > MOST_VOTERS


def read_list(text: str) -> Listed:
    """One address on each line, or a table whose lines each hold one: `Anna Berg;anna@example.se`.

    The first line may be the heading of a table. Reading an address takes a moment, so of a text that is far too long
    no more is read than shows it: addresses, or mistakes, or lines that stand twice.
    """
    found = Listed()
    for line, content in enumerate(text.splitlines(), start=1):
        if found.too_long:
            break
        cells = [cell for cell in re.split(r"[;,\t<>\"\s]+", content[:LONGEST_LINE].strip("\ufeff")) if cell]
        typed = [cell for cell in cells if "@" in cell]
        if not typed and (not cells or line == 1):
            continue
        if len(typed) > 1:
            found.problems.append((SEVERAL, {"line": line}))
            continue
        _take(found, line, typed[0] if typed else "")
    return found


def _take(found: Listed, line: int, typed: str) -> None:
    try:
        address = read_address(typed.removeprefix("mailto:"))
    except (BadAddress, DisposableAddress) as error:
        found.problems.append((THROWAWAY if isinstance(error, DisposableAddress) else NO_ADDRESS, {"line": line}))
        return
    if address.mailbox in found.addresses:
        found.twice.append((line, found.lines[address.mailbox]))
    else:
        found.addresses[address.mailbox], found.lines[address.mailbox] = address, line


def read_domains(text: str) -> list[str]:
    """Mail domains in ASCII, as mailboxes have them, sorted, each once. Raises BadDomain or TooManyDomains."""
    written = [part.lstrip("@").rstrip(".") for part in re.split(r"[\s,;]+", text) if part]
    if len(written) > MOST_DOMAINS:
        raise TooManyDomains(most=MOST_DOMAINS)
    return sorted({_domain(part) for part in written})


def _domain(written: str) -> str:
    try:
        return read_address(f"somebody@{written}").mailbox.rpartition("@")[2]
    except (BadAddress, DisposableAddress) as error:
        raise BadDomain(domain=written) from error
