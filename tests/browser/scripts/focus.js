// Where the keyboard is: its name for a person, how thick its outline is, and whether it can be seen. It is covered when a
// bar that stays put while the page scrolls lies over any of it.
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
  const covers = (bar) => {
    if (!["fixed", "sticky"].includes(getComputedStyle(bar).position) || bar.contains(element)) return false;
    const over = bar.getBoundingClientRect();
    const apart = box.bottom <= over.top || box.top >= over.bottom || box.right <= over.left || box.left >= over.right;
    return !apart && !element.contains(bar);
  };
  return {
    name: element.labels?.length ? words(element.labels[0]) : words(element),
    outline: thickest,
    covered: [...document.querySelectorAll("body *")].some(covers),
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0,
  };
};
