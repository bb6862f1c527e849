// Counts the seconds of whoever has the floor: <strong data-since="12.5" data-limit="180">. The server's figure counts.

const started = new WeakMap();

/** Show *seconds* as a clock does. */
const shown = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

setInterval(() => {
  for (const box of document.querySelectorAll("[data-since]")) {
    if (!started.has(box)) started.set(box, performance.now());
    const spoken = Number(box.dataset.since) + (performance.now() - started.get(box)) / 1000;
    box.textContent = shown(spoken);
    box.classList.toggle("text-danger", Number(box.dataset.limit) > 0 && spoken > Number(box.dataset.limit));
  }
}, 1000);
