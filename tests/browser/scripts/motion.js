// What moves or would move: running animations, transitions that take time, changes of page that are drawn slowly.
() => {
  const found = new Set(document.getAnimations().map((one) => `running: ${one.animationName ?? one.transitionProperty ?? one.id}`));
  const slow = (times) => times.split(",").some((time) => parseFloat(time) > 0);
  const name = (element, part) => `${element.localName}${part ?? ""}`;
  for (const element of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (slow(style.transitionDuration)) found.add(`transition on ${name(element, part)}`);
      if (style.animationName !== "none" && slow(style.animationDuration)) found.add(`animation on ${name(element, part)}`);
      if (style.scrollBehavior === "smooth") found.add(`smooth scrolling on ${name(element, part)}`);
    }
  }
  const inForce = (rule) => !rule || ((!rule.media || matchMedia(rule.media.mediaText).matches) && inForce(rule.parentRule));
  const walk = (rules) => [...rules].flatMap((rule) => [rule, ...(rule.cssRules ? walk(rule.cssRules) : [])]);
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
    for (const rule of walk(sheet.cssRules)) {
      if (rule.constructor.name === "CSSViewTransitionRule" && rule.navigation === "auto" && inForce(rule)) found.add("view transition");
    }
  }
  return [...found];
};
