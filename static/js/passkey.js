// Passkeys: the browser makes or shows one, and the form is sent with what it has to say. Loaded on these pages alone.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = form.querySelector("[role=alert]");
  const say = (text) => {
    problem.querySelector("span").textContent = text;
    problem.hidden = false;
  };
  const ask = async () => {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    const answer = await fetch(form.dataset.challenge, { method: "POST", body });
    const options = await answer.json();
    return form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  };
  form.addEventListener("submit", async (event) => {
    const name = form.elements.name; // a field of this name, where there is one, hides the form's own property
    if (name instanceof HTMLInputElement && !name.value.trim()) return; // the server says what is missing
    event.preventDefault();
    problem.hidden = true;
    if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return say(form.dataset.old);
    try {
      form.elements.credential.value = JSON.stringify((await ask()).toJSON());
      HTMLFormElement.prototype.submit.call(form);
    } catch (error) {
      say(error.name === "InvalidStateError" ? form.dataset.twice : form.dataset.failed);
    }
  });
}
