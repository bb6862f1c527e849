// Counts down to a moment: every element with data-until shows the minutes and seconds left. The time itself stands
// beside it as text, so without this module nothing is missing.

/** Return *seconds* as “8:05”. */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Show how much is left; long before the end, and after it, nothing. */
function show() {
  document.querySelectorAll("[data-until]").forEach((box) => {
    const left = Math.ceil((Date.parse(box.dataset.until) - Date.now()) / 1000);
    const near = left >= 0 && left < 3600;
    box.classList.toggle("d-none", !near);
    const words = near ? clock(left) : "";
    if (box.textContent !== words) box.textContent = words;
  });
}

show();
setInterval(show, 1000);
