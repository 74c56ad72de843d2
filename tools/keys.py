"""Make the application key of a production installation: python -m tools.keys

It goes to VOTING_KEY_DIR with mode 0600. A key that is there already is never replaced. Keep a copy apart from the
database's backups: without it nobody can sign in and no stored address can be read.
"""

import os
import sys

from voting.config import SETTINGS
from voting.keys import KeyProblem, open_ring


def main() -> int:
    setting = next(setting for setting in SETTINGS if setting.name == "KEY_DIR")
    directory = setting.parse(os.environ.get("VOTING_KEY_DIR", setting.default))
    already = (directory / "app.key").exists()
    try:
        open_ring(directory, make=True)
    except (KeyProblem, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{directory / 'app.key'}: {'it was there already, and is sound' if already else 'made'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
