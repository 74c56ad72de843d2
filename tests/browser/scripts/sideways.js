// What makes the page wider than its window or is cut off at its edge: a list, empty when all is well. A table that
// scrolls within the page may be wide, and what only a screen reader meets may lie anywhere.
() => {
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const apart = (element) => {
    for (let node = element; node; node = node.parentElement) if (scrolls(node) || node.matches(".visually-hidden, .skip-link")) return true;
    return false;
  };
  const out = [...document.querySelectorAll("body *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5) && !apart(element);
  });
  const width = document.documentElement.scrollWidth;
  const wide = width > innerWidth ? [`the page is ${width} pixels wide on ${innerWidth}`] : [];
  return [...wide, ...out.slice(0, 5).map((element) => `sticks out: ${element.outerHTML.slice(0, 120)}`)];
};
