"""What somebody's list of sessions says of a browser: its name and its system, and nothing finer.

Versions and models would tell one visitor from another, and nobody needs them to recognise an own computer.
"""

# The first that is found names it: most browsers also claim to be those that stand further down.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Vivaldi", "Vivaldi"), ("SamsungBrowser", "Samsung"),
    ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrom", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
UNKNOWN = "/"


def describe(claimed: str) -> str:
    """`Firefox/Windows`; of what a browser says of itself. What is not known is left out."""
    return "/".join(next((name for mark, name in known if mark in claimed), "") for known in (BROWSERS, SYSTEMS))


def browser_and_system(device: str) -> tuple[str, str]:
    browser, _, system = device.partition("/")
    return browser, system
