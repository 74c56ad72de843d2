"""The Swedish catalogue holds what the product says: all of it, nothing else, and the compiled file is made from it."""

import re
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path("voting/translations/sv/LC_MESSAGES")
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?([sd%])")
Key = tuple[str | None, tuple[str, ...]]


def incomplete(root: Path) -> list[str]:
    """Texts without a Swedish translation, and translations of what nobody says any more."""
    said, translated = _extract(root), {_key(message): message for message in _messages(read(root))}
    complaints = [
        f"{place} says “{key[1][0]}”, which the catalogue lacks" for key, place in said.items() if key not in translated
    ]
    for key, message in translated.items():
        if key not in said:
            complaints.append(_at(message, "is said by nobody"))
        if not all(_texts(message)):
            complaints.append(_at(message, "is not translated"))
        if message.fuzzy:
            complaints.append(_at(message, "is only guessed (fuzzy)"))
    return complaints + [_at(message, "is obsolete") for message in read(root).obsolete.values()]


def unequal_placeholders(root: Path) -> list[str]:
    """A translation names exactly the values that its text names."""
    return [
        _at(message, f"names {sorted(found)}, not {sorted(wanted)}")
        for message in _messages(read(root))
        for wanted in [_placeholders(_ids(message)[-1])]
        for text in _texts(message)
        for found in [_placeholders(text)]
        if found != wanted
    ]


def stale(root: Path) -> list[str]:
    """The compiled catalogue is committed: a fresh checkout must speak Swedish without a build."""
    out = BytesIO()
    write_mo(out, read(root))
    compiled = root / FOLDER / "messages.mo"
    same = compiled.exists() and compiled.read_bytes() == out.getvalue()
    return [] if same else [f"{FOLDER}/messages.mo is not what messages.po compiles to: run tools/strings"]


def read(root: Path) -> Catalog:
    with (root / FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="sv")


def words(root: Path) -> list[tuple[int, str]]:
    """(line, text) of every message and translation."""
    return [
        (message.lineno or 0, text) for message in _messages(read(root)) for text in (*_ids(message), *_texts(message))
    ]


def pairs(root: Path) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """(place, English texts, Swedish texts) of every message: one of each, or two where there is a plural."""
    return [
        (f"{FOLDER}/messages.po:{message.lineno}", _ids(message), _texts(message)) for message in _messages(read(root))
    ]


def _extract(root: Path) -> dict[Key, str]:
    with (root / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(root, methods, options, keywords=KEYWORDS)
    return {
        (context, message if isinstance(message, tuple) else (message,)): f"{path}:{line}"
        for path, line, message, _, context in found
    }


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _key(message: Message) -> Key:
    return (message.context, _ids(message))


def _placeholders(text: str) -> set[str]:
    return {f"{name}{kind}" for name, kind in PLACEHOLDER.findall(text)}


def _at(message: Message, complaint: str) -> str:
    return f"{FOLDER}/messages.po:{message.lineno} “{_ids(message)[0]}” {complaint}"
