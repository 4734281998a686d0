// The port follows protocol and encryption until somebody types one.
"use strict";

const STANDARD_PORTS = {
  pop3: { none: 110, starttls: 110, tls: 995 },
  imap: { none: 143, starttls: 143, tls: 993 },
  smtp: { none: 25, starttls: 587, tls: 465 },
  esmtp: { none: 25, starttls: 587, tls: 465 },
};

function followPort(direction) {
  const field = (name) => document.getElementById(`id_${direction}_${name}`);
  const [protocol, encryption, port] = ["protocol", "encryption", "port"].map(field);
  if (!protocol || !encryption || !port) return;
  const standard = () => String(STANDARD_PORTS[protocol.value][encryption.value]);
  let typed = port.value !== standard();
  port.addEventListener("input", () => {
    typed = port.value !== "";
  });
  for (const choice of [protocol, encryption]) {
    choice.addEventListener("change", () => {
      if (typed) return;
      port.value = standard();
    });
  }
}

document.addEventListener("DOMContentLoaded", () => {
  followPort("incoming");
  followPort("outgoing");
});
