// Keeps parts of a page as they are on the server: every element with data-live="address" is fetched again every
// data-every seconds (4), or as often as the answers say (Live-Every), and changed when its ETag (data-tag) is another
// one. docs/live.md says what a part promises.

const USUAL = 4;
const LONGEST = 60;
// Seconds after the moment that a part waits for (data-until) in which it asks twice as often.
const NEAR = 10;
// Milliseconds after that moment from which the server has something new.
const AFTER = 350;
// Seconds between two announcements of one part at least.
const QUIET = 10;

/** Say whether a field of *box* holds what somebody typed or chose and has not sent. */
const typed = (box) => [...box.querySelectorAll("input, textarea, select")].some((field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return field.type !== "hidden" && field.value !== field.defaultValue;
  const first = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(first, 0);
});

/** Say whether somebody is at work in *box*: then it stays as it is until they have left. */
const busy = (box) => (box.contains(document.activeElement) && document.activeElement !== box) || typed(box);

/** Put *html* into *box*; details that have an id stay open. */
function put(box, html) {
  const open = [...box.querySelectorAll("details[open][id]")].map((each) => each.id);
  box.innerHTML = html;
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  box.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
}

/** Return over how many milliseconds a room spreads its questions that asks every so many *seconds*: the larger it is,
the nearer to all of them. */
const spread = (seconds) => 1000 * (seconds - Math.min(seconds, 1) / 2);

/** Return for how many milliseconds to wait: not all phones of a room ask in the same instant, near the end or not. */
function pause(box, seconds) {
  const jitter = 0.8 + 0.4 * Math.random();
  const left = [...box.querySelectorAll("[data-until]")]
    .map((each) => Date.parse(each.dataset.until) - Date.now())
    .find((each) => each > -NEAR * 1000 && each < seconds * 1000);
  if (left === undefined) return seconds * 1000 * jitter;
  return left > 0 ? left + AFTER + spread(seconds) * Math.random() : seconds * 500 * jitter;
}

/** Return what says the words of *box* (data-say) politely to who does not see them: when they changed, now and then. */
function voice(box) {
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
  const words = () => box.querySelector("[data-say]")?.dataset.say ?? "";
  let said = words();
  let last = 0;
  let timer;
  box.before(status);
  const say = () => {
    clearTimeout(timer);
    if (words() === said) return;
    const wait = last + QUIET * 1000 - Date.now();
    if (wait > 0) {
      timer = setTimeout(say, wait);
      return;
    }
    last = Date.now();
    said = words();
    status.textContent = said;
  };
  return say;
}

/** Follow what the server says of *box*. */
function follow(box) {
  const status = Object.assign(document.createElement("p"), { className: "small hc-mut mb-1", role: "status" });
  let tag = box.dataset.tag ?? "";
  let every = Number(box.dataset.every) || USUAL;
  let failures = 0;
  let looking = false;
  let timer;
  box.before(status);
  const tell = voice(box);

  /** Say *words* politely, once. */
  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };
  const fetched = async () => {
    const headers = tag ? { "If-None-Match": tag } : {};
    const response = await fetch(box.dataset.live, { headers, cache: "no-store" });
    every = Number(response.headers.get("Live-Every")) || every;
    if (response.status === 304) return;
    if (!response.ok || response.redirected) throw new Error(`answered ${response.status}`);
    const html = await response.text();
    if (busy(box)) return;
    tag = response.headers.get("ETag") ?? "";
    put(box, html);
    tell();
  };
  const look = async () => {
    if (document.hidden || looking) return;
    looking = true;
    clearTimeout(timer);
    try {
      await fetched();
      failures = 0;
      say("");
    } catch {
      failures += 1;
      say(box.dataset.lost ?? "");
    }
    looking = false;
    const seconds = Math.min(Math.max(every, failures && USUAL) * 2 ** failures, LONGEST);
    timer = setTimeout(look, failures ? seconds * 1000 * (0.8 + 0.4 * Math.random()) : pause(box, seconds));
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);
  timer = setTimeout(look, pause(box, every * (0.6 + 0.8 * Math.random())));
}

document.querySelectorAll("[data-live]").forEach(follow);
