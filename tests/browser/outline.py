"""A page as a screen reader tells it: Chromium's accessibility tree, one line for each thing, in reading order.

main
heading 1 Välj en av de nominerade
group Vem ska få Årets omfamning 2026?
radio Vedåsens IF (Håller idrottshallen öppen …)
button Fortsätt
"""

from typing import Any

from playwright.sync_api import Page

# What a person finds a way by, and what can be operated. Plain text and lists are read, not looked for.
TOLD = {
    "alert", "banner", "button", "caption", "columnheader", "complementary", "contentinfo", "form", "group", "heading",
    "img", "link", "main", "navigation", "radio", "radiogroup", "region", "rowheader", "search", "table", "textbox",
}  # fmt: skip
NAMES = {"image": "img", "radioButton": "radio", "textField": "textbox"}
STATES = ("checked", "invalid", "expanded")


def outline(page: Page) -> list[str]:
    browser = page.context.new_cdp_session(page)
    nodes = browser.send("Accessibility.getFullAXTree")["nodes"]
    browser.detach()
    known = {node["nodeId"]: node for node in nodes}
    return _lines(nodes[0], known)


def _lines(node: dict[str, Any], known: dict[str, Any]) -> list[str]:
    role = node.get("role", {}).get("value", "")
    role = NAMES.get(role, role)
    told = not node["ignored"] and role in TOLD
    below = [line for child in node.get("childIds", []) if child in known for line in _lines(known[child], known)]
    if role == "listitem" and not below:
        return [f"item {' '.join(_text(node, known).split())}"]
    return [_line(role, node), *below] if told else below


def _text(node: dict[str, Any], known: dict[str, Any]) -> str:
    if node.get("role", {}).get("value") == "StaticText":
        return f"{node['name']['value']} "
    return "".join(_text(known[child], known) for child in node.get("childIds", []) if child in known)


def _line(role: str, node: dict[str, Any]) -> str:
    name = " ".join(node.get("name", {}).get("value", "").split())
    description = " ".join(node.get("description", {}).get("value", "").split())
    held = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
    level = [str(held["level"])] if role == "heading" else []
    states = [f"[{state}]" for state in STATES if str(held.get(state, "false")) not in ("false", "None")]
    told = [role, *level, *([name] if name else []), *([f"({description})"] if description else []), *states]
    return " ".join(told)


def in_order(told: list[str], expected: str) -> str:
    """What is wrong when the expected lines are not all there in this order; empty when they are.

    A line that ends with … says how a line begins.
    """
    rest = iter(told)
    for line in (line.strip() for line in expected.strip().splitlines()):
        begins = line.removesuffix("…")
        if not any(each == line or (begins != line and each.startswith(begins)) for each in rest):
            return f"missing, or out of its place: {line!r} in\n" + "\n".join(told)
    return ""
