// Comforts for browsers with JavaScript. Every page works without this file.
const all = (selector) => document.querySelectorAll(selector);
const onPress = (selector, act) => {
  for (const place of all(selector)) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => act(place));
  }
};

// The voter's own randomness in the receipt: the server's is replaced by 16 bytes made here.
for (const field of all('input[name="nonce"]')) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  field.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  field.form.elements.drawn.value = "browser";
}

// A double press sends once. Coming back with the back button makes the form usable again.
for (const form of all("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000); // a lost connection must not lock the form
  });
}
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) delete form.dataset.sent;
});

// "Read more" and back, and the other language: this tab remembers what is marked on the ballot, until it is cast or
// somebody signs out. Not in the address: the browser's history would show the choice for ever.
const ballot = document.querySelector("form[data-keep-choice]");
if (ballot) {
  const key = `mark ${ballot.dataset.keepChoice}`;
  const kept = CSS.escape(sessionStorage.getItem(key) ?? "");
  if (kept && !ballot.querySelector(":checked")) {
    const card = ballot.querySelector(`input[type="radio"][value="${kept}"]`);
    if (card) card.checked = true;
  }
  ballot.addEventListener("change", (event) => {
    if (event.target.type === "radio") sessionStorage.setItem(key, event.target.value);
  });
}
if (document.querySelector("[data-forget-choice]")) sessionStorage.clear();
for (const form of all("form[data-forget-on-submit]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}

// How long is left, in the words of voting/web/templating.py; in the last ten minutes with seconds, for the eye alone.
const unit = (name, count) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: name, unitDisplay: "long" }).format(count);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const tick = () => {
  for (const place of all("[data-until]")) {
    const seconds = Math.max(0, Math.floor((Date.parse(place.dataset.until) - Date.now()) / 1000));
    const minutes = Math.floor(seconds / 60);
    const words =
      minutes >= 2880 ? unit("day", Math.floor(minutes / 1440))
      : minutes >= 120 ? unit("hour", Math.floor(minutes / 60))
      : minutes ? unit("minute", minutes)
      : place.dataset.soon;
    if (!seconds) { // not this clock but the server's decides: ask it, once
      if (!sessionStorage.getItem(place.dataset.until)) {
        sessionStorage.setItem(place.dataset.until, "asked");
        if (!document.querySelector("form[data-keep-choice], form[data-guard]")) location.reload();
      }
      continue;
    }
    if (place.firstChild.data !== words) place.firstChild.data = words;
    if (minutes < 10 && !calm.matches) {
      place.clock ??= place.appendChild(Object.assign(document.createElement("span"), { ariaHidden: "true" }));
      place.clock.textContent = ` ${minutes}:${String(seconds % 60).padStart(2, "0")}`;
    }
  }
};
if (document.querySelector("[data-until]")) {
  tick();
  setInterval(tick, 1000);
}

// Printing, copying and sharing need a script, so these buttons are shown only here.
onPress("[data-print]", () => print());
if (navigator.clipboard) {
  onPress("[data-copy]", async (place) => {
    const said = place.querySelector("[role=status]");
    said.textContent = await navigator.clipboard.writeText(place.dataset.copy).then(() => place.dataset.done, () => place.dataset.failed);
  });
}
if (navigator.share) {
  onPress("[data-share]", (place) => navigator.share({ title: place.dataset.share, url: place.dataset.url }).catch(() => {}));
}

// Whoever has switched it on gets new figures once a minute, as if the button had been pressed, and hears of it only when
// they are others than before.
const shown = document.querySelector("[data-refresh]");
const renew = async () => {
  if (shown.contains(document.activeElement)) return;
  const form = document.querySelector("[data-renew]");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-refresh]");
  if (!fresh) return location.reload(); // signed out, or voting has closed
  const moved = fresh.dataset.refresh !== shown.dataset.refresh;
  shown.dataset.refresh = fresh.dataset.refresh;
  shown.replaceChildren(...fresh.childNodes);
  const said = document.querySelector("[data-refreshed]");
  said.textContent = moved ? `${said.dataset.refreshed} ${shown.querySelector("time").textContent}` : "";
};
if (shown) setInterval(renew, 60000);

// A long text must not be lost by a wrong click: whoever leaves a form with something typed in it is asked first. Nor
// because the session had ended when it was sent: the form that comes back after signing in has the text again, for the
// same account alone (data-guard). Signing in is still on the way to it; any other page forgets.
const warn = (event) => event.preventDefault();
const guarded = new Set();
for (const form of all("form[data-guard]")) {
  const key = `text ${form.dataset.guard} ${location.pathname}`;
  // A form that knows what it was filled in on (its revision) gets every field back, and that with them.
  const { revision } = form.elements;
  const fields = [...form.querySelectorAll(revision ? "textarea, input:not([type=radio], [type=checkbox], [type=file], [name=csrf_token])" : "textarea")];
  // Where the page answers what was sent, the server has the last word.
  const fresh = !("answers" in document.body.dataset || "unsaved" in form.dataset || "saved" in form.dataset);
  const were = fresh ? JSON.parse(sessionStorage.getItem(key) ?? "[]") : [];
  fields.forEach((field, at) => (field.value = (revision ? were[at] ?? field.value : field.value || were[at]) ?? ""));
  const arm = () => addEventListener("beforeunload", warn);
  form.addEventListener("input", arm);
  if ("unsaved" in form.dataset) arm(); // what came back is stored nowhere
  form.addEventListener("submit", (event) => {
    sessionStorage.setItem(key, JSON.stringify(fields.map((field) => field.value)));
    if (!event.defaultPrevented) removeEventListener("beforeunload", warn);
  });
  if (fresh) guarded.add(key);
}
if (!document.body.matches(".focused")) {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("text ") && !guarded.has(key)) sessionStorage.removeItem(key);
  }
}
