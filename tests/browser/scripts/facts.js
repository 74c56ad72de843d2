// What a page is, for the checks that every page must pass. `state` names the page and everything on it that a person
// could meet in another shape, without its random parts: the order and number of things, codes, receipts.
() => {
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const attributes = ["role", "type", "open", "hidden", "aria-current", "aria-invalid", "aria-describedby"];
  const shape = (element) => [
    element.localName, element.getAttribute("class") ?? "", element.checked ?? "",
    ...attributes.map((name) => element.getAttribute(name) ?? ""),
  ].join("|");
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const canonical = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  const [arrival] = performance.getEntriesByType("navigation");
  return {
    lang: document.documentElement.lang,
    title: document.title,
    status: arrival?.responseStatus ?? 0,
    // Which page this is, wherever it stands: without what only tells one thing of a kind from another.
    page: new URL(canonical).pathname.replace(/^\/en(?=\/|$)/, "").replace(/[0-9a-f-]{8,}/g, "…")
      .replace(/\/[^/]+\/\d{4}(?=\/|$)/, "/award/year").replace(/^\/setup\/[^/]+/, "/setup/…"),
    levels: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen).map((heading) => Number(heading.localName[1])),
    headings: [...document.querySelectorAll("h1")].map(words),
    state: [...new Set([...document.querySelectorAll("body, body *")].map(shape))].sort().join("\n"),
  };
};
