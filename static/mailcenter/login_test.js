// Sends the alias form as it stands to the login test and shows each step as it comes.
"use strict";

const STEP_TITLES = {
  resolve: "Find the server by its name",
  connect: "Connect",
  encryption: "Encrypt, check the certificate",
  greeting: "Greeting",
  capabilities: "Capabilities",
  authentication: "Sign in",
  folder: "Open the folder",
  fetch: "Fetch",
  search: "Search",
  entry: "Take over the entry",
  sender: "Sender accepted",
  recipient: "Offer to the recipient",
  data: "Hand over the message",
  quit: "Sign off",
  request: "Ask the provider",
  "access token": "Get an access token",
};
const MARKS = { running: "…", passed: "✓", failed: "✗" };

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// The form that a panel tests: it stands outside of it.
function formOf(panel) {
  return document.getElementById(panel.dataset.form || "alias_form");
}

function fieldOf(name) {
  return name ? document.getElementById(`id_${name}`) : null;
}

// Opens the tab in which a field stands, and puts the cursor into it.
function goTo(field) {
  const panel = field.closest("[role=tabpanel]");
  if (panel) document.querySelector(`[role=tab][aria-controls="${panel.id}"]`).click();
  setTimeout(() => {
    field.focus();
    field.scrollIntoView({ block: "center" });
  }, 50);
}

function linkTo(name) {
  const field = fieldOf(name);
  if (!field) return null;
  const label = field.labels && field.labels[0] ? field.labels[0].textContent.replace("*", "").trim() : name;
  const link = element("button", "mc-link", `Go to “${label}”`);
  link.type = "button";
  link.addEventListener("click", () => goTo(field));
  return link;
}

function explanation(report) {
  const list = element("dl", "mc-why");
  const rows = [
    ["Tried", report.tried],
    ["The server said", report.answer],
    ["Likely cause", report.likely],
    ["What to do", report.remedy],
  ];
  for (const [title, text] of rows) {
    if (text) list.append(element("dt", "", title), element("dd", "", text));
  }
  const link = linkTo(report.field);
  if (link) {
    const place = element("dd");
    place.append(link);
    list.append(element("dt", "", "Look at"), place);
  }
  return list;
}

function show(steps, report) {
  let item = [...steps.querySelectorAll(`[data-step="${report.step}"]`)].pop();
  if (!item || (item.dataset.state !== "running" && report.state === "running")) {
    item = element("li");
    item.dataset.step = report.step;
    steps.append(item);
  }
  item.dataset.state = report.state;
  const title = STEP_TITLES[report.step] || report.step;
  const time = report.state === "running" ? "" : `${Math.round(report.seconds * 1000)} ms`;
  item.replaceChildren(
    element("span", "mc-mark", MARKS[report.state]),
    element("span", "mc-title", title),
    element("span", "mc-time", time),
    element("span", "mc-detail", report.detail),
  );
  if (report.state === "failed") item.append(explanation(report));
}

async function* reports(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) yield JSON.parse(line);
  }
}

function showErrors(steps, errors, fields) {
  for (const [field, texts] of Object.entries(errors)) {
    const item = element("li", "", `${field}: ${texts.join(" ")}`);
    item.dataset.state = "failed";
    const link = linkTo(fields && fields[field]);
    if (link) item.append(link);
    steps.append(item);
  }
}

// What the panel has beside the form: a test message that is typed there.
function typed(panel) {
  const data = new FormData(formOf(panel));
  for (const input of panel.querySelectorAll("input[name], textarea[name]")) {
    data.append(input.name, input.value);
  }
  return data;
}

// The console's words about an answer that is no test; empty where it is one.
async function refusal(response, steps) {
  if (response.ok) return "";
  if (response.status === 400) {
    const { errors, fields } = await response.json();
    showErrors(steps, errors, fields);
    return "Not tested: mend the fields named here.";
  }
  if (response.status === 409 || response.status === 429) return (await response.json()).message;
  if (response.status === 403) return "You may not test connections.";
  return `The console answered ${response.status}.`;
}

async function test(button) {
  const panel = button.closest("[data-login-test]");
  const steps = panel.querySelector("ol");
  const verdict = panel.querySelector("[data-verdict]");
  steps.replaceChildren();
  verdict.textContent = "Testing…";
  button.disabled = true;
  try {
    const response = await fetch(button.dataset.url, { method: "POST", body: typed(panel) });
    const refused = await refusal(response, steps);
    verdict.textContent = refused || (await showAll(panel, steps, response));
  } catch (error) {
    verdict.textContent = `The console could not be reached (${error.message}). Try again.`;
  } finally {
    button.disabled = false;
  }
}

// Shows the lines as they come, and returns the verdict. Silence is never success.
async function showAll(panel, steps, response) {
  let verdict = "Connection established successfully.";
  for await (const report of reports(response)) {
    if (report.state === "end") return verdict;
    if (report.state === "found") {
      if (typeof showFound === "function") showFound(panel, steps, report);
      verdict = report.words;
    } else {
      if (report.state === "failed") verdict = "The test failed.";
      show(steps, report);
    }
  }
  return "The answer of the console ended early. Test again.";
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-url]");
  if (button && button.closest("[data-login-test]")) {
    event.preventDefault();
    test(button);
  }
});
