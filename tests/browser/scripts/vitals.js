// What a visitor feels of a page, collected from its first moment: `window.felt`. Runs before the page's own scripts.
(() => {
  const felt = { firstPaint: 0, largestPaint: 0, largest: "", shift: 0, shifted: [], persisted: null, backMs: null };
  window.felt = felt;
  const watch = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  watch("paint", (entry) => { if (entry.name === "first-contentful-paint") felt.firstPaint = entry.startTime; });
  watch("largest-contentful-paint", (entry) => {
    felt.largestPaint = entry.startTime;
    felt.largest = entry.element ? entry.element.localName + "." + entry.element.className : "";
  });
  watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    felt.shift += entry.value;
    felt.shifted.push(...entry.sources.map((source) => source.node?.nodeName + "." + source.node?.className));
  });
  // Back and forward: from the press, which the page that is left notes, until something is painted here.
  addEventListener("pageshow", (event) => {
    felt.persisted = event.persisted;
    const pressed = Number(sessionStorage.getItem("felt pressed"));
    sessionStorage.removeItem("felt pressed");
    if (pressed) requestAnimationFrame(() => requestAnimationFrame(() => { felt.backMs = Date.now() - pressed; }));
  });
})();
