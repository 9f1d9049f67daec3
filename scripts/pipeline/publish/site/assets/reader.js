// In the reader: a press on marked words shows which cells rest on them; an address shows them all.
"use strict";

const marks = [...document.querySelectorAll(".hit")];

function light(names) {
  for (const mark of marks) {
    const rest = mark.dataset.rest.split(" ");
    mark.classList.toggle("on", names.some((name) => rest.includes(name)));
  }
}

function follow() {
  const name = decodeURIComponent(location.hash.slice(1));
  light(name.startsWith("e-") ? [name] : []);
}

function passageOf(mark) {
  const item = mark.closest("li, .passage, h2, h3, h4, h5, h6");
  return item.querySelector("details") || item.nextElementSibling?.querySelector("details");
}

for (const mark of marks) {
  mark.addEventListener("click", () => {
    const names = mark.dataset.rest.split(" ");
    light(names);
    const details = passageOf(mark);
    if (!details) return;
    details.open = true;
    for (const item of details.querySelectorAll("li")) {
      item.hidden = !names.includes(item.dataset.evidence);
    }
  });
}
for (const details of document.querySelectorAll(".resting")) {
  details.addEventListener("toggle", () => {
    if (!details.open) for (const item of details.querySelectorAll("li")) item.hidden = false;
  });
}
addEventListener("hashchange", follow);
follow();
