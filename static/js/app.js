// Comforts for browsers with JavaScript. Every page works without this file.

// The voter's own randomness in the receipt: the server's is replaced by 16 bytes made here.
for (const field of document.querySelectorAll('input[name="nonce"]')) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  field.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  field.form.elements.drawn.value = "browser";
}

// A double press sends once. Coming back with the back button makes the form usable again.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000); // a lost connection must not lock the form
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
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
for (const form of document.querySelectorAll("form[data-forget-on-submit]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}

// Printing needs a script, so the button is shown only here.
for (const place of document.querySelectorAll("[data-print]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => print());
}
