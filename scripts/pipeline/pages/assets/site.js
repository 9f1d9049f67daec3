// What scripts add to every page: quotations on hover, Escape closes them, buttons that copy.
"use strict";

for (const details of document.querySelectorAll("details.proof")) {
  let opened = false; // by the pointer, not by a press
  details.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse" && !details.open) details.open = opened = true;
  });
  details.addEventListener("pointerleave", () => {
    if (opened && !details.contains(document.activeElement)) details.open = opened = false;
  });
  details.querySelector("summary").addEventListener("click", (event) => {
    if (opened) { // a press keeps open what the pointer opened
      event.preventDefault();
      opened = false;
    }
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = opened = false;
    details.querySelector("summary").focus();
  });
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  const words = button.textContent;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies).textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => { button.textContent = words; }, 3000);
  });
}
