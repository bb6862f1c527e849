// Lets items of an agenda be dragged to another place, by mouse, pen or finger; the buttons of each item do the same.
// Dragged to the right, an item goes under the one above it. Dropping sends a form of the item, and the page comes anew.

const list = document.querySelector("[data-reorder]");
const INDENT = 36;

/** Return the items that move together: the row and, if it is no sub-item, its sub-items. */
function block(row) {
  const rows = [row];
  if (row.classList.contains("sub")) return rows;
  while (rows.at(-1).nextElementSibling?.classList.contains("sub")) rows.push(rows.at(-1).nextElementSibling);
  return rows;
}

/** Return the first of the *others* whose middle lies below the height *y*. */
const below = (others, y) => others.find((row) => {
  const box = row.getBoundingClientRect();
  return y < box.top + box.height / 2;
});

/** Send the place of *row* with the form of one of its buttons: before which item, and whether under the one above. */
function drop(row, before, sub) {
  const form = row.querySelector("form:has([name=direction])");
  const place = form.elements.direction;
  place.name = "before";
  place.value = before ? before.id.replace("item-", "") : "0";
  if (sub) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "sub", value: "y" }));
  form.requestSubmit();
}

/** Follow the pointer from the grip of *row* until it is let go. */
function drag(row, grip, start) {
  const taken = block(row);
  const others = [...list.children].filter((each) => !taken.includes(each));
  const mark = document.createElement("li");
  let before;
  let sub = row.classList.contains("sub");
  let moved = false;
  mark.className = "hc-drop";
  taken.forEach((each) => each.classList.add("taken"));

  const follow = (event) => {
    const right = event.clientX - start.clientX;
    moved ||= Math.abs(right) > 4 || Math.abs(event.clientY - start.clientY) > 4;
    if (right > INDENT) sub = true;
    if (right < -INDENT) sub = false;
    before = below(others, event.clientY);
    mark.classList.toggle("sub", sub && before !== others[0]);
    list.insertBefore(mark, before ?? null);
  };
  const end = (event) => {
    grip.removeEventListener("pointermove", follow);
    taken.forEach((each) => each.classList.remove("taken"));
    mark.remove();
    if (moved && event.type === "pointerup") drop(row, before, sub);
  };
  grip.addEventListener("pointermove", follow);
  ["pointerup", "pointercancel"].forEach((kind) => grip.addEventListener(kind, end, { once: true }));
}

for (const row of list?.children.length > 1 ? list.children : []) {
  const grip = document.createElement("span");
  grip.className = "hc-grip";
  grip.title = list.dataset.reorder;
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    drag(row, grip, event);
  });
  row.querySelector(".no").append(grip);
}
