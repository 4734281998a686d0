// The preview of a masking pattern: sends the form's fields and the sample, shows the answer as text.
document.addEventListener("DOMContentLoaded", () => {
  const place = document.querySelector("[data-masking-preview]");
  const form = document.getElementById("maskingpattern_form");
  if (!place || !form) return;
  const [verdict, masked] = [place.querySelector("[data-verdict]"), place.querySelector("[data-masked]")];
  const button = place.querySelector("button");
  button.addEventListener("click", async () => {
    const data = new FormData(form);
    data.set("sample", place.querySelector("textarea").value);
    button.disabled = true;
    verdict.textContent = "";
    masked.textContent = "";
    try {
      const answer = await fetch(place.dataset.url, { method: "POST", body: data });
      const found = await answer.json();
      verdict.textContent = found.error || `${found.hits} found.`;
      masked.textContent = found.masked || "";
    } catch {
      verdict.textContent = "The preview could not be made. Load the page anew and try again.";
    } finally {
      button.disabled = false;
    }
  });
});
