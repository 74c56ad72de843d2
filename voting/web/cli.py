"""What the commands of `flask` have in common: trouble is one sentence, and addresses may be asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import SQLAlchemyError

from voting.errors import DomainError
from voting.keys import KeyProblem

# Asked for when it is left out: what stands in a command is kept by the shell, and by sudo in the system's log.
address_argument = click.argument(
    "address", required=False, callback=lambda *given: given[2] or click.prompt("Address")
)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Say what went wrong in a sentence; nothing was stored then."""
    try:
        yield
    except (DomainError, KeyProblem) as error:
        raise click.ClickException(str(error)) from error
    except SQLAlchemyError as error:
        kind = type(error).__name__
        raise click.ClickException(
            f"The database does not serve this ({kind}). Has `flask db upgrade` been run?"
        ) from error
