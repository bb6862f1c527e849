// Copies an address at the press of a button; without this the address stands in a field that can be selected.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.focus();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Not allowed here: the address is selected, ready for the keyboard.
      return;
    }
    const words = button.innerHTML;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.innerHTML = words), 2000);
  });
}
