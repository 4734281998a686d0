// The search boxes that the skin puts into its selects have no name: they take that of their field.
"use strict";

function nameSearchBox(box) {
  if (box.hasAttribute("aria-label")) return;
  const container = box.closest(".select2-container");
  const select = container && container.previousElementSibling;
  const label = select && select.id && document.querySelector(`label[for="${select.id}"]`);
  box.setAttribute("aria-label", label ? `Search: ${label.textContent.trim()}` : "Search");
}

function nameAll() {
  document.querySelectorAll(".select2-search__field").forEach(nameSearchBox);
}

document.addEventListener("DOMContentLoaded", () => {
  nameAll();
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
});
