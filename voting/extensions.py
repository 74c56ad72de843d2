"""The extensions, made empty here and bound to an application in `voting.app`, and what else hangs on it."""

from typing import cast

from flask import current_app
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from voting.config import Settings
from voting.database import Base
from voting.keys import KeyRing

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
csrf = CSRFProtect()
login_manager = LoginManager()
babel = Babel()


def settings() -> Settings:
    """The settings of the application at hand."""
    return cast(Settings, current_app.extensions["voting_settings"])


def key_ring() -> KeyRing:
    """The keys of the application at hand."""
    return cast(KeyRing, current_app.extensions["voting_keys"])
