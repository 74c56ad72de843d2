// The stage: one step on or back by key, clicker or press. Without this file the links in the page do the same.
const steps = [...document.querySelectorAll("[data-step]")];
const WAYS = { " ": 1, ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
const go = (by) => {
  const at = Math.max(0, steps.findIndex((step) => `#${step.id}` === location.hash));
  const to = steps[at + by];
  if (!to) return;
  location.hash = to.id;
  to.focus({ preventScroll: true }); // so that a screen reader says what is on the screen
};
addEventListener("keydown", (event) => {
  const by = WAYS[event.key];
  if (!by || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (!event.repeat) go(by); // a key that is held down must not run past the second place
});
document.querySelector("main").addEventListener("click", (event) => {
  if (!event.target.closest("a")) go(1);
});
