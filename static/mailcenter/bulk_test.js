// Begins the login tests of many aliases and shows each result as it comes.
"use strict";

const WORDS = { running: "Testing…", passed: "✓", failed: "✗" };

function showResult(form, report) {
  const place = `[data-alias="${report.alias}"][data-direction="${report.direction}"]`;
  const cell = form.querySelector(place);
  cell.classList.toggle("mc-problem", report.state === "failed");
  cell.textContent = `${WORDS[report.state]} ${report.words}`;
}

async function* resultLines(response) {
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

async function testAll(form, verdict) {
  const counts = { passed: 0, failed: 0 };
  const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!response.ok) throw new Error(`the console answered ${response.status}`);
  for await (const report of resultLines(response)) {
    if (report.state === "end") {
      verdict.textContent = `${counts.passed} passed, ${counts.failed} failed.`;
      return;
    }
    if (report.state in counts) counts[report.state] += 1;
    showResult(form, report);
  }
  throw new Error("the answer ended early");
}

document.getElementById("bulk_test").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button[type=submit]");
  const verdict = document.getElementById("bulk_test_verdict");
  button.disabled = true;
  verdict.textContent = "Testing…";
  try {
    await testAll(form, verdict);
  } catch (error) {
    verdict.textContent = `The tests ended early (${error.message}). Try again.`;
  } finally {
    button.disabled = false;
  }
});
