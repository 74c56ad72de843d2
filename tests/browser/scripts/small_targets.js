// What can be pressed but is too small: [[name, width, height]]. The size is where a finger hits, found by asking the
// page itself, so that a card which is one large label counts as what it is. A link in a sentence may be small (WCAG
// 2.5.8), and one in the footer is held to the law's 24 pixels.
() => {
  const reaches = (element, x, y) => {
    const hit = document.elementFromPoint(x, y);
    const pressed = hit?.closest("a, button, input, select, textarea, label");
    return pressed === element || (pressed?.localName === "label" && pressed.control === element);
  };
  const extent = (element, x, y, dx, dy) => {
    let length = 0;
    while (length < 60 && reaches(element, x + dx * (length + 1), y + dy * (length + 1))) length += 1;
    return length;
  };
  const inSentence = (element) =>
    element.localName === "a" && element.closest("p, li, dd") !== null && getComputedStyle(element).display.startsWith("inline")
    && [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const small = [];
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(".ds-skip-link") || inSentence(element)) continue;
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const box = element.getClientRects()[0];
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const width = extent(element, x, y, -1, 0) + 1 + extent(element, x, y, 1, 0);
    const height = extent(element, x, y, 0, -1) + 1 + extent(element, x, y, 0, 1);
    const least = element.closest("footer") ? 24 : 44;
    if (width < least || height < least) small.push([element.textContent.trim() || element.name, width, height]);
  }
  scrollTo({ top: 0, behavior: "instant" });
  return small;
};
