"""`python3 -m verifier`."""

import sys
from importlib.util import find_spec

if __name__ == "__main__":
    if sys.version_info < (3, 11) or find_spec("cryptography") is None:
        sys.exit("verifier: needs Python 3.11 or later and its package `cryptography` (pip install cryptography)")
    from verifier.cli import main

    sys.exit(main(sys.argv[1:]))
