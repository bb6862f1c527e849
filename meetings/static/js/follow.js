// Follows what takes its time: asks how far it is once a second, and loads the page again when it has gone on.

const SECOND = 1000;
const box = document.querySelector("[data-follow]");

/** Show how far it is; a new state is another page. */
async function look() {
  try {
    const response = await fetch(box.dataset.follow, { cache: "no-store" });
    if (!response.ok || response.redirected) return location.reload();
    const now = await response.json();
    if (now.state !== box.dataset.state) return location.reload();
    const words = box.querySelector("[data-words]");
    if (words) {
      words.textContent = now.words;
      box.querySelector("progress").value = now.done;
    }
  } catch {
    // The site is away for a moment: ask again.
  }
  return setTimeout(look, SECOND);
}

if (box) setTimeout(look, SECOND);
