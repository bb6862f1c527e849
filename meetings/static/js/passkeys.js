// Passkeys: fetches what a device is to be asked, asks it, and sends its answer with the form it belongs to.
// Forms marked data-passkey stay hidden where the browser cannot do it; other ways stand beside them.

const CAN = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential?.parseCreationOptionsFromJSON;

/** Ask the device, and return its answer as text. */
async function ask(form) {
  const response = await fetch(form.dataset.options, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrf_token.value },
  });
  if (response.redirected) {
    location.assign(response.url);
    return "";
  }
  const options = await response.json();
  if (!response.ok) throw new Error(options.problem ?? "");
  const found =
    form.dataset.passkey === "enrol"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(found.toJSON());
}

/** Say in words why it did not work; people who stop it themselves read the same. */
function say(form, error) {
  const known = error instanceof DOMException || error instanceof TypeError || error instanceof SyntaxError;
  const words = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
  form.querySelector("[data-problem]").textContent = known || !error.message ? words : error.message;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !CAN;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      form.elements.answer.value = await ask(form);
      if (form.elements.answer.value) form.submit();
    } catch (error) {
      say(form, error);
    }
    button.disabled = false;
  });
}
for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = Boolean(CAN);
