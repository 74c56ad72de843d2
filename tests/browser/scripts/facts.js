// What a page is, for the checks that every page must pass. `state` names the page and everything on it that a person
// could meet in another shape, without its random parts: the order of things, codes, receipts.
() => {
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const attributes = ["role", "type", "open", "hidden", "aria-current", "aria-invalid", "aria-describedby"];
  const shape = (element) => [
    element.localName, element.getAttribute("class") ?? "", element.checked ?? "",
    ...attributes.map((name) => element.getAttribute(name) ?? ""),
  ].join("|");
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].map(words),
    state: [...document.querySelectorAll("body, body *")].map(shape).sort().join("\n"),
  };
};
