// Keeps what is being typed in this tab until the server has it: a session may have ended meanwhile.
"use strict";

(() => {
  const PREFIX = "mc-writing:";
  const FIELDS = ["alias", "to", "cc", "bcc", "subject", "text"];
  const store = window.sessionStorage;
  const form = document.querySelector("form.mc-writing");

  const entries = () =>
    Object.keys(store)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => [key, JSON.parse(store.getItem(key))]);

  // A page that comes after a button that worked: the server has what was typed.
  if (document.querySelector("[data-writing-kept]")) {
    entries().filter(([, one]) => one.pressed).forEach(([key]) => store.removeItem(key));
  }
  if (!form) return;

  const mail = form.elements.mail.value;
  const person = PREFIX + form.dataset.person + ":";
  const key = person + window.location.pathname;
  const values = () =>
    Object.fromEntries(
      FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]),
    );
  // The server sends line ends its own way.
  const plain = (some) => JSON.stringify(some).replaceAll("\\r\\n", "\\n");
  const keep = (pressed) =>
    store.setItem(key, JSON.stringify({ mail, values: values(), pressed }));

  const begun = plain(values());
  entries()
    .filter(([, one]) => one.mail === mail && plain(one.values) === begun)
    .forEach(([other]) => store.removeItem(other));

  // Under this address, or of this mail: it has another address once it is saved.
  const [found, kept] =
    entries().find(([other, one]) => other === key || (other.startsWith(person) && one.mail === mail)) || [];
  const box = document.getElementById("kept-here");
  if (kept && plain(kept.values) !== begun) {
    box.hidden = false;
    box.querySelector("[data-take]").addEventListener("click", () => {
      for (const [name, value] of Object.entries(kept.values)) {
        if (form.elements[name]) form.elements[name].value = value;
      }
      form.elements.mail.value = kept.mail;
      box.hidden = true;
      form.elements.to.focus();
    });
    box.querySelector("[data-forget]").addEventListener("click", () => {
      store.removeItem(found);
      box.hidden = true;
      form.elements.to.focus();
    });
  }

  // The skin would write the name of a chosen file into the first line of text, which is To.
  const unseen = (event) => event.target.type === "file" && event.stopPropagation();
  form.addEventListener("change", unseen, true);
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
})();
