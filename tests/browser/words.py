"""The words on the pages that tests look for: a test says them in English and the person reads her own language."""

from voting.text import Language

EDITOR_WORDS = {
    "A new year for {award}": "Ett nytt år för {award}",
    "Add to the list": "Lägg till på listan",
    "Copy the nominees too": "Kopiera också de nominerade",
    "Correct the texts": "Rätta texterna",
    "Correct the texts of {vote}": "Rätta texterna för {vote}",
    "E-mail addresses": "E-postadresser",
    "Edit {vote}": "Redigera {vote}",
    "Embrace of the Year 2027": "Årets omfamning 2027",
    "How many times a vote may be changed": "Hur många gånger en röst får ändras",
    "Make the draft": "Skapa utkastet",
    "New year": "Nytt år",
    "Show a preview": "Visa förhandsvisning",
    "Save the draft": "Spara utkastet",
    "Saved.": "Sparat.",
    "Texts, dates and rules": "Texter, datum och regler",
    "The question is missing in English.": "Frågan saknas på engelska.",
    "Those who may vote": "De som får rösta",
    "To the vote's page": "Till omröstningens sida",
    "Write a whole number from 0 to 10.": "Skriv ett heltal från 0 till 10.",
    "Year": "År",
    "You cannot vote with this address": "Du kan inte rösta med den här adressen",
}
ADMIN_WORDS = {
    "Audit log": "Händelselogg",
    "Colour": "Färg",
    "Logo": "Logotyp",
    "Picture": "Bild",
    "Save the look": "Spara utseendet",
    "The look of {award}": "Utseendet för {award}",
    "Accounts": "Konton",
    "Cancel": "Avbryt",
    "Certify the result": "Fastställ resultatet",
    "Close voting now": "Stäng röstningen nu",
    "Mail queue": "Mejlkö",
    "Move the closing time": "Flytta sluttiden",
    "New closing time": "Ny sluttid",
    "Nothing. The vote is finished.": "Inget. Omröstningen är avslutad.",
    "Publish the result": "Publicera resultatet",
    "Reason": "Anledning",
    "Result certified": "Resultatet fastställt",
    "Result published": "Resultatet publicerat",
    "See the public page": "Se den offentliga sidan",
    "Type the word to show that you mean it.": "Skriv ordet för att visa att du menar det.",
    "Type “{word}” to confirm": "Skriv ”{word}” för att bekräfta",
    "Type “{word}”, exactly that word.": "Skriv ”{word}”, precis det ordet.",
    "Votes to run": "Omröstningar att sköta",
    "Voting closed": "Röstningen stängd",
    "Voting open": "Röstningen öppen",
    "certify": "fastställ",
    "close": "stäng",
    "publish": "publicera",
}
LIFECYCLE_WORDS = {
    "Show the result on stage": "Visa resultatet på scen",
    "Open the stage": "Öppna scenen",
    "First place": "Första plats",
    "Second place": "Andra plats",
    "Third place": "Tredje plats",
    "Shared first place": "Delad förstaplats",
    "Next": "Nästa",
    "Back": "Tillbaka",
    "No vote was counted, so there is no winner.": "Ingen röst räknades, så det finns ingen vinnare.",
    "Preview by a private link": "Förhandsvisa med en privat länk",
    "Make the link": "Gör länken",
    "Open the preview": "Öppna förhandsvisningen",
    "Rehearse the vote": "Repetera omröstningen",
    "Begin the rehearsal": "Börja repetera",
    "Test voters' e-mail addresses": "Provröstarnas e-postadresser",
    "For how many hours voting is open": "Hur många timmar röstningen är öppen",
    "Throw the rehearsal away": "Släng repetitionen",
    "throw away": "släng",
    "Publish the result at a set time": "Publicera resultatet vid en bestämd tid",
    "Time of publishing": "Tid för publicering",
    "Hall of fame": "Vinnare genom åren",
    "What everybody will see": "Det här kommer alla att se",
}
CONSENT_WORDS = {
    "{name} is nominated for {award}": "{name} är nominerad till {award}",
    "Anything else": "Något annat",
    "Ask for a change": "Be om en ändring",
    "English": "Engelska",
    "Notice and answer": "Besked och svar",
    "Notice to {name}": "Besked till {name}",
    "Say no": "Tacka nej",
    "Say no to the nomination": "Tacka nej till nomineringen",
    "Send": "Skicka",
    "Send the notice": "Skicka beskedet",
    "Swedish": "Svenska",
    "Take it over": "Inför ändringen",
    "The nominee has asked for the change.": "Den nominerade har bett om ändringen.",
    "This link does not work any more": "Den här länken fungerar inte längre",
    "Withdraw the nominee": "Dra tillbaka den nominerade",
    "Yes, this is right": "Ja, det stämmer",
}
FACTOR_WORDS = {
    "Change which votes the role is for": "Ändra vilka omröstningar rollen gäller",
    "Choose which votes the role is for.": "Välj vilka omröstningar rollen gäller.",
    "Code from the app": "Koden i appen",
    "Disable the account": "Stäng av kontot",
    "Enable the account again": "Öppna kontot igen",
    "I have kept the codes where I find them without my phone": (
        "Jag har sparat koderna så att jag hittar dem utan telefonen"
    ),
    "I have lost it: use a recovery code": "Jag har blivit av med den: använd en reservkod",
    "Keep your recovery codes": "Spara dina reservkoder",
    "Name": "Namn",
    "Nothing came of it. Try again, or take another way.": "Det blev inget. Försök igen eller gör på ett annat sätt.",
    "Recovery code": "Reservkod",
    "Remove {name}": "Ta bort {name}",
    "Remove {name}?": "Ta bort {name}?",
    "Set up a passkey": "Lägg till en nyckel",
    "Set up an app": "Lägg till en app",
    "Show that it is you": "Visa att det är du",
    "Show your passkey": "Visa din nyckel",
    "That code does not work. Check that it is the newest one, and type it again.": (
        "Den koden fungerar inte. Se efter att det är den senaste och skriv den igen."
    ),
    "That phone, computer or key has a passkey for this site already.": (
        "Den telefonen, datorn eller säkerhetsnyckeln har redan en nyckel för webbplatsen."
    ),
    "Use a passkey": "Använd en nyckel",
    "Use a recovery code": "Använd en reservkod",
    "Write a name, so that you recognise it in the list.": "Skriv ett namn, så att du känner igen den i listan.",
    "Your second step": "Ditt andra steg",
    "change": "ändra",
    "disable": "stäng av",
    "Invite someone": "Bjud in någon",
    "Send the invitation": "Skicka inbjudan",
}
REVIEW_WORDS = {
    "Announced reason": "Skäl som angavs i förväg",
    "Back to the vote": "Tillbaka till omröstningen",
    "Choose one of the announced reasons.": "Välj ett av skälen som angavs i förväg.",
    "Group {name}: 3 votes": "Grupp {name}: 3 röster",
    "It was cast with one of many addresses that were made up for this vote.": (
        "Den skickades med en av många adresser som har hittats på för omröstningen."
    ),
    "Is my vote counted?": "Är min röst räknad?",
    "Look it up": "Slå upp",
    "Proposal: Void votes": "Förslag: Underkänn röster",
    "Send the proposal": "Skicka förslaget",
    "Receipt number": "Kvittonummer",
    "Review the votes": "Granska rösterna",
    "The public log": "Den öppna loggen",
    "This vote has been voided, so it is not counted.": "Den här rösten är underkänd och räknas inte.",
    "Void votes": "Underkänn röster",
    "What points to it": "Vad som tyder på det",
    "You have proposed this yourself. Another administrator must decide it.": (
        "Du har själv föreslagit det här. En annan administratör måste besluta."
    ),
    "void": "underkänn",
}
SETUP_WORDS = {
    "Set up the site": "Gör webbplatsen klar",
    "Send a test message": "Skicka ett provmejl",
    "Your address after the vote": "Din adress efter omröstningen",
    "Type the code from the test message": "Skriv koden från provmejlet",
    "Settings": "Inställningar",
    "Save the settings": "Spara inställningarna",
    "Send me a test message": "Skicka ett provmejl till mig",
    "What to do next": "Det här gör du nu",
    "Name of the site in Swedish": "Webbplatsens namn på svenska",
    "Name of the site in English": "Webbplatsens namn på engelska",
    "Name of the organisation": "Organisationens namn",
    "Postal address": "Postadress",
    "E-mail address for questions": "E-postadress för frågor",
    "Sender of the mail": "Mejlens avsändare",
    "The site has been set up already": "Webbplatsen är redan klar",
    "What we have deleted": "Det här har vi raderat",
    "Only Swedish": "Bara svenska",
    "Save": "Spara",
    "Keep it for the next vote": "Spara den till nästa omröstning",
    "The mail server does not accept this address. Check how it is spelled.": (
        "Mejlservern godtar inte den här adressen. Kontrollera hur den är stavad."
    ),
    "Your e-mail address": "Din e-postadress",
    "Saved. Everybody sees it from now on.": "Sparat. Nu ser alla det.",
    "Somebody else has changed this": "Någon annan har ändrat det här",
    "Saved. You can change it at any time.": "Sparat. Du kan ändra det när du vill.",
}
JURY_WORDS = {
    "Approve the choice": "Godkänn förslaget",
    "Back to the count": "Tillbaka till räkningen",
    "Certified, but not public yet – do not share": "Fastställt men inte publicerat – sprid inte",
    "Change your note": "Ändra din anteckning",
    "Choose between them": "Välj mellan dem",
    "Choose between those with most votes": "Välj mellan dem som har flest röster",
    "Compare": "Jämför",
    "Date and time": "Datum och tid",
    "In English": "På engelska",
    "In Swedish": "På svenska",
    "Minutes of {award}": "Protokoll för {award}",
    "Minutes to print and sign": "Protokoll att skriva ut och skriva under",
    "Note": "Anteckning",
    "Propose": "Föreslå",
    "Put the note into the minutes": "Ta med anteckningen i protokollet",
    "Refresh automatically every minute": "Uppdatera automatiskt varje minut",
    "Save the citation": "Spara motiveringen",
    "Save the note": "Spara anteckningen",
    "Show hour by hour": "Visa timme för timme",
    "Show the figures": "Visa siffrorna",
    "Stop refreshing automatically": "Sluta uppdatera automatiskt",
    "The figures for a spreadsheet (CSV)": "Siffrorna för ett kalkylprogram (CSV)",
    "The figures have changed.": "Siffrorna har ändrats.",
    "The jury's citation": "Juryns motivering",
    "The jury's citation for {name}": "Juryns motivering för {name}",
    "The jury's notes": "Juryns anteckningar",
    "The result can be published now.": "Nu kan resultatet publiceras.",
    "Why, in English": "Varför, på engelska",
    "Why, in Swedish": "Varför, på svenska",
    "Write a note": "Skriv en anteckning",
    "Preliminary – do not share": "Preliminärt – sprid inte",
    "Refresh the figures": "Uppdatera siffrorna",
    "The count in {award}": "Rösträkningen i {award}",
    "The jury's pages": "Juryns sidor",
    "Votes": "Röster",
}
PAPER_WORDS = {
    "Poster": "Affisch",
    "Print": "Skriv ut",
    "QR code with the address of the vote": "QR-kod med omröstningens adress",
    "Table tent": "Bordsryttare",
}
PUBLIC_WORDS = {
    "Accessibility": "Tillgänglighet",
    "All votes": "Alla röster",
    "Back to the nominees": "Tillbaka till de nominerade",
    "How we count": "Så räknar vi",
    "No votes in {award}": "Inga röster i {award}",
    "Style guide": "Stilguide",
    "See who won": "Se vem som vann",
    "Skip to the content": "Hoppa till innehållet",
    "The closing time was moved: {reason}": "Sluttiden har flyttats: {reason}",
    "The count is finished": "Rösterna är räknade",
    "The demo's mailbox": "Demobrevlådan",
    "The result is here": "Resultatet är här",
    "The result is not published yet": "Resultatet är inte publicerat än",
    "The votes are in": "Rösterna är inne",
    "To the start page": "Till startsidan",
    "Voting opens {day}": "Röstningen öppnar {day}",
    "Who should receive Embrace of the Year 2026?": "Vem ska få Årets omfamning 2026?",
    "Open the demo's mailbox": "Öppna demobrevlådan",
    "Your data": "Dina uppgifter",
    "open the demo's mailbox": "öppna demobrevlådan",
    "{award} goes to {name}": "{award} går till {name}",
}
REFUSALS = {
    "Error": "Fel",
    "That cannot be done here": "Det går inte att göra här",
    "That is not possible now": "Det går inte just nu",
    "That page is not open to you": "Den sidan är inte öppen för dig",
    "Too many tries in a short while": "För många försök på kort tid",
    "That was too much at once": "Det var för mycket på en gång",
    "The form had gone stale": "Formuläret hade blivit för gammalt",
    "We cannot find that page": "Vi hittar inte sidan",
    "We cannot serve you right now": "Vi kan inte ta emot dig just nu",
}
VOTER_WORDS = {
    "Back to the nominees": "Tillbaka till de nominerade",
    "Cast my vote": "Skicka min röst",
    "Copied": "Kopierat",
    "Copy the number": "Kopiera numret",
    "Put the closing time in your calendar": "Lägg in sluttiden i kalendern",
    "Change address": "Byt adress",
    "Change whom you vote for": "Ändra vem du röstar på",
    "Change your vote": "Ändra din röst",
    "Check your mail": "Titta i din inkorg",
    "Choose one nominee": "Välj en av de nominerade",
    "Choose one of the nominees.": "Välj en av de nominerade.",
    "Chosen": "Vald",
    "Code": "Kod",
    "Continue": "Fortsätt",
    "E-mail address": "E-postadress",
    "På svenska": "In English",  # the link to the other language is in that language
    "Look over your vote": "Granska din röst",
    "Print the receipt": "Skriv ut kvittot",
    "Read more about {name}": "Läs mer om {name}",
    "Receipt number": "Kvittonummer",
    "Save the receipt as a file": "Spara kvittot som fil",
    "Send a new code": "Skicka en ny kod",
    "Send me a code": "Skicka en kod",
    "Sign in": "Logga in",
    "Sign out": "Logga ut",
    "Something needs your attention": "Något behöver rättas",
    "Thank you for your vote": "Tack för din röst",
    "That code does not work, or no longer does. Check the eight digits, or ask for a new code.":
        "Koden gäller inte, eller inte längre. Kontrollera de åtta siffrorna eller be om en ny kod.",
    "This replaces the vote you cast before.": "Den här rösten ersätter den du skickade tidigare.",
    "Vote for {name}": "Rösta på {name}",
    "Vote now": "Rösta nu",
    "Voting has closed": "Röstningen har stängt",
    "Voting has not opened yet": "Röstningen har inte öppnat än",
    "What is your e‑mail address?": "Vilken är din e-postadress?",
    "Write an e-mail address.": "Skriv en e-postadress.",
    "You can ask for a new code in": "Du kan be om en ny kod om",
    "Your vote did not arrive in time.": "Din röst hann inte fram.",
    "Your vote can no longer be changed.": "Din röst kan inte längre ändras.",
    "Write an e-mail address like this: name@example.se": "Skriv en e-postadress så här: namn@example.se",
    "You can change it {number} more times.": "Du kan ändra den {number} gånger till.",
    "You have voted": "Du har röstat",
    "You are voting for:": "Du röstar på:",
    "Your account": "Ditt konto",
}  # fmt: skip
NAMES = {
    "Amina Duale and Börje Kvistholm": "Amina Duale och Börje Kvistholm",
    "Embrace of the Year": "Årets omfamning",
    "Embrace of the Year 2026": "Årets omfamning 2026",
    "Karlskoga and Degerfors": "Karlskoga och Degerfors",
    "Lövhamra Municipality": "Lövhamra kommun",
    "Marit Tallhed": "Marit Tallhed",
    "The Hagaström Tunnel Group": "Tunnelgruppen i Hagaström",
    "Vedåsen Sports Club": "Vedåsens IF",
}
AUDIT_WORDS = {
    "Act": "Händelse",
    "Closing time moved": "Sluttiden flyttad",
    "Erase an account": "Radera ett konto",
    "Erase your account": "Radera ditt konto",
    "Files of {award}": "Filer för {award}",
    "For a spreadsheet (CSV)": "För ett kalkylprogram (CSV)",
    "From this day": "Från och med",
    "Show": "Visa",
    "The last day lies before the first. Change one of them.": (
        "Den sista dagen ligger före den första. Ändra en av dem."
    ),
    "Up to and including this day": "Till och med",
    "What has been done in {award}": "Vad som har gjorts i {award}",
    "When a person asks about their data": "När någon frågar om sina uppgifter",
}
MORE_WORDS = {
    "Announce the vote": "Utlys omröstningen",
    "Announced": "Utlyst",
    "Before the next step:": "Före nästa steg:",
    "Draft": "Utkast",
    "Nominee 1": "Nominerad 1",
    "Nominee 2": "Nominerad 2",
    "Nominee 3": "Nominerad 3",
    "Something broke on our side": "Något gick sönder hos oss",
    "The Test Award 2026": "Testpriset 2026",
    "The closing time has already passed.": "Sluttiden har redan passerat.",
    "The order is drawn at random for each visitor, so that nobody has the best place.": (
        "Ordningen är slumpad för varje besökare, så att ingen får den bästa platsen."
    ),
    "The table for a spreadsheet (CSV)": "Tabellen för kalkylprogram (CSV)",
    "There must be at least two nominees.": "Det måste finnas minst två nominerade.",
    "Who should receive the Test Award?": "Vem ska få Testpriset?",
    "Yes, this vote is recorded.": "Ja, den här rösten är registrerad.",
    "Your account may not see this page or do this. Nothing was changed.": (
        "Ditt konto får inte se den här sidan eller göra det här. Inget har ändrats."
    ),
    "announce": "utlys",
}
NOMINEE_WORDS = {
    "A new nominee": "En ny nominerad",
    "Add a nominee": "Lägg till en nominerad",
    "Correct {name}": "Rätta {name}",
    "Down": "Ner",
    "Import a vote": "Importera en omröstning",
    "Move": "Flytta",
    "Nominee 4": "Nominerad 4",
    "Photo": "Bild",
    "Position": "Plats",
    "Read nominees from a table": "Läs in nominerade från en tabell",
    "Save": "Spara",
    "Save this": "Spara det här",
    "Show what it would do": "Visa vad som skulle hända",
    "Take the nominee away": "Ta bort den nominerade",
    "The nominees of {award}": "De nominerade till {award}",
    "The table": "Tabellen",
    "Top": "Uppe",
    "Write about {name}": "Skriv om {name}",
    "of {name}": "för {name}",
}
FOLLOW_WORDS = {
    "Accounts": "Konton",
    "Follow-up": "Uppföljning",
    "Mail queue": "Mejlkö",
    "Turnout by hour and day": "Röster per timme och dag",
    "Turnout in {award}": "Antal röster i {award}",
    "Voting has closed, and the result is not certified yet.": (
        "Röstningen har stängt, och resultatet är inte fastställt än."
    ),
}
OFFICER_WORDS = {
    "Begin an award": "Börja med ett pris",
    "What the award is for is missing in Swedish.": "Vad priset är till för saknas på svenska.",
    "What the award is for is missing in English.": "Vad priset är till för saknas på engelska.",
    "What the nominees are judged by is missing in Swedish.": "Vad de nominerade bedöms efter saknas på svenska.",
    "What the nominees are judged by is missing in English.": "Vad de nominerade bedöms efter saknas på engelska.",
    "The organiser's name is missing.": "Arrangörens namn saknas.",
    "The question is missing in Swedish.": "Frågan saknas på svenska.",
    "The text below the question is missing in Swedish.": "Texten under frågan saknas på svenska.",
    "The text below the question is missing in English.": "Texten under frågan saknas på engelska.",
    "Save the texts": "Spara texterna",
    "Day": "Dag",
    "Hours for objections": "Timmar för invändningar",
    "How many votes enter the count together": "Hur många röster som räknas in samtidigt",
    "Make the award": "Skapa priset",
    "New award": "Nytt pris",
    "Organiser": "Arrangör",
    "Place": "Ort",
    "The Lantern": "Lyktan",
    "The Lantern 2026": "Lyktan 2026",
    "The nominees": "De nominerade",
    "Voting closes": "Röstningen stänger",
    "Voting opens": "Röstningen öppnar",
    "Who should receive the Lantern 2026?": "Vem ska få Lyktan 2026?",
    "You are here": "Du är här",
    "Eva Ljung": "Eva Ljung",
}
SWEDISH = (
    OFFICER_WORDS
    | MORE_WORDS
    | NOMINEE_WORDS
    | EDITOR_WORDS
    | ADMIN_WORDS
    | AUDIT_WORDS
    | FOLLOW_WORDS
    | SETUP_WORDS
    | LIFECYCLE_WORDS
    | CONSENT_WORDS
    | FACTOR_WORDS
    | REVIEW_WORDS
    | JURY_WORDS
    | PAPER_WORDS
    | PUBLIC_WORDS
    | REFUSALS
    | VOTER_WORDS
    | NAMES
)


def say(lang: Language, english: str, **values: object) -> str:
    """What the English words are in `lang`. `values` that are words themselves are said in it too."""
    own = {name: say(lang, value) if value in SWEDISH else value for name, value in values.items()}
    return (english if lang == "en" else SWEDISH[english]).format(**own)
