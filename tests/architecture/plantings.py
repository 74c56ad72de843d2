"""The mistakes that test_planted.py plants, and what the checks must say of them.

A planting replaces `old` in `path` by `new`, or without `old` writes `new` at the end. In what the check is expected to
say, `{at}` stands for the path and line where the planted text begins, `{line}`, `{above}`, `{below}` for lines alone.
"""

from dataclasses import dataclass

from tests.architecture.checks import (
    catalogue,
    glossary,
    imports,
    purity,
    safety,
    sizes,
    spelling,
    strings,
    supplies,
    texts,
    usage,
    words,
    writing,
)
from tests.architecture.test_house import Check, name_of

PACKAGES = "Imports between packages only go down"
FILES = "Inside a package there are these files, and imports only go down"
PURE = "Rules know no web, no database and no clock, not even through others"
NOBODY = "Nothing that stores or counts a ballot knows an account, not even through others"
PO = "voting/translations/sv/LC_MESSAGES/messages.po"
MO = PO.replace(".po", ".mo")
HOW = "templates/pages/how.html"


@dataclass(frozen=True)
class Planting:
    check: Check
    path: str
    new: str
    said: tuple[str, ...]
    old: str = ""

    def __str__(self) -> str:
        return f"{name_of(self.check)}: {self.path}"


def plant(check: Check, path: str, new: str, *said: str, old: str = "") -> Planting:
    return Planting(check, path, new, said, old)


def importing(path: str, line: str, *said: str) -> Planting:
    return plant(imports.broken_contracts, path, line, *said)


def on_page(check: Check, line: str, *said: str, path: str = HOW) -> Planting:
    """A line of markup at the end of a page."""
    return plant(check, path, line, *said)


IMPORTS = (
    importing(
        "voting/web/order.py",
        "from voting.contests import rules",
        f"{PACKAGES}: voting.web.order -> voting.contests.rules",
    ),
    importing(
        "voting/jury/views.py", "from voting.admin import rules", f"{PACKAGES}: voting.jury.views -> voting.admin.rules"
    ),
    importing(
        "verifier/notes.py",
        "from voting.ledger import tree",
        "The verifier shares nothing with the product, not even its libraries: verifier.notes -> voting.ledger.tree",
    ),
    importing("voting/utils.py", '"""Things."""', f"{PACKAGES}: voting.utils"),
    importing("voting/common/__init__.py", '"""Things."""', f"{PACKAGES}: voting.common"),
    importing("voting/ballots/helpers.py", '"""Things."""', f"{FILES}: voting.ballots.helpers"),
    importing(
        "voting/looks/models.py",
        "from voting.looks import service",
        f"{FILES}: voting.looks.models -> voting.looks.service",
    ),
    importing(
        "voting/accounts/service.py",
        "from voting.accounts import access",
        "Accounts also say who may call a view: voting.accounts.service -> voting.accounts.access",
    ),
    importing(
        "voting/mail/transport.py",
        "from voting.mail import service",
        "Mail also has a way out: voting.mail.transport -> voting.mail.service",
    ),
    importing(
        "voting/web/headers.py",
        "from voting.web import errors",
        "The plumbing, each part on its own: voting.web.headers -> voting.web.errors",
    ),
    importing("voting/results/rules.py", "from flask import request", f"{PURE}: voting.results.rules -> flask"),
    importing("voting/text.py", "import sqlalchemy", f"{PURE}: voting.text -> sqlalchemy"),
    importing("voting/pages/rules.py", "from voting.clock import now", f"{PURE}: voting.pages.rules -> voting.clock"),
    importing(
        "voting/ballots/models.py",
        "from voting.accounts.models import Account",
        f"{NOBODY}: voting.ballots.models -> voting.accounts.models",
    ),
    importing(
        "voting/contests/models.py",
        "from voting.accounts.models import Account",
        f"{NOBODY}: voting.contests.models -> voting.accounts.models",
    ),
    importing(
        "voting/contests/service.py",
        "from voting.clock import now",
        "No server's own clock opens, closes or counts anything: voting.contests.service -> voting.clock",
    ),
    importing(
        "voting/clock.py",
        "from tests import page",
        "The product needs no test, tool or measurement: voting.clock -> tests",
    ),
)
WRITING = (
    plant(
        writing.commits_elsewhere,
        "voting/ballots/service.py",
        "def hurry() -> None: db.session.commit()",
        "{at} calls commit()",
    ),
    plant(
        writing.commits_elsewhere,
        "voting/mail/service.py",
        "def hurry() -> None: db.engine.begin()",
        "{at} calls begin()",
    ),
    plant(
        writing.commits_elsewhere,
        "voting/database.py",
        'AT_ONCE = {"isolation_level": "AUTOCOMMIT"}',
        "{at} says AUTOCOMMIT",
    ),
    plant(
        writing.transactions_elsewhere,
        "voting/contests/service.py",
        "def hurry() -> None: transaction()",
        "{at} opens transaction()",
    ),
    plant(
        writing.transactions_elsewhere,
        "voting/accounts/views.py",
        "def hurry() -> None: side_transaction()",
        "{at} opens side_transaction()",
    ),
    plant(
        writing.writing_gets,
        "voting/jury/views.py",
        '@blueprint.get("/touch")\ndef touch() -> None: _touch()\ndef _touch() -> None: transaction()',
        "voting/jury/views.py:{below} touch answers GET and opens a transaction",
    ),
)
PURITY = (
    plant(purity.impure_rules, "voting/mail/rules.py", "import random", "{at} imports random"),
    plant(purity.impure_rules, "voting/contests/rules.py", "LOADED = datetime.now()", "{at} calls datetime.now()"),
    plant(purity.impure_rules, "voting/nominees/rules.py", "NAMES = open('names')", "{at} calls open()"),
    plant(purity.clocks_elsewhere, "voting/ballots/views.py", "LATE = time.time()", "{at} calls time.time()"),
    plant(
        purity.requests_below_views,
        "voting/ballots/service.py",
        "from flask import session",
        "{at} imports session from flask",
    ),
    plant(
        purity.requests_below_views,
        "voting/results/queries.py",
        "from flask_login import current_user",
        "{at} imports current_user from flask_login",
    ),
    plant(purity.requests_below_views, "voting/mail/models.py", "import flask", "{at} imports flask"),
    plant(
        purity.requests_below_views,
        "voting/mail/service.py",
        "from voting.web.i18n import language",
        "{at} imports language from voting.web.i18n",
    ),
    plant(
        purity.busy_packages,
        "voting/jury/__init__.py",
        "from voting.jury import views",
        "{at} holds more or less than a docstring",
    ),
    plant(purity.busy_packages, "voting/web/extra/__init__.py", "", "{at} holds more or less than a docstring"),
)
LONG_BODY = "\n    pass" * 35
SIZES = (
    plant(sizes.long_files, "voting/long.py", "\n" * 250, "voting/long.py has 251 lines; 250 are allowed"),
    plant(sizes.long_files, "templates/long.html", "\n" * 60, "templates/long.html has 61 lines; 60 are allowed"),
    plant(
        sizes.long_views,
        "voting/jury/views.py",
        f"def endless() -> None:{LONG_BODY}",
        "{at} endless has 36 lines; 35 are allowed in a view",
    ),
)
SAFETY = (
    on_page(safety.inline_code, '<p style="color: red"></p>', "{at} has style= in <p>"),
    on_page(
        safety.inline_code,
        '<p style="background: url(https://cdn.example/seen.gif)"></p>',
        "{at} has style= in <p>",
        path="templates/mail/code.html",
    ),
    on_page(safety.inline_code, "<style>p { color: red }</style>", "{at} has <style>"),
    on_page(safety.inline_code, "<script>alert(1)</script>", "{at} has a script inside the page"),
    on_page(safety.inline_code, '<p\n{% if site.demo %}onclick="go()"{% endif %}></p>', "{at} has onclick= in <p>"),
    on_page(safety.inline_code, '<a href="javascript:go()"></a>', "{at} has code as an address in <a>"),
    on_page(
        safety.inline_code,
        '<script src="https://cdn.example/x.js"></script>',
        "{at} loads from another site in <script>",
    ),
    on_page(safety.inline_code, '{{ form.code(style="color: red") }}', "{at} has style= in a call"),
    on_page(safety.inline_code, "{{ title | safe }}", "{at} lets text through unescaped"),
)
TEXTS = (
    on_page(texts.untranslated, "<p>\n\nVote now</p>", f"{HOW}:{{below2}} shows “Vote now” untranslated"),
    on_page(texts.untranslated, "<p>&Ouml;</p>", "{at} shows “Ö” untranslated"),
    on_page(texts.untranslated, '<img src="x" alt="A hug">', "{at} shows “A hug” untranslated"),
    on_page(texts.untranslated, '<input type="submit" value="vote">', "{at} shows “vote” untranslated"),
    on_page(texts.untranslated, "<nav aria-label=\"{{ 'pages' }}\"></nav>", "{at} shows “pages” untranslated"),
    on_page(texts.untranslated, '<p>{{ "yes" if site.demo else _("No mail?") }}</p>', "{at} shows “yes” untranslated"),
    on_page(texts.untranslated, '{% set word = "vote" %}<p>{{ word ~ "!" }}</p>', "{at} shows “vote” untranslated"),
    on_page(
        texts.untranslated,
        '{% for kind, word in [("a", "ay"), ("b", _("Code"))] %}<b class="{{ kind }}">{{ word }}</b>{% endfor %}',
        "{at} shows “ay” untranslated",
    ),
    on_page(texts.untranslated, '{{ button("send") }}', "{at} shows “send” untranslated"),
    on_page(texts.untranslated, '{{ field(form.code, hint="eight", label="") }}', "{at} shows “eight” untranslated"),
    on_page(
        texts.untranslated, '{{ winner_card(contest, none, title="Who won") }}', "{at} shows “Who won” untranslated"
    ),
    on_page(texts.untranslated, '{{ anything("We have sent it.") }}', "{at} shows “We have sent it.” untranslated"),
    on_page(texts.untranslated, '{{ form.code(placeholder="eight") }}', "{at} shows “eight” untranslated"),
    on_page(texts.untranslated, "<p>{{ _(title) }}</p>", "{at} translates what no catalogue can hold"),
    on_page(texts.untranslated, "Hello", "{at} shows “Hello” untranslated", path="templates/mail/hello.txt"),
)
STRINGS = (
    plant(
        strings.untranslated,
        "voting/accounts/forms.py",
        '"Your e-mail address"',
        "{at} says “Your e-mail address” untranslated",
        old='_l("Your e-mail address")',
    ),
    plant(
        strings.untranslated,
        "voting/ballots/rules.py",
        'class Late(DomainError):\n    message = "late"',
        "voting/ballots/rules.py:{below} says “late” untranslated",
    ),
    plant(
        strings.untranslated,
        "voting/web/errors.py",
        'GONE = (400, "That page is gone.")',
        "{at} says “That page is gone.” untranslated",
    ),
    plant(
        strings.unextractable,
        "voting/pages/rules.py",
        'RULE = N_(f"At most {1} times")',
        "{at} marks something else than a literal with N_()",
    ),
)
USAGE = (
    plant(usage.templates, "templates/jury/start.html", "", "templates/jury/start.html is used by nobody"),
    plant(
        usage.templates,
        "voting/jury/views.py",
        '"jury/begin.html"',
        "{at} uses jury/begin.html, which does not exist",
        "templates/jury/index.html is used by nobody",
        old='"jury/index.html"',
    ),
    on_page(usage.unused_imports, '{% from "components/icon.html" import icon %}', "{at} imports icon for nothing"),
)
CATALOGUE = (
    on_page(
        catalogue.incomplete,
        '{{ _("Something new") }}',
        "{at} says “Something new”, which the catalogue lacks",
    ),
    plant(
        catalogue.incomplete,
        "voting/accounts/forms.py",
        'NEW = _l("Something new")',
        "{at} says “Something new”, which the catalogue lacks",
    ),
    plant(
        catalogue.incomplete,
        "voting/text.py",
        'NEW = N_("Something new")',
        "{at} says “Something new”, which the catalogue lacks",
    ),
    plant(catalogue.incomplete, PO, 'msgid "Old"\nmsgstr "Gammal"', f"{PO}:{{line}} “Old” is said by nobody"),
    plant(catalogue.incomplete, PO, '#~ msgid "Old"\n#~ msgstr "Gammal"', f"{PO}:{{line}} “Old” is obsolete"),
    plant(
        catalogue.incomplete,
        PO,
        'msgid "Kind"\nmsgstr ""',
        f"{PO}:{{line}} “Kind” is not translated",
        old='msgid "Kind"\nmsgstr "Typ"',
    ),
    plant(
        catalogue.incomplete,
        PO,
        '#, fuzzy\nmsgid "Kind"\n',
        f"{PO}:{{below}} “Kind” is only guessed (fuzzy)",
        old='msgid "Kind"\n',
    ),
    plant(
        catalogue.unequal_placeholders,
        PO,
        'msgstr "Din kod: %(kod)s"',
        f"{PO}:{{above}} “Your code: %(code)s” names ['kods'], not ['codes']",
        old='msgstr "Din kod: %(code)s"',
    ),
    plant(
        catalogue.stale,
        PO,
        'msgstr "Sort"',
        f"{MO} is not what messages.po compiles to: run tools/strings",
        old='msgstr "Typ"',
    ),
)
WORDS = (
    plant(words.said, PO, 'msgstr "Val"', f"{PO}:{{above}} says “Val”", old='msgstr "Typ"'),
    on_page(words.said, "Nobody’s\nvote is anonymous.", f"{HOW}:{{below}} says “anonymous”"),
    plant(words.said, "demo/arets-omfamning.yaml", "# Kandidater", "{at} says “Kandidater”"),
    plant(
        words.named,
        "voting/contests/models.py",
        "class ElectionList: pass",
        "{at} is called ElectionList, which is not our word",
    ),
    plant(
        words.named,
        "voting/ballots/service.py",
        "def cast_for(users): pass",
        "{at} is called users, which is not our word",
    ),
    plant(
        words.named,
        "voting/nominees/models.py",
        '__tablename__ = "poll_candidate"',
        "{at} is called poll_candidate, which is not our word",
    ),
)
GLOSSARY = (
    plant(
        glossary.other_words,
        PO,
        'msgstr "Medlemstyp"',
        f"{PO}:{{above}} says “Medlemstyp”; we say account / konto",
        old='msgstr "Typ"',
    ),
    on_page(glossary.other_words, "Submit your vote", "{at} says “Submit”; we say cast / rösta, skicka"),
    plant(
        glossary.other_words,
        "demo/arets-omfamning.yaml",
        'sv: "Sex finalister har fått',
        "{at} says “finalister”; we say nominee / nominerad",
        old='sv: "Sex nominerade har fått',
    ),
    plant(
        glossary.unpaired,
        PO,
        'msgstr "Posta"',
        f"{PO}:{{above}} says “receipt” without “kvitto” in Swedish",
        old='msgstr "Kvitto"',
    ),
)
SPELLING = (
    plant(
        spelling.slips,
        PO,
        'msgstr "Typ  av"',
        f"{PO}:{{above}} has two spaces: “Typ  av”",
        old='msgstr "Typ"',
    ),
    plant(
        spelling.slips,
        PO,
        'msgstr "Typ 5\\""',
        f'{PO}:{{above}} has a straight quotation mark: “Typ 5"”',
        old='msgstr "Typ"',
    ),
    plant(
        spelling.slips,
        PO,
        'msgstr "10 % av"',
        f"{PO}:{{above}} has a per cent sign without its non-breaking space: “10 % av”",
        old='msgstr "Typ"',
    ),
    plant(
        spelling.slips,
        "demo/arets-omfamning.yaml",
        "sv: Gävle - ett",
        "{at} has a hyphen for a dash: “Gävle - ett”",
        old='sv: "Målare"',
    ),
    plant(spelling.unlike, PO, 'msgstr "Kind"', f"{PO}:{{above}} says the same in Swedish: “Kind”", old='msgstr "Typ"'),
    plant(
        spelling.unlike,
        PO,
        'msgstr "Typ:"',
        f"{PO}:{{above}} ends in “” and in Swedish in “:”: “Kind”",
        old='msgstr "Typ"',
    ),
)
SUPPLIES = (
    plant(
        supplies.unlocked,
        "requirements.txt",
        "--index-url https://packages.example/simple",
        "{at} is neither a version nor a hash: --index-url https://packages.example/simple",
    ),
    plant(
        supplies.unlocked,
        "requirements-dev.txt",
        "thing @ file:///home/me/thing",
        "{at} is neither a version nor a hash: thing @ file:///home/me/thing",
    ),
    plant(supplies.unlocked, "requirements.txt", "thing==1.0 \\", "{at} has no hash: thing==1.0 \\"),
    plant(
        supplies.unlocked,
        "requirements.in",
        "thing",
        "requirements.in wants thing, which requirements.txt does not lock",
    ),
    plant(
        supplies.unlicensed,
        "static/vendor/other/other.js",
        "",
        "static/vendor/other has no licence",
        "static/vendor/other does not say its version",
    ),
)
PLANTINGS = (
    *IMPORTS, *WRITING, *PURITY, *SIZES, *SAFETY, *TEXTS, *STRINGS, *USAGE, *CATALOGUE, *WORDS, *GLOSSARY, *SPELLING,
    *SUPPLIES,
)  # fmt: skip
