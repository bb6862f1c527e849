// The door on a telephone: finds people by code, name or camera, and keeps the list for an hour without a network.
// What was noted waits in the browser and is sent again until it is taken; sent twice, it counts once.

const HOUR = 3_600_000;
const box = document.querySelector("#door");
const field = document.querySelector("#q");
const found = document.querySelector("#found");
const keys = { list: `door-list-${box.dataset.session}`, marks: `door-marks-${box.dataset.session}` };
let list = read(keys.list);
let camera = null;

/** What the browser keeps under *key*, unless it is older than an hour. */
function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < HOUR ? kept.value : null;
  } catch {
    return null;
  }
}

/** Keep *value* under *key*. */
function keep(key, value) {
  localStorage.setItem(key, JSON.stringify({ at: Date.now(), value }));
}

/** *text* in small letters without accents. */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

/** The letters of a code that was typed or scanned. */
function code(text) {
  return text.split("code=").pop().toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 8);
}

/** A new element with *words* and classes. */
function element(name, words = "", classes = "") {
  const made = document.createElement(name);
  made.textContent = words;
  made.className = classes;
  return made;
}

const status = element("p", "", "hc-mut small mt-3");
status.setAttribute("role", "status");
const scanner = element("button", box.dataset.scan, "btn btn-outline-primary mt-3");
const video = element("video", "", "w-100 mt-3");
box.append(scanner, video, status);
video.hidden = true;
video.playsInline = true;
scanner.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);

/** Whether the site could not be reached: a browser that has a network need not reach it. */
let lost = false;

/** Fetch *address* from the site, and note whether it was reached. */
async function reach(address, options) {
  try {
    const response = await fetch(address, options);
    lost = false;
    return response;
  } catch (error) {
    lost = true;
    throw error;
  }
}

/** Why the site did not take what was sent, in its words. */
let refused = "";

/** Say how many are inside, and what has still to be sent. */
function count() {
  const waiting = (read(keys.marks) ?? []).length;
  const away = lost || !navigator.onLine ? box.dataset.offline : "";
  const parts = [refused, away, waiting ? `${box.dataset.waits} ${waiting}` : ""];
  status.textContent = parts.filter(Boolean).join(" ");
  if (!list) return;
  const inside = list.people.filter((one) => one.came).length;
  document.querySelector("#count").textContent = `${inside} ${box.dataset.insideOf} ${list.people.length}`;
}

/** Fetch the list anew; without a network the kept one serves. */
async function fetchList() {
  try {
    const response = await reach(box.dataset.list, { cache: "no-store" });
    if (!response.ok || response.redirected) return;
    list = await response.json();
    for (const mark of read(keys.marks) ?? []) {
      const one = list.people.find((person) => person.id === mark.id);
      if (one && !one.came) one.came = mark.at;
    }
    keep(keys.list, list);
  } catch {
    // No network: what is kept serves.
  }
  count();
}

/** Send what waits; what was taken waits no longer. */
async function send() {
  const marks = read(keys.marks) ?? [];
  if (!marks.length || !list) return count();
  try {
    const response = await reach(box.dataset.send, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": list.token },
      body: JSON.stringify({ marks: marks.slice(0, 500) }),
    });
    if (response.ok && !response.redirected) {
      refused = "";
      const { taken } = await response.json();
      keep(keys.marks, (read(keys.marks) ?? []).filter((mark) => !taken.includes(mark.id)));
    } else {
      refused = response.status === 409 ? (await response.json()).error : "";
      await fetchList();
    }
  } catch {
    // No network: it is sent later.
  }
  return count();
}

/** Let *one* in, on this telephone at once and for everybody when there is a network. */
function letIn(one) {
  if (one.came) return;
  one.came = new Date().toISOString();
  keep(keys.list, list);
  keep(keys.marks, [...(read(keys.marks) ?? []), { id: one.id, at: one.came }]);
  show();
  send();
}

/** Show who is meant by what was typed. */
function show() {
  const typed = field.value;
  found.replaceChildren();
  count();
  if (!list || typed.trim().length < 2) return;
  const exact = list.people.filter((one) => one.code === code(typed));
  const letters = plain(typed);
  const people = exact.length
    ? exact
    : list.people.filter((one) => plain(`${one.name} ${one.body}`).includes(letters)).slice(0, 20);
  if (!people.length) found.append(element("p", box.dataset.nobody, "mt-3"));
  const rows = element("ul", "", "hc-list mt-3");
  for (const one of people) {
    const row = element("li");
    row.append(element("strong", one.name), one.body ? `, ${one.body}` : "", element("br"));
    if (one.came) {
      row.append(element("span", box.dataset.inside, "hc-st full ok"));
    } else {
      const button = element("button", box.dataset.letIn, "btn btn-sm btn-primary mt-1");
      button.setAttribute("aria-label", `${box.dataset.letIn}: ${one.name}`);
      button.addEventListener("click", () => letIn(one));
      row.append(button);
    }
    rows.append(row);
  }
  found.append(rows);
}

/** Read codes from the camera until it is stopped. */
async function scan() {
  if (camera) return stop();
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    status.textContent = box.dataset.noCamera;
    return undefined;
  }
  video.srcObject = camera;
  video.hidden = false;
  scanner.textContent = box.dataset.stop;
  await video.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (camera) {
    const [seen] = await detector.detect(video).catch(() => []);
    if (seen) {
      field.value = code(seen.rawValue);
      const one = list?.people.find((person) => person.code === field.value);
      if (one) letIn(one);
      show();
      if (!one) status.textContent = box.dataset.unknown;
    }
    await new Promise((done) => setTimeout(done, 400));
  }
  return undefined;
}

/** Stop the camera. */
function stop() {
  for (const track of camera?.getTracks() ?? []) track.stop();
  camera = null;
  video.hidden = true;
  scanner.textContent = box.dataset.scan;
}

document.querySelector("#ask").addEventListener("submit", (event) => {
  if (!list) return;
  event.preventDefault();
  show();
});
field.addEventListener("input", show);
scanner.addEventListener("click", scan);
addEventListener("online", () => fetchList().then(send));
addEventListener("offline", count);
setInterval(send, 15_000);
setInterval(fetchList, 60_000);
navigator.serviceWorker?.register(box.dataset.worker).catch(() => {});
await fetchList();
await send();
