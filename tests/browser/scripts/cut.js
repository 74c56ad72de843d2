// Texts that cannot be read as a whole: cut by what they stand in, above or below, or lying over one another, and bars
// that stay put and hide too much of a small window. A list, empty when all is well.
() => {
  const style = (element) => getComputedStyle(element);
  const onlySpoken = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const box = node.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1 || box.bottom + scrollY <= 0) return true;
    }
    return !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const found = new Set();
  const lines = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode, element = text.parentElement;
    if (!text.data.trim() || onlySpoken(element)) continue;
    range.selectNodeContents(text);
    const words = text.data.trim().replace(/\s+/g, " ").slice(0, 60);
    for (const box of range.getClientRects()) {
      if (box.width < 2) continue;
      const middle = box.height / 4; // letters fill the middle of their line, which may be lower than they are
      const line = { element, words, left: box.left + 1, right: box.right - 1, top: box.top + middle, bottom: box.bottom - middle };
      lines.push(line);
      for (let node = element; node && node !== document.documentElement; node = node.parentElement) {
        if (!["clip", "hidden"].includes(style(node).overflowY)) continue;
        const edge = node.getBoundingClientRect();
        if (line.top < edge.top - 1 || line.bottom > edge.bottom + 1) found.add(`cut off: ${words}`);
      }
    }
  }
  const stays = (element) => {
    for (let node = element; node; node = node.parentElement) {
      if (["fixed", "sticky"].includes(style(node).position)) return node;
    }
    return null;
  };
  lines.forEach((line) => { line.layer = stays(line.element); });
  for (const [index, one] of lines.entries()) {
    for (const other of lines.slice(index + 1)) {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      const apart = one.layer !== other.layer; // a bar that stays may pass over the text that scrolls
      if (across > 1 && down > 1 && !apart && one.element !== other.element) found.add(`“${one.words}” lies over “${other.words}”`);
    }
  }
  for (const element of document.querySelectorAll("body *")) {
    if (!["fixed", "sticky"].includes(style(element).position) || onlySpoken(element)) continue;
    const box = element.getBoundingClientRect();
    const part = Math.round((100 * box.height) / innerHeight);
    if (part > 40) found.add(`${element.localName} stays and takes ${part} % of the window's height`);
  }
  return [...found].slice(0, 8);
};
