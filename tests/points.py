"""The acceptance points: what must hold before we say that everyone can vote.

Each has a test that carries its number, `@pytest.mark.acceptance(6)`, and shows all of it. The result is in
docs/acceptance.md, which a test run makes (tests/acceptance.py).
"""

Key = int | str

POINTS: dict[Key, str] = {
    1: "One tap leads from the start page to the ballot; question, deadline and button are seen without scrolling.",
    2: "Everything can be done without JavaScript, by voters, the jury and admins.",
    3: "Voting takes at most four pages after the start page, and one mail; nobody has to solve a puzzle.",
    4: "Cards side by side are equally high; the longest name wraps, and nothing is cut off.",
    5: "A tap anywhere on a card chooses it.",
    6: "If nothing is chosen, the title says so first, the focus is on the summary, and it leads to the first choice.",
    7: "Going back, reading more and changing keep the choice.",
    8: "A double tap, reloading and going back make neither a second vote nor a question about sending again.",
    9: "Of two tabs the one that confirms last counts, and both can tell.",
    10: "A code that is old, wrong or used is explained and replaced by one tap; nobody learns who is known here.",
    11: "A receipt number may be typed in small letters and without its dashes.",
    12: "If the deadline passes while the ballot is open, the voter is told so, with the local time.",
    13: "The nominees' order differs from browser to browser, stays in each, and the page says that it is drawn.",
    14: "While voting is open, nothing public tells how the votes are spread.",
    15: "English is complete: pages, dates, mails, errors, titles and descriptions of pictures.",
    16: "Thirty people behind one network address can vote within the hour.",
    17: "The result can be read without style sheets.",
    18: "The table opens right in a Swedish spreadsheet program, and a nominee called `=1+1` stays text.",
    19: "A draft lists exactly what is missing, and cannot be announced before that is mended.",
    20: "A word that is typed wrong is an error in the form, and what was written is kept.",
    21: "Once announced, the nominees are locked; a mistake is corrected with a reason that everybody can read.",
    22: "Before a vote is announced and before its result is published, a preview shows the very page that everybody "
    "will see.",
    23: "A juror is refused every admin's page and form, and told why.",
    24: "Who was signed out in another tab signs in again and finds the form with the text in it.",
    25: "A photo from a phone comes out upright, without its place and small; other files are refused in plain words.",
    26: "Lists of none, one, six, twelve and sixty nominees look as if they were meant so.",
    27: "The order of the nominees is changed without dragging.",
    28: "The accessibility checker axe finds nothing on any page in any state, in light and dark.",
    29: "Contrast is computed from the design's own colours, and each text says which language it is in.",
    30: "Everything can be done with the keyboard, and one always sees where one is.",
    31: "On a screen 320 pixels wide and with text at twice its size nothing scrolls sideways.",
    32: "In forced colours one sees the choice, the focus and the bars.",
    33: "What can be pressed is at least 44 pixels wide and high (24 in the footer).",
    34: "Who wants less motion gets less; the countdown is text and is not read out as it ticks.",
    35: "Each step has a title of its own and one main heading, and no level of headings is skipped.",
    36: "No request leaves the site, no error is in the console, no cookie comes before it is needed, no banner.",
    37: "The security policy allows nothing unsafe; its headers are on files, missing pages and failures too.",
    38: "The first page weighs at most 100 KB without photos, and hardly moves while it loads.",
    39: "Result, receipt and minutes print on one page, without navigation.",
    40: "The share image shows å, ä and ö right, and a result only after publishing.",
    "Firefox": "The voter's whole way, in Firefox.",
    "WebKit": "The voter's whole way, in WebKit, which every iPhone has.",
}
