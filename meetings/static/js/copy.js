// Copies an address at the press of a button; without this the address stands in a field that can be selected.

const PAUSE = 2000;

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.querySelector("[aria-live]");
  const usual = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      words.textContent = button.dataset.done;
      setTimeout(() => (words.textContent = usual), PAUSE);
    } catch {
      // Not allowed, or no secure connection: the address is selected, ready for the keyboard.
      field.focus();
      field.select();
    }
  });
}
