// Where the keyboard is: its name for a person, how thick its outline is, and whether it can be seen.
() => {
  const element = document.activeElement;
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();
  const outline = (node, part) => {
    const style = getComputedStyle(node, part);
    return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  };
  let thickest = 0;
  for (let node = element; node && node !== document.body; node = node.parentElement) {
    thickest = Math.max(thickest, outline(node), outline(node, "::after"));
  }
  const box = element.getBoundingClientRect();
  const bar = document.querySelector(".action-bar");
  const over = bar && !bar.contains(element) && getComputedStyle(bar).position === "sticky" ? bar.getBoundingClientRect() : null;
  return {
    name: element.labels?.length ? words(element.labels[0]) : words(element),
    outline: thickest,
    covered: over !== null && box.bottom > over.top && box.top < over.bottom,
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
  };
};
