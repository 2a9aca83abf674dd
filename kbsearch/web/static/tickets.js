// Tickets, faster: articles that fit while one writes, and j, k, Enter in lists. Without this script a button looks for them.
(() => {
  "use strict";

  const PAUSE = 250; // milliseconds of rest after a key before asking

  document.documentElement.classList.add("scripted");

  const form = document.querySelector("[data-fitting]");
  if (form) {
    const place = form.querySelector("[data-fits]");
    let running = null;
    let timer = 0;

    async function ask() {
      running?.abort();
      const mine = (running = new AbortController());
      place.setAttribute("aria-busy", "true");
      try {
        const sent = { method: "POST", body: new FormData(form), signal: mine.signal, headers: { "X-Kbsearch-Part": "fitting" } };
        const answer = await fetch(form.dataset.fitting, sent);
        const html = await answer.text();
        if (mine !== running || !answer.ok) return;
        place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      } catch {
        // overtaken, or the server is away: the next key asks again
      } finally {
        if (mine === running) place.removeAttribute("aria-busy");
      }
    }

    for (const box of form.querySelectorAll("[data-asks]")) {
      box.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(ask, PAUSE);
      });
    }
  }

  const rows = [...document.querySelectorAll("[data-row]")];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, input, select")) return;
    const by = { j: 1, k: -1 }[event.key];
    if (!by || !rows.length) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))].focus();
  });
})();
