// The search boxes and the closed boxes that the skin puts into its selects have no name: they take
// that of their field.
"use strict";

function labelOf(box) {
  const container = box.closest(".select2-container");
  const select = container && container.previousElementSibling;
  return select && select.id && document.querySelector(`label[for="${select.id}"]`);
}

function nameSearchBox(box) {
  if (box.hasAttribute("aria-label")) return;
  const label = labelOf(box);
  box.setAttribute("aria-label", label ? `Search: ${label.textContent.trim()}` : "Search");
}

// Its own name is what is chosen, which may be nothing yet.
function nameClosedBox(box) {
  const label = labelOf(box);
  if (!label || box.dataset.named) return;
  label.id = label.id || `${label.htmlFor}_label`;
  box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") || ""}`);
  const chosen = box.querySelector(".select2-selection__rendered");
  if (chosen) chosen.setAttribute("aria-labelledby", label.id);
  box.dataset.named = "yes";
}

function nameAll() {
  document.querySelectorAll(".select2-search__field").forEach(nameSearchBox);
  document.querySelectorAll(".select2-selection--single").forEach(nameClosedBox);
}

document.addEventListener("DOMContentLoaded", () => {
  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
});
