// Fetches the board again every few seconds while somebody looks at it.
"use strict";
(() => {
  const EVERY = 10000;
  const board = document.getElementById("board");
  if (!board) return;
  const busy = () => board.contains(document.activeElement) && document.activeElement !== document.body;
  const refresh = async () => {
    // A person who stands on a link or button of the board keeps it under their hands.
    if (document.hidden || busy()) return;
    try {
      const answer = await fetch(board.dataset.url, { headers: { Accept: "text/html" } });
      if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
      board.innerHTML = await answer.text();
    } catch (error) {
      const at = document.getElementById("board-at");
      if (at) at.textContent = "The board could not be refreshed: the console does not answer. It goes on trying.";
    }
  };
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
})();
