// Tries a workflow on the last messages of an alias, a part at a time, and shows each row as it comes.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("workflow_try");
  const place = document.getElementById("workflow_tried");
  const [verdict, progress, only] = ["[data-verdict]", "progress", "[data-only]"].map((one) => place.querySelector(one));
  const body = place.querySelector("tbody");
  const many = form.querySelector("[data-many]");

  function cell(...lines) {
    const made = document.createElement("td");
    lines.forEach((line) => {
      const words = document.createElement("div");
      words.textContent = line;
      made.append(words);
    });
    return made;
  }

  function message(one) {
    const made = cell(`${one.at} ${one.sender}`);
    const link = document.createElement("a");
    Object.assign(link, { href: one.url, textContent: one.subject, className: "underline" });
    made.prepend(link);
    return made;
  }

  function show(one) {
    const row = document.createElement("tr");
    row.dataset.differs = one.differs;
    const held = one.fired.map((rule) => `${rule.workflow}: ${rule.rule} – ${rule.why} – ${rule.did}`);
    const other = one.error ? [one.error] : one.differences.map(([part, was, would]) => `${part}: was ${was}, would be ${would}`);
    row.append(message(one), cell(...(held.length ? held : ["none"])), cell(...(other.length ? other : ["the same"])));
    row.hidden = only.checked && !one.differs;
    body.append(row);
  }

  async function part(done) {
    const data = new FormData(form);
    data.set("done", done);
    data.delete("message");
    data.delete("activity");
    const answer = await fetch(form.dataset.part, { method: "POST", body: data });
    if (!answer.ok) throw new Error(`the console answered ${answer.status}`);
    return answer.json();
  }

  async function all() {
    let [done, differing, found] = [0, 0, null];
    do {
      found = await part(done);
      if (found.error) throw new Error(found.error);
      found.rows.forEach(show);
      differing += found.rows.filter((one) => one.differs).length;
      done = found.done;
      progress.max = found.all || 1;
      progress.value = done;
      verdict.textContent = `${done} of ${found.all} messages tried: ${differing} otherwise than it was.`;
    } while (done < found.all);
    if (!found.all) verdict.textContent = "No message has come in by this alias yet.";
  }

  only.addEventListener("change", () => {
    for (const row of body.rows) row.hidden = only.checked && row.dataset.differs !== "true";
  });
  many.addEventListener("click", async () => {
    many.disabled = true;
    place.hidden = false;
    body.replaceChildren();
    verdict.textContent = "Trying…";
    try {
      await all();
    } catch (error) {
      verdict.textContent = `It ended early: ${error.message}`;
    } finally {
      many.disabled = false;
    }
  });
});
