"""What a WSGI server serves: `wsgi:app`. The `flask` command finds it here too, and then nothing goes on beside it."""

import os
import sys

from voting import worker
from voting.app import create_app
from voting.config import ConfigError
from voting.keys import KeyProblem

try:
    app = create_app()
except (ConfigError, KeyProblem) as problem:
    sys.exit(str(problem))

if "FLASK_RUN_FROM_CLI" not in os.environ:
    worker.start(app)
