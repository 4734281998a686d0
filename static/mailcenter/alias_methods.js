// Hides authentication methods that the chosen protocol does not have.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const protocol = document.getElementById("id_incoming_protocol");
  const method = document.getElementById("id_incoming_method");
  if (!protocol || !method) return;
  const update = () => {
    for (const option of method.options) {
      const missing = Boolean(option.dataset.only) && option.dataset.only !== protocol.value;
      option.hidden = missing;
      if (option.dataset.only) option.disabled = missing;
      if (missing && option.selected) method.value = "automatic";
    }
  };
  protocol.addEventListener("change", update);
  update();
});
