"""Every refusal says what happened, what was kept and what to do, in both languages.

What to do begins a sentence with its verb. A refusal beside a field keeps what was typed by being there; one that is a
page of its own says what was kept.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from flask_babel import force_locale

from tests.architecture.checks.code import dotted, modules
from tests.architecture.conftest import ROOT
from tests.site import Site
from voting import typed
from voting.accounts.rules import AccountDisabled
from voting.audit.rules import BadHead
from voting.ballots.rules import BadReceipt, LinkDestroyed
from voting.canvass.rules import BadBallots, MadeTooLate, OwnProposal, ProposerGone
from voting.editing.rules import BesideField
from voting.errors import DomainError, NotFound
from voting.importing import mistakes
from voting.jury.rules import NotClosedYet
from voting.ledger.rules import BadWitness
from voting.looks.rules import BadColour
from voting.previews.rules import PreviewOver
from voting.text import Language
from voting.verdicts.rules import NoTie, NoWinner
from voting.web.errors import FORM_EXPIRED, WORDS
from voting.web.i18n import translated

LANGUAGES: tuple[Language, ...] = ("sv", "en")
VERBS = {
    "en": re.compile(
        "(Ask|Begin|Change|Check|Choose|Close|Come|Compare|Correct|Decide|Decline|Edit|Go|Import|Invite|Keep|Look|Make|Open|Print|Put|Save|Set|Sign|Stop"
        "|Take|Tick|Try|Type|Use|Wait|Write)\\b",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        "(Använd|Avslå|Be|Besluta|Bjud|Börja|Försök|Fråga|Gå|Importera|Jämför|Kom|Kontrollera|Kryssa|Leta|Logga|Låt|Lägg|Rätta|Se|Skriv"
        "|Skriv ut|Slå|Spara|Stoppa|Stäng|Ta|Titta|Välj|Vänta|Ändra|Öppna)\\b",
        re.IGNORECASE,
    ),
}
NOTHING_TO_DO = frozenset({"You need not do anything more.", "Du behöver inte göra något mer."})
KEPT = {
    "en": re.compile(r"[Nn]othing (?:was|has|you)|is recorded|counts\b|is safe|stays"),
    "sv": re.compile(r"[Ii]nget |Ingenting har|Ingen röst har|är registrerad|räknas\b|finns kvar"),
}
# A page of its own that has nothing to say of what was kept, and why.
NOTHING_WAS_SENT: dict[type[DomainError], str] = {
    NotFound: "somebody came to look",
    AccountDisabled: "somebody came to sign in",
    LinkDestroyed: "somebody came to look; the page leads to the receipt",
    OwnProposal: "also tells on the proposal's page why it has no button",
    MadeTooLate: "also tells on the proposal's page why it has no button",
    ProposerGone: "also tells on the proposal's page why it has no button",
    BadHead: "told to the operator by a command",
    BadWitness: "told to the operator by a command",
    NotClosedYet: "somebody came to look",
    NoTie: "somebody came to look",
    NoWinner: "somebody came to look",
    PreviewOver: "somebody came to look",
}
NEVER_ITSELF = (BadReceipt, BadBallots, BesideField)  # only the narrower kinds of it are raised


def refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Every kind of refusal of the product. (Tests make kinds of their own.)"""
    if kind.__module__.startswith("voting."):
        if kind not in NEVER_ITSELF:
            yield kind
        for narrower in kind.__subclasses__():
            yield from refusals(narrower)


def is_beside_a_field(kind: type[DomainError]) -> bool:
    """Told in the form that it refuses; there is no page of its own."""
    if issubclass(kind, (BadHead, BadWitness)):  # told to the operator by a command
        return False
    return kind.status == 422 or issubclass(kind, (BadBallots, BadColour, BadReceipt))


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.:?!]) ", text)


def says_what_to_do(text: str, lang: Language) -> bool:
    return any(VERBS[lang].match(sentence) or sentence in NOTHING_TO_DO for sentence in sentences(text))


def field_errors() -> set[str]:
    """The texts that stand beside fields: what is marked in the forms and is no label of a field or of a choice."""
    found = set()
    for module in modules(ROOT):
        if module.file == "forms.py":
            fields = [call for call in module.calls if dotted(call.func).endswith("Field")]
            named = [call.args[0] for call in fields if call.args]
            named += [word.value for call in fields for word in call.keywords if word.arg == "choices"]
            labels = {id(node) for name in named for node in ast.walk(name)}
            marked = [call for call in module.calls if dotted(call.func) in ("_l", "N_") and id(call) not in labels]
            found |= {str(getattr(call.args[0], "value", "")) for call in marked}
    return {text for text in found if text.endswith((".", "”"))}  # what does not end is a label


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_says_what_to_do(site: Site, lang: Language) -> None:
    with site.app.test_request_context(), force_locale(lang):
        said = {kind: translated(kind.message if is_beside_a_field(kind) else kind.todo) for kind in refusals()}
    assert len(said) > 30
    assert [text for text in said.values() if not says_what_to_do(text, lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_on_its_own_page_says_what_was_kept(site: Site, lang: Language) -> None:
    with site.app.test_request_context(), force_locale(lang):
        silent = {
            kind
            for kind in refusals()
            if not is_beside_a_field(kind)
            and not KEPT[lang].search(f"{translated(kind.message)} {translated(kind.todo)}")
        }
    assert silent == {kind for kind in refusals() if issubclass(kind, tuple(NOTHING_WAS_SENT))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_error_beside_a_field_says_what_to_do(site: Site, lang: Language) -> None:
    with site.app.test_request_context(), force_locale(lang):
        said = {error: translated(error) for error in field_errors()}
    assert {"Choose one of the nominees.", "Type “%(word)s”, exactly that word."} <= said.keys()
    assert [text for text in said.values() if not says_what_to_do(text, lang)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_mistake_in_a_contest_file_says_what_to_do(site: Site, lang: Language) -> None:
    """Where it stands is told before it."""
    marked = [text for name, text in (vars(typed) | vars(mistakes)).items() if name.isupper() and "." in str(text)]
    with site.app.test_request_context(), force_locale(lang):
        said = [translated(text) for text in marked]
        places = [translated(text) for text in (mistakes.AT_LINE, mistakes.AT_FIELD)]
    assert len(said) > 30
    assert [text for text in said if not says_what_to_do(text, lang)] == []
    assert (said == marked) is (lang == "en")
    assert all(text.startswith({"sv": "Rad ", "en": "Line "}[lang]) for text in places)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("status", [*WORDS, "form expired"])
def test_every_error_page_has_a_title_a_message_and_something_to_do(
    site: Site, status: int | str, lang: Language
) -> None:
    words = WORDS[status] if isinstance(status, int) else FORM_EXPIRED
    with site.app.test_request_context(), force_locale(lang):
        title, message, todo = (translated(text) for text in words)
    assert title
    assert title[-1] not in ".:"
    assert (message[-1], todo[-1]) == (".", ".")
    assert says_what_to_do(todo, lang)
    assert status in (404, 429) or KEPT[lang].search(message)


def test_every_status_that_a_refusal_has_is_in_the_table() -> None:
    assert {kind.status for kind in refusals()} - WORDS.keys() == {401, 410}
