// What tests with messages find: recipients, the newest message, folders; and the round trip.
"use strict";

const ASK_AGAIN = 2000; // milliseconds

function showFound(panel, steps, report) {
  if (report.recipients) showRecipients(steps, report.recipients);
  if (report.message) showMessage(steps, report.message);
  if (report.folders) offerFolders(panel, report.folders);
}

function facts(pairs) {
  const list = element("dl", "mc-why");
  for (const [title, text] of pairs) {
    if (text) list.append(element("dt", "", title), element("dd", "mc-text", text));
  }
  return list;
}

function showRecipients(steps, recipients) {
  for (const one of recipients) {
    const item = element("li");
    item.dataset.state = one.state === "taken" ? "passed" : "failed";
    item.append(
      element("span", "mc-mark", one.state === "taken" ? "✓" : "✗"),
      element("span", "mc-title", `${one.kind}: ${one.address}`),
      element("span", "mc-detail", one.state),
      facts([
        ["The server said", one.answer],
        ["Likely cause", one.likely],
        ["What to do", one.remedy],
      ]),
    );
    steps.append(item);
  }
}

function showMessage(steps, message) {
  const item = element("li");
  item.dataset.state = "passed";
  item.append(
    element("span", "mc-title", "The newest message"),
    facts([
      ["From", message.sender],
      ["Subject", message.subject],
      ["Date", message.date],
      ["Text", message.text],
    ]),
  );
  steps.append(item);
}

// A chooser beside each folder field; what is chosen stands in the field at once.
function addChooser(field, url) {
  const panel = element("div", "mc-chooser");
  panel.dataset.loginTest = "";
  panel.dataset.fills = field.id;
  const button = element("button", "mc-link", "Choose…");
  button.type = "button";
  button.dataset.url = url;
  const verdict = element("span", "mc-verdict");
  verdict.dataset.verdict = "";
  verdict.setAttribute("role", "status");
  panel.append(button, verdict, element("ol", "mc-steps"));
  field.after(panel);
}

function offerFolders(panel, folders) {
  const field = document.getElementById(panel.dataset.fills);
  const list = element("select", "mc-folders");
  list.setAttribute("aria-label", "Folders on the server");
  list.append(new Option("Choose a folder", ""));
  for (const one of folders) {
    list.append(new Option(one.use ? `${one.name} (${one.use})` : one.name, one.name));
  }
  list.addEventListener("change", () => {
    if (!list.value) return;
    field.value = list.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  panel.querySelector("ol").replaceChildren();
  panel.querySelector(".mc-folders")?.remove();
  panel.append(list);
  list.focus();
}

// The round trip works with what is saved: nothing of the form but its token is sent.
function token(panel) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", formOf(panel).elements.csrfmiddlewaretoken.value);
  return data;
}

async function roundTrip(panel, url) {
  const verdict = panel.querySelector("[data-verdict]");
  const button = panel.querySelector("button");
  try {
    const response = await fetch(url, { method: "POST", body: token(panel) });
    const refused = await refusal(response, panel.querySelector("ol"));
    const trip = refused ? { words: refused } : await response.json();
    button.disabled = Boolean(trip.under_way);
    const time = trip.under_way ? ` ${Math.round(trip.seconds)} seconds so far.` : "";
    verdict.textContent = trip.words + time;
    if (trip.under_way) setTimeout(() => roundTrip(panel, panel.dataset.state), ASK_AGAIN);
  } catch (error) {
    verdict.textContent = `The console could not be reached (${error.message}). It is asked again.`;
    setTimeout(() => roundTrip(panel, panel.dataset.state), 5 * ASK_AGAIN);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-folders]");
  for (const name of ["folder", "after_fetch_folder"]) {
    const field = document.getElementById(`id_${name}`);
    if (place && field) addChooser(field, place.dataset.folders);
  }
  const panel = document.querySelector("[data-round-trip]");
  if (!panel) return;
  panel.querySelector("button").addEventListener("click", () => {
    roundTrip(panel, panel.dataset.roundTrip);
  });
  // One that was begun before goes on, whoever looks.
  roundTrip(panel, panel.dataset.state);
});
