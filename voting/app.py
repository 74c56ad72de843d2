"""The application, put together. The table of contents of the program, and no logic."""

from collections.abc import Mapping

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from voting import models as _tables  # noqa: F401 every table is known before the first query
from voting.accounts import access
from voting.accounts import views as accounts
from voting.admin import cli as admin_cli
from voting.admin import views as admin
from voting.auditing import cli as audit_cli
from voting.auditing import views as auditing
from voting.ballots import cli as ballot_cli
from voting.ballots import views as ballots
from voting.canvass import views as canvass
from voting.config import ROOT, Settings, load
from voting.consent import cli as notice_cli
from voting.consent import views as consent
from voting.database import engine_options, prepare_engine
from voting.demo import views as demo
from voting.editing import cli as award_cli
from voting.editing import views as editing
from voting.exports import cli as export_cli
from voting.exports import views as exports
from voting.extensions import csrf, db, migrate
from voting.factors import views as factors
from voting.followup import views as followup
from voting.importing import cli as contest_cli
from voting.importing import views as importing
from voting.jury import views as jury
from voting.keys import open_ring
from voting.looks import views as looks
from voting.mail import cli as mail_cli
from voting.nominating import views as nominating
from voting.nominees import views as nominees
from voting.organisation import cli as setup_cli
from voting.organisation import views as organisation
from voting.pages import views as pages
from voting.passkeys import views as passkeys
from voting.previews import views as previews
from voting.privacy import cli as privacy_cli
from voting.privacy import views as privacy
from voting.publishing import cli as publishing_cli
from voting.publishing import views as publishing
from voting.rehearsals import cli as rehearsals_cli
from voting.rehearsals import views as rehearsals
from voting.results import cli as rehearsal_cli
from voting.results import views as results
from voting.retention import views as retention
from voting.sharing import views as sharing
from voting.sheets import cli as nominee_cli
from voting.sheets import views as sheets
from voting.staff import cli as account_cli
from voting.staff import views as staff
from voting.verdicts import views as verdicts
from voting.voters import cli as voters_cli
from voting.voters import views as voters
from voting.web import (
    cli,
    compression,
    errors,
    fields,
    headers,
    i18n,
    identity,
    limits,
    logs,
    order,
    origin,
    sessions,
    static,
    templating,
)

MAX_BODY_BYTES = 64 * 1024
MAX_FIELDS = 50


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The WSGI application for these settings (default: the process's environment). Raises ConfigError, KeyProblem."""
    settings = load(environ)
    logs.configure(settings.log_level)
    app = Flask("voting", template_folder=str(ROOT / "templates"), static_folder=None)
    app.extensions["voting_settings"] = settings
    app.extensions["voting_keys"] = open_ring(settings.key_dir, make=settings.demo)
    app.config.update(
        SECRET_KEY=app.extensions["voting_keys"].secret,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        TRUSTED_HOSTS=settings.answered_hosts,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=MAX_FIELDS,
        WTF_CSRF_SSL_STRICT=False,  # a browser may keep its Referer to itself: see web/origin.py
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a ballot left open over lunch still works
        PREFERRED_URL_SCHEME="https" if settings.https else "http",
    )
    app.url_map.strict_slashes = False  # an address that was read aloud works with and without its last slash
    _bind_extensions(app, settings)
    _register_screens(app, settings)
    _register_commands(app)
    access.check_routes(app)
    return app


def _bind_extensions(app: Flask, settings: Settings) -> None:
    app.session_interface = sessions.DatabaseSessions(app.extensions["voting_keys"], https=settings.https)
    logs.init_app(app)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    compression.init_app(app)
    headers.init_app(app)
    order.init_app(app, https=settings.https)
    identity.init_app(app, settings)
    organisation.init_app(app)
    i18n.init_app(app)
    errors.init_app(app)
    fields.init_app(app)
    limits.init_app(app)
    origin.init_app(app)
    access.init_app(app)
    csrf.init_app(app)
    templating.init_app(app, settings)
    looks.init_app(app)
    previews.init_app(app)
    nominating.init_app(app)
    sheets.init_app(app)
    consent.init_app(app)
    importing.init_app(app)
    voters.init_app(app)
    editing.init_app(app)
    static.init_app(app)
    app.wsgi_app = headers.SecurityHeaders(app.wsgi_app, https=settings.https)  # type: ignore[method-assign]
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _register_screens(app: Flask, settings: Settings) -> None:
    people = (accounts, factors, passkeys, organisation, staff, voters)
    draft = (nominees, nominating, sheets, consent, importing, editing, looks, previews, rehearsals)
    count = (ballots, results, canvass, verdicts, retention, publishing)
    audiences = (jury, admin, auditing, exports, privacy, followup, pages, sharing)
    for screens in (*people, *draft, *count, *audiences):
        app.register_blueprint(screens.blueprint)
    if settings.demo:
        app.register_blueprint(demo.blueprint)


def _register_commands(app: Flask) -> None:
    cli.register(app, rehearsal_cli.log_blueprint)
    cli.register(app, admin_cli.contest_blueprint)
    for commands in (
        account_cli,
        audit_cli,
        award_cli,
        ballot_cli,
        contest_cli,
        export_cli,
        mail_cli,
        nominee_cli,
        notice_cli,
        privacy_cli,
        publishing_cli,
        rehearsal_cli,
        rehearsals_cli,
        setup_cli,
        voters_cli,
    ):
        cli.register(app, commands.blueprint)
