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
  sender: "Sender accepted",
  quit: "Sign off",
};
const MARKS = { running: "…", passed: "✓", failed: "✗" };

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
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
  return list;
}

function show(steps, report) {
  let item = steps.querySelector(`[data-step="${report.step}"]`);
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

function showErrors(steps, errors) {
  for (const [field, texts] of Object.entries(errors)) {
    const item = element("li", "", `${field}: ${texts.join(" ")}`);
    item.dataset.state = "failed";
    steps.append(item);
  }
}

async function test(button) {
  const panel = button.closest("[data-login-test]");
  const steps = panel.querySelector("ol");
  const verdict = panel.querySelector("[data-verdict]");
  const form = button.form || document.getElementById("alias_form");
  steps.replaceChildren();
  verdict.textContent = "Testing…";
  button.disabled = true;
  try {
    const response = await fetch(button.dataset.url, { method: "POST", body: new FormData(form) });
    if (response.status === 400) {
      showErrors(steps, (await response.json()).errors);
      verdict.textContent = "Not tested: mend the fields named here.";
    } else if (!response.ok) {
      verdict.textContent = response.status === 403 ? "You may not test connections." : `The console answered ${response.status}.`;
    } else {
      let failed = false;
      for await (const report of reports(response)) {
        if (report.state === "end") break;
        failed = failed || report.state === "failed";
        show(steps, report);
      }
      verdict.textContent = failed ? "The test failed." : "Connection established successfully.";
    }
  } catch (error) {
    verdict.textContent = `The console could not be reached (${error.message}). Try again.`;
  } finally {
    button.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-url]");
  if (button && button.closest("[data-login-test]")) {
    event.preventDefault();
    test(button);
  }
});
