// What makes the page wider than its window, is cut off at an edge, or is so narrow that words stand letter by letter: a
// list, empty when all is well. A table that scrolls within the page may be wide, and what only a screen reader meets may
// lie anywhere.
() => {
  const overflow = (element) => getComputedStyle(element).overflowX;
  const forScreenReaders = (element) => element.getBoundingClientRect().width <= 1 || element.matches(".ds-skip-link");
  const apart = (element) => {
    for (let node = element; node; node = node.parentElement) {
      if (["auto", "scroll"].includes(overflow(node)) || forScreenReaders(node)) return true;
    }
    return !element.checkVisibility({ visibilityProperty: true });
  };
  const edge = (element) => {
    let right = innerWidth;
    for (let node = element; node; node = node.parentElement) {
      if (["clip", "hidden"].includes(overflow(node))) right = Math.min(right, node.getBoundingClientRect().right);
    }
    return right + 0.5;
  };
  const found = new Set();
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) found.add(`the page is ${width} pixels wide on ${innerWidth}`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode, element = text.parentElement;
    if (!text.data.trim() || apart(element)) continue;
    range.selectNodeContents(text);
    const right = edge(element);
    const boxes = [...range.getClientRects()];
    const cut = boxes.some((box) => box.width > 0 && (box.right > right || box.left < -0.5));
    const lines = new Set(boxes.map((box) => box.top)).size;
    if (lines > 3 && text.data.trim().length < 3 * lines) found.add(`letter by letter: ${text.data.trim()}`);
    if (cut) found.add(`cut off: ${text.data.trim().slice(0, 80)}`);
  }
  return [...found].slice(0, 8);
};
