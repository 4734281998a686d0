// Shows how to register at the provider that is chosen in the form, and copies what is registered there.
"use strict";

function chosen(name) {
  const field = document.getElementById(`id_${name}`);
  return field ? field.value : "";
}

// Some providers know one way of giving tokens only: then it is shown whatever was chosen before.
function showGuide() {
  const provider = chosen("provider");
  if (!provider) return;
  const guides = [...document.querySelectorAll("[data-guide]")];
  const same = guides.filter((one) => {
    const { provider: its, cloud } = one.dataset;
    return its === provider && (!cloud || cloud === chosen("cloud"));
  });
  const fitting = same.find((one) => one.dataset.flow === chosen("flow")) || same[0];
  for (const one of guides) one.hidden = one !== fitting;
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Without https the browser has no clipboard for pages: this still works there.
    document.execCommand("copy");
  }
  button.parentElement.querySelector("[role=status]").textContent = "Copied";
}

document.addEventListener("change", (event) => {
  if (["id_provider", "id_cloud", "id_flow"].includes(event.target.id)) showGuide();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("DOMContentLoaded", showGuide);
