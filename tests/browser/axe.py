"""axe-core on the page as it stands.

`page.evaluate` goes through the browser's debugger, so the strict security policy of our pages stays in force.
"""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that another colour scheme can break

# In forced colours Chromium tells axe a text's fill as the style sheet has it, and paints it in its forced colour.
RUN = """
async (rules) => {
  const style = CSSStyleDeclaration.prototype, read = style.getPropertyValue;
  if (matchMedia("(forced-colors: active)").matches) {
    style.getPropertyValue = function (name) {
      return read.call(this, name === "-webkit-text-fill-color" ? "color" : name);
    };
  }
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], preload: false });
  style.getPropertyValue = read;
  const told = (node) => [node.html, node.failureSummary];
  return found.violations.map((rule) => [rule.id, rule.help, rule.nodes.map(told)]);
}
"""


@cache
def _source() -> str:
    return (Path(__file__).parent / "vendor" / "axe.min.js").read_text()


def violations(page: Page, rules: list[str]) -> list[str]:
    """What these of axe's rules (or those with these tags) find, a paragraph for each element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source() + "; 0")
    return [
        f"{rule}: {meaning}\n    {html}\n    {summary}"
        for rule, meaning, nodes in page.evaluate(RUN, rules)
        for html, summary in nodes
    ]
