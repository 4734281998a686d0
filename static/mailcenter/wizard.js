// Shows the fields of the wizard that apply. One with an error is never hidden.
"use strict";

function valueOf(name) {
  const field = document.getElementById(`id_${name}`);
  if (!field) return "";
  return field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
}

function holds(condition) {
  const [name, value] = condition.split(/!?=/);
  return (valueOf(name) === value) !== condition.includes("!=");
}

function showWhatApplies() {
  for (const row of document.querySelectorAll("[data-when]")) {
    const wanted = row.dataset.when.split(" ").every(holds);
    row.hidden = !wanted && !row.querySelector(".mc-problem");
  }
  for (const direction of ["incoming", "outgoing"]) {
    const again = document.querySelector(`[data-field="${direction}_secret_again"]`);
    const secret = document.querySelector(`[data-field="${direction}_secret"]`);
    if (again) again.hidden = secret.hidden;
    const row = document.querySelector(`[data-field="${direction}_unspaced"]`);
    const shown = row && (!row.dataset.when || row.dataset.when.split(" ").every(holds));
    if (row) row.hidden = !shown || !valueOf(`${direction}_secret`).includes(" ");
  }
}

document.addEventListener("DOMContentLoaded", () => {
  showWhatApplies();
  document.addEventListener("input", showWhatApplies);
  document.addEventListener("change", showWhatApplies);
});
