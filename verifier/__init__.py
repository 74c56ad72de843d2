"""Checks the published result of a vote, offline, from SPEC.md alone: `python3 -m verifier BUNDLE`.

It shares no code with the server, needs the standard library and `cryptography`, and writes nothing.
Read in this order: `checks` (V1 to V14), `log`, `ballots`, `count`, `merkle`, `notes`, `checkpoints`, `receipts`,
`bundle`, `strict`; then `report`, `summary`, `cli`; `watch` stands alone.
"""

import sys

sys.dont_write_bytecode = True  # run from within a bundle, it must not add a file to it
