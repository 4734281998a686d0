// The parts that rules of workflows are made of on the page: elements, fields, and rows of fields.
"use strict";

const catalogue = JSON.parse(document.getElementById("workflow_catalogue").textContent);
const kinds = {
  condition: new Map(catalogue.conditions.map((one) => [one.kind, one])),
  action: new Map(catalogue.actions.map((one) => [one.kind, one])),
};
// What was wrong when the page was sent: object of a rule -> name of its field -> words.
const wrong = new Map();

function el(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name in made && !name.includes("-")) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((one) => one !== null));
  return made;
}

function button(label, words, act) {
  const made = el("button", { type: "button", className: "mc-small", title: label, onclick: act }, words);
  made.setAttribute("aria-label", label);
  return made;
}

function problem(owner, name) {
  const words = (wrong.get(owner) || {})[name];
  return words ? el("p", { className: "mc-problem" }, words) : null;
}

function marked(control, owner, name) {
  const words = (wrong.get(owner) || {})[name];
  if (words) {
    control.setAttribute("aria-invalid", "true");
    control.setAttribute("title", words);
  }
  return control;
}

function select(label, pairs, value, change) {
  const made = el("select", { "aria-label": label, onchange: () => change(made.value) });
  if (!pairs.some(([one]) => one === value)) made.append(el("option", { value: value || "" }, value ? "(deleted)" : "Choose…"));
  for (const [one, words] of pairs) made.append(el("option", { value: one, selected: one === value }, words));
  return made;
}

function several(field, owner, label) {
  const chosen = new Set(owner[field.name]);
  const boxes = field.choices.map(([value, words]) => {
    const box = el("input", { type: "checkbox", checked: chosen.has(value) });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(value);
      else chosen.delete(value);
      owner[field.name] = field.choices.map(([one]) => one).filter((one) => chosen.has(one));
      changed();
    });
    return el("label", { className: "mc-tick" }, box, ` ${words}`);
  });
  return el("span", { role: "group", "aria-label": label }, ...boxes);
}

function control(field, owner, place) {
  const label = `${place}: ${field.label}`;
  const keep = (value) => { owner[field.name] = value; changed(); };
  if (field.widget === "several") return several(field, owner, label);
  if (field.widget === "choice") {
    return select(label, field.source ? catalogue.sources[field.source] : field.choices, owner[field.name], keep);
  }
  const made = el("input", { type: field.widget, value: owner[field.name] ?? "", placeholder: field.label, "aria-label": label });
  if (field.widget === "number") Object.assign(made, { min: field.least, max: field.most });
  made.addEventListener("input", () => keep(field.widget === "number" && made.value !== "" ? Number(made.value) : made.value));
  return made;
}

function fieldsOf(kind, owner, place) {
  return kind.fields.filter((one) => one.widget !== "group").map((field) => (
    el("span", { className: "mc-part" }, marked(control(field, owner, place), owner, field.name), problem(owner, field.name))
  ));
}

function blank(kind) {
  const made = { kind: kind.kind };
  for (const field of kind.fields) {
    const first = field.source || !field.choices.length ? "" : field.choices[0][0];
    made[field.name] = ["several", "group"].includes(field.widget) ? [] : field.widget === "number" ? field.least : first;
  }
  return made;
}

// Another kind keeps what was typed in fields of the same name.
function become(owner, kind) {
  const former = { ...owner };
  for (const name of Object.keys(owner)) delete owner[name];
  Object.assign(owner, blank(kind));
  for (const field of kind.fields) {
    if (field.widget === "text" && typeof former[field.name] === "string") owner[field.name] = former[field.name];
  }
  wrong.delete(owner);
}
