// What scripts add to every page: quotations on hover, Escape closes them, buttons that copy.
"use strict";

// A pointer or the focus on a value lays its quotations over the page; a press keeps them in it.
for (const details of document.querySelectorAll("details.proof")) {
  const hover = (on) => {
    details.open = on;
    details.classList.toggle("hovered", on);
  };
  details.addEventListener("pointerenter", (event) => {
    if (event.pointerType === "mouse" && !details.open) hover(true);
  });
  details.addEventListener("pointerleave", () => {
    if (details.classList.contains("hovered")) hover(false);
  });
  details.addEventListener("focusin", (event) => {
    if (event.target.matches("summary:focus-visible") && !details.open) hover(true);
  });
  details.addEventListener("focusout", (event) => {
    const inside = details.contains(event.relatedTarget);
    if (!inside && details.classList.contains("hovered")) hover(false);
  });
  details.querySelector("summary").addEventListener("click", (event) => {
    if (!details.classList.contains("hovered")) return;
    event.preventDefault();
    details.classList.remove("hovered");
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.querySelector("summary").focus();
    hover(false);
  });
}
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of document.querySelectorAll(".proof.hovered")) {
    details.open = false;
    details.classList.remove("hovered");
  }
});

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
