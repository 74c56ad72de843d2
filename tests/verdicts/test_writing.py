"""The jury's notes and its citation: plain texts, of one person each, that nobody overwrites unseen."""

import uuid
from functools import partial

import pytest

from tests.acts import act
from tests.concurrency.test_reviewing import at_once
from tests.lookups import events_of, id_of
from tests.page import main_text
from tests.site import Site
from tests.tables import contents
from tests.verdicts.acts import EVA, OLA, cite, edit_note, note, propose, tied
from tests.words import said
from voting.accounts import service as accounts
from voting.accounts.rules import Role, read_address
from voting.contests.rules import Action, NotInThisPhase, Phase, Tie
from voting.errors import EditedMeanwhile, NotFound
from voting.text import LocalText
from voting.transaction import transaction
from voting.verdicts import rules
from voting.verdicts.queries import list_notes

only_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ODD = "<script>alert(1)</script> {{ 1234 * 4321 }} {% raw %} [x](javascript:alert(1)) ![x](//evil.se/x.png) \u202eabc"


def second_juror(site: Site) -> uuid.UUID:
    with site.app.app_context(), transaction():
        account_id = accounts.ensure_account(read_address("ola@demo.example"))
        accounts.grant(account_id=account_id, role=Role.JUROR, actor=None)
    return account_id


@only_sqlite
def test_all_of_the_jury_read_a_note_and_only_its_writer_changes_it(site: Site) -> None:
    vote = site.make_vote()
    eva = site.staff(Role.JUROR, "en")
    eva.get(f"/jury{vote.path}/notes")
    eva.submit(text="*First* thought", in_minutes="y")
    assert "<em>First</em> thought" in eva.page.text
    with site.app.app_context():
        number = list_notes(vote.id)[0].id
    second_juror(site)
    ola = site.voter("ola@demo.example", "en")
    assert "<em>First</em> thought" in ola.get(f"/jury{vote.path}/notes").text
    assert f"notes/{number}" not in ola.page.text
    assert ola.get(f"/jury{vote.path}/notes/{number}").status_code == 404
    refused = ola.post(f"/jury{vote.path}/notes/{number}", {"csrf_token": ola.token(), "text": "x", "revision": "1"})
    assert refused.status_code == 404
    unticked = {"csrf_token": eva.token(), "text": "Second thought", "revision": "1"}
    eva.post(f"/jury{vote.path}/notes/{number}", unticked)
    assert "Second thought" in eva.page.text
    assert said(site, "Not in the minutes.", "en") in main_text(eva.page)
    assert all("thought" not in str(event.details) for event in events_of(site, vote))
    assert [event.action for event in events_of(site, vote)][-2:] == ["noted", "noted"]


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_odd_and_long_notes(site: Site, lang: str) -> None:
    vote = site.make_vote()
    juror = site.staff(Role.JUROR, lang)
    path = f"/jury{vote.path}/notes"
    juror.get(path)
    juror.submit(text=ODD)
    for broken in ("<script>alert", "5332114", "javascript:alert", "<img"):
        assert broken not in juror.page.text.partition("<main")[2].partition("<textarea")[0].replace(
            "[x](javascript:alert(1))", ""
        )
    assert "{{ 1234 * 4321 }}" in juror.page.text
    longest = "å" * rules.NOTE_LENGTH
    juror.get(path)
    assert juror.submit(text=longest).status_code == 200
    before = contents(site)
    for text, message in (
        (longest + "!", "Write at most %(max)d characters. Everything you wrote is still here."),
        (" \r\n ", "Write something. An empty note is not saved."),
    ):
        juror.get(path)
        juror.submit(text=text)
        assert juror.page.status_code == 422
        assert said(site, message, lang).replace("%(max)d", str(rules.NOTE_LENGTH)) in main_text(juror.page)
        assert text.strip() in juror.page.text
    assert contents(site) == before
    juror.get(path)
    assert juror.submit(text="a\x00b").status_code == 400


@only_sqlite
def test_a_note_that_was_changed_in_another_tab_is_not_overwritten_unseen(site: Site) -> None:
    vote = site.make_vote()
    juror = site.staff(Role.JUROR, "en")
    mine = id_of(site, "juror@demo.example")
    number = note(site, vote, "One", actor=mine)
    path = f"/jury{vote.path}/notes/{number}"
    juror.get(path)
    edit_note(site, vote, number, "Two", revision=1, actor=mine)
    juror.submit(text="Three")
    assert juror.page.status_code == 422
    text = main_text(juror.page)
    assert said(site, EditedMeanwhile.message, "en") in text
    assert "Two" in text
    assert "Three" in juror.page.text
    juror.submit(path, text="Three")  # having seen what is saved
    assert "Three" in main_text(juror.get(f"/jury{vote.path}/notes"))
    assert juror.post(path, {"csrf_token": juror.token(), "text": "x", "revision": "-1"}).status_code == 422


def test_two_edits_at_once_keep_one(site: Site) -> None:
    vote = site.make_vote()
    for at in range(4):
        number = note(site, vote, f"Note {at}")
        outcomes = at_once(*(partial(edit_note, site, vote, number, text, revision=1) for text in ("a", "b", "c")))
        assert sorted(outcomes) == ["EditedMeanwhile", "EditedMeanwhile", "done"]


@only_sqlite
def test_notes_are_of_one_contest_one_writer_and_end_with_publishing(site: Site) -> None:
    vote, other = tied(site, Tie.SHARED), site.make_vote(year=2025)
    number = note(site, vote)
    with pytest.raises(NotFound):
        edit_note(site, other, number, "x", revision=1)
    with pytest.raises(NotFound):
        edit_note(site, vote, number, "x", revision=1, actor=OLA)
    act(site, vote, Action.PUBLISH)
    for late in (partial(note, site, vote), partial(edit_note, site, vote, number, "x", revision=1)):
        with pytest.raises(rules.NotesLocked):
            late()
    with pytest.raises(NotInThisPhase):
        note(site, site.make_vote(Phase.DRAFT, award="third"))
    juror = site.staff(Role.JUROR)
    assert "<textarea" not in juror.get(f"/jury{vote.path}/notes").text


@only_sqlite
def test_nobody_fills_the_disk_with_notes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_NOTES", 2)
    vote = site.make_vote()
    for text in ("Ett", "Två", "Två"):  # the same words sent twice are one note
        note(site, vote, text)
    with site.app.app_context():
        assert [kept.text for kept in list_notes(vote.id)] == ["Ett", "Två"]
    with pytest.raises(rules.TooManyNotes):
        note(site, vote, "Tre")
    note(site, vote, actor=OLA)


@only_sqlite
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_citation_is_read_once_the_result_is_published(site: Site, lang: str) -> None:
    vote = tied(site, Tie.SHARED)
    juror, reader = site.staff(Role.JUROR, lang), site.browser(lang)
    juror.get(f"/jury{vote.path}/citation/nominee-1")
    juror.submit(sv="Modig.\nSaklig. <b>{{ 7*7 }}</b>", en="Brave.\nFair. <b>{{ 7*7 }}</b>")
    assert said(site, "Saved. Everybody can read it when the result is published.", lang) in main_text(juror.page)
    assert {"sv": "Modig", "en": "Brave"}[lang] not in reader.get(f"{vote.path}/results").text
    act(site, vote, Action.PUBLISH)
    assert {"sv": "Modig.", "en": "Brave."}[lang] in reader.get(f"{vote.path}/results").text
    assert "&lt;b&gt;{{ 7*7 }}&lt;/b&gt;" in reader.page.text
    told = reader.get(f"{vote.path}/results.json").json
    assert told["citations"]["nominee-1"]["sv"].startswith("Modig.")
    juror.get(f"/jury{vote.path}/citation/nominee-1")
    juror.submit(sv="", en="x" * 2001)
    text = main_text(juror.page)
    assert juror.page.status_code == 422
    assert said(site, "Write the citation in Swedish.", lang) in text
    assert "x" * 2001 in juror.page.text


@only_sqlite
def test_a_citation_is_for_who_gets_the_award(site: Site) -> None:
    vote = tied(site, certify=False)
    act(site, vote, Action.CLOSE)
    with pytest.raises(NotInThisPhase):
        cite(site, vote)
    act(site, vote, Action.CERTIFY)
    with pytest.raises(rules.NoWinner):
        cite(site, vote)  # the jury has not chosen yet
    propose(site, vote, "nominee-2", jury=frozenset({EVA}))
    for slug in ("nominee-1", "nominee-3", "nobody"):
        with pytest.raises(rules.NoWinner):
            cite(site, vote, slug)
    cite(site, vote, "nominee-2")
    with pytest.raises(EditedMeanwhile):
        cite(site, vote, "nominee-2")
    cite(site, vote, "nominee-2", revision=1, text=LocalText("b", "b"))


@only_sqlite
@pytest.mark.parametrize("revision", ["", "-1", "x"])
def test_a_first_citation_without_its_revision_is_saved_at_the_second_press(site: Site, revision: str) -> None:
    vote = tied(site, Tie.SHARED)
    juror = site.staff(Role.JUROR, "en")
    juror.get(f"/jury{vote.path}/citation/nominee-1")
    assert juror.submit(sv="Modig.", en="Brave.", revision=revision).status_code == 422
    assert said(site, EditedMeanwhile.message, "en") in main_text(juror.page)
    assert "Brave." in juror.page.text
    juror.submit()
    assert said(site, "Saved. Everybody can read it when the result is published.", "en") in main_text(juror.page)


def test_two_citations_at_once_keep_one(site: Site) -> None:
    vote = tied(site, Tie.SHARED)
    outcomes = at_once(*(partial(cite, site, vote, text=LocalText(text, text)) for text in ("a", "b")), lambda: None)
    assert sorted(outcomes[:2]) == ["EditedMeanwhile", "done"]
