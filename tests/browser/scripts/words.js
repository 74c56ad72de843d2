// Every text that a reader of this page's language can meet, attributes and title too, without what is marked as Swedish.
() => {
  const foreign = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("[lang=sv], script, style");
  const found = [document.title];
  const description = document.querySelector("meta[name=description]");
  if (description) found.push(description.content);
  for (const element of document.querySelectorAll("body *")) {
    if (foreign(element)) continue;
    for (const name of ["alt", "title", "placeholder", "aria-label", "aria-description"]) {
      if (element.getAttribute(name)) found.push(element.getAttribute(name));
    }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.data.trim() && !foreign(text)) found.push(text.data.replace(/\s+/g, " ").trim());
  }
  return found;
};
