// The editor of a workflow's rules: cards that are made from the rules, and sent back as one text.
"use strict";

const form = document.getElementById("workflow_rules");
const list = form.querySelector("[data-rules]");
const said = form.querySelector("[data-said]");
const locked = list.hasAttribute("data-locked");
const rules = JSON.parse(document.getElementById("workflow_typed").textContent);
let unsaved = false;

function changed() {
  unsaved = true;
}

function readErrors() {
  const found = JSON.parse(document.getElementById("workflow_errors").textContent);
  for (const [path, words] of Object.entries(found)) {
    if (!path) continue;
    const steps = path.split(".");
    let owner = rules;
    let name = steps.pop();
    for (const step of steps) {
      if (owner[step] === null || typeof owner[step] !== "object") break;
      owner = owner[step];
    }
    const inside = owner[name];
    if (inside && typeof inside === "object" && !Array.isArray(inside)) [owner, name] = [inside, ""];
    wrong.set(owner, { ...wrong.get(owner), [name]: words });
  }
}

function pairs(some) {
  return some.map((one) => [one.kind, one.label]);
}

function row(kind, parent, place, draw) {
  const known = [...kinds[kind].values()].filter((one) => !one.group);
  return (owner, index) => {
    const where = `${place}, ${kind} ${index + 1}`;
    const choose = select(where, pairs(known), owner.kind, (value) => { become(owner, kinds[kind].get(value)); changed(); draw(); });
    const own = kinds[kind].has(owner.kind) ? fieldsOf(kinds[kind].get(owner.kind), owner, where) : [];
    return el("li", { className: "mc-row" }, marked(choose, owner, "kind"), problem(owner, "kind"), ...own,
      button(`Remove ${where}`, "✕", () => { parent.splice(index, 1); changed(); draw(); }));
  };
}

function group(owner, place, depth, draw, remove) {
  const inside = owner.of;
  const single = row("condition", inside, place, draw);
  const joins = catalogue.conditions.filter((one) => one.group);
  const children = inside.map((one, index) => {
    if (!Array.isArray(one.of)) return single(one, index);
    const within = `${place}, group ${index + 1}`;
    return el("li", {}, group(one, within, depth + 1, draw, () => { inside.splice(index, 1); changed(); draw(); }));
  });
  const add = (made) => { inside.push(made); changed(); draw(`[aria-label="${place}, condition ${inside.length}"]`); };
  const first = catalogue.conditions.find((one) => one.kind === "subject");
  return el("div", { className: "mc-group", role: "group", "aria-label": place },
    select(`${place}: how they are joined`, pairs(joins), owner.kind, (value) => { owner.kind = value; changed(); }),
    problem(owner, ""), problem(owner, "of"),
    el("ul", {}, ...children),
    button(`${place}: add a condition`, "Add condition", () => add(blank(first))),
    depth < catalogue.deepest ? button(`${place}: add a group`, "Add group", () => add({ kind: "any", of: [blank(first)] })) : null,
    remove ? button(`Remove ${place}`, "Remove group", remove) : null);
}

function actions(rule, place, draw) {
  const add = () => {
    rule.then.push(blank(catalogue.actions[0]));
    changed();
    draw(`[aria-label="${place}, action ${rule.then.length}"]`);
  };
  return el("div", { className: "mc-group", role: "group", "aria-label": `${place}, what is done` },
    el("strong", {}, "Then"), problem(rule, "then"),
    el("ul", {}, ...rule.then.map(row("action", rule.then, place, draw))),
    button(`${place}: add an action`, "Add action", add));
}

function tick(rule, name, words) {
  const box = el("input", { type: "checkbox", checked: rule[name] });
  box.addEventListener("change", () => { rule[name] = box.checked; changed(); });
  return el("label", { className: "mc-tick" }, marked(box, rule, name), ` ${words}`, problem(rule, name));
}

function card(rule, index) {
  const place = `Rule ${index + 1}`;
  const made = el("li", { className: "mc-panel mc-card", id: `rule_${index}` });
  const draw = (focus) => {
    const again = card(rule, index);
    made.replaceWith(again);
    const wanted = focus ? again.querySelector(focus) : null;
    (wanted || again.querySelector("input")).focus();
  };
  const name = el("input", { type: "text", value: rule.name, maxLength: 100, oninput: () => { rule.name = name.value; changed(); } });
  const move = (by) => moved(index, index + by, by < 0 ? "up" : "down");
  const up = button(`${place}: up`, "↑", () => move(-1));
  const down = button(`${place}: down`, "↓", () => move(1));
  up.dataset.to = "up";
  down.dataset.to = "down";
  up.disabled = index === 0;
  down.disabled = index === rules.length - 1;
  const remove = button(`Remove ${place.toLowerCase()}`, "Remove rule", () => {
    rules.splice(index, 1);
    changed();
    drawAll();
    said.textContent = `Rule ${index + 1} is removed. Nothing is saved yet.`;
    (list.querySelector(`#rule_${Math.min(index, rules.length - 1)} input`) || form.querySelector("[data-add]")).focus();
  });
  made.append(
    el("div", { className: "mc-row" }, el("label", { className: "mc-name" }, `${place}: name`, marked(name, rule, "name")), up, down, remove),
    ...[problem(rule, "name")].filter(Boolean),
    el("div", { className: "mc-row" }, tick(rule, "enabled", "on"), tick(rule, "exceptions", "also for delivery exceptions")),
    group(rule.when, `${place}, when`, 1, draw, null),
    actions(rule, place, draw));
  made.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    move(event.key === "ArrowUp" ? -1 : 1);
  });
  if (locked) for (const one of made.querySelectorAll("input, select, button")) one.disabled = true;
  return made;
}

function moved(from, to, way) {
  if (to < 0 || to >= rules.length) return;
  rules.splice(to, 0, ...rules.splice(from, 1));
  changed();
  drawAll();
  said.textContent = `The rule is number ${to + 1} of ${rules.length} now.`;
  const same = list.querySelector(`#rule_${to} [data-to="${way}"]`);
  (same.disabled ? list.querySelector(`#rule_${to} input`) : same).focus();
}

function drawAll() {
  list.replaceChildren(...rules.map(card));
}

const adding = form.querySelector("[data-add]");
if (adding) {
  adding.addEventListener("click", () => {
    const subject = blank(kinds.condition.get("subject"));
    rules.push({ name: "", enabled: true, exceptions: false, when: { kind: "all", of: [{ ...subject, operator: "contains" }] }, then: [blank(catalogue.actions[0])] });
    changed();
    drawAll();
    list.querySelector(`#rule_${rules.length - 1} input`).focus();
  });
}
form.addEventListener("submit", () => {
  unsaved = false;
  form.elements.rules.value = JSON.stringify(rules);
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
readErrors();
drawAll();
const first = list.querySelector("[aria-invalid]");
if (first) first.focus();
