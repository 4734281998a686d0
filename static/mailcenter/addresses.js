// A name without a domain becomes a whole address as soon as its field is left.
"use strict";

function companyDomain(field) {
  const typed = document.getElementById("id_company_domain");
  if (typed) return typed.value.trim().replace(/^@+/, "").toLowerCase();
  const department = document.getElementById("id_department");
  const domains = JSON.parse(field.dataset.companyDomains || "{}");
  const chosen = department ? domains[department.value] : undefined;
  return chosen === undefined ? field.dataset.companyDomain : chosen;
}

document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !("companyDomain" in field.dataset)) return;
  const typed = field.value.trim();
  const domain = companyDomain(field);
  if (!typed || typed.includes("@") || !domain) return;
  field.value = `${typed}@${domain}`;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
