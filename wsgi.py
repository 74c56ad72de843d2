"""What a WSGI server serves: `wsgi:app`."""

from voting import worker
from voting.app import create_app

app = create_app()
worker.start(app)
