// The page of a directory server: the port follows the encryption, and a tree is browsed.
"use strict";

const DIRECTORY_PORTS = { none: "389", starttls: "389", tls: "636" };
const BECOMES = ["address", "name", "organisation", "title", "telephone"];

document.addEventListener("DOMContentLoaded", () => {
  const [encryption, port] = ["id_encryption", "id_port"].map((id) => document.getElementById(id));
  if (!encryption || !port) return;
  let typed = port.value !== DIRECTORY_PORTS[encryption.value];
  port.addEventListener("input", () => {
    typed = port.value !== "";
  });
  encryption.addEventListener("change", () => {
    if (!typed) port.value = DIRECTORY_PORTS[encryption.value];
  });
});

function fill(id, value) {
  const field = document.getElementById(id);
  if (!field) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function link(text, whenClicked) {
  const button = element("button", "mc-link", text);
  button.type = "button";
  button.addEventListener("click", whenClicked);
  return button;
}

// Called by login_test.js with what a test has found.
function showFound(panel, steps, report) {
  const place = panel.querySelector("[data-branch]");
  if (!place || !report.children) return;
  steps.replaceChildren();
  place.replaceChildren(...above(panel, report.dn), ...below(panel, report), ...attributes(report));
  const first = place.querySelector("button");
  if (first) first.focus();
}

function openEntry(panel, dn) {
  panel.querySelector("[name=dn]").value = dn;
  panel.querySelector("button[data-url]").click();
}

// The names end in those of the entries above; a comma after a backslash belongs to the name.
function parentOf(dn) {
  const parts = dn.match(/(?:\\.|[^\\,])+/g) || [];
  return parts.slice(1).join(",");
}

function above(panel, dn) {
  if (!dn) return [];
  const line = element("p");
  const up = link("Up", () => openEntry(panel, parentOf(dn)));
  const base = link("Search below this entry", () => fill("id_base", dn));
  line.append(up, document.createTextNode(" · "), base);
  return [line];
}

function below(panel, report) {
  if (!report.children.length) return [];
  const list = element("ul", "mc-list");
  for (const dn of report.children) {
    const item = element("li");
    item.append(link(dn, () => openEntry(panel, dn)));
    list.append(item);
  }
  return [list];
}

// Each attribute with a chooser of what it becomes.
function attributes(report) {
  if (!report.attributes.length) return [];
  const scroll = element("div", "mc-scroll");
  const table = element("table", "mc-table");
  const head = element("tr");
  for (const title of ["Attribute", "Value", "Becomes"]) {
    const cell = element("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  table.append(head, ...report.attributes.map(row));
  scroll.append(table);
  return [scroll];
}

function row(attribute) {
  const line = element("tr");
  const name = element("th", "", attribute.name);
  name.scope = "row";
  const choice = element("select");
  choice.setAttribute("aria-label", `What ${attribute.name} becomes`);
  choice.append(new Option("—", ""));
  for (const one of BECOMES) {
    const field = document.getElementById(`id_${one}_attribute`);
    const chosen = field && field.value.toLowerCase() === attribute.name;
    choice.append(new Option(one, one, chosen, chosen));
  }
  choice.addEventListener("change", () => {
    if (choice.value) fill(`id_${choice.value}_attribute`, attribute.name);
  });
  const cell = element("td");
  cell.append(choice);
  line.append(name, element("td", "mc-text", attribute.value), cell);
  return line;
}
