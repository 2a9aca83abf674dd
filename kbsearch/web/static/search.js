// The live page: results come while one pastes or types. Without this script the form does the same.
(() => {
  "use strict";

  const PAUSE = 140; // milliseconds of rest after a key before asking

  const form = document.querySelector("[data-ask]");
  const box = form.querySelector("textarea");
  const place = document.querySelector("[data-results]");
  const said = document.querySelector("[data-said]");
  let asked = box.defaultValue.trim(); // what the answers on the page are for
  let running = null;
  let timer = 0;

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...page.body.childNodes);
    const count = place.querySelector("[data-count]");
    said.textContent = count ? count.innerText : "";
  }

  async function ask() {
    clearTimeout(timer);
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    running = null;
    form.classList.toggle("alone", !text);
    const mine = (running = new AbortController());
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Kbsearch-Part": "results" },
        signal: mine.signal,
      });
      const html = await answer.text();
      if (mine === running) show(html);
    } catch (error) {
      if (mine !== running) return; // overtaken by a later paste
      asked = null; // the same text may be asked again
      const note = document.createElement("p");
      note.className = "note";
      note.textContent = said.textContent = "The server does not answer. Press Enter to try again.";
      place.replaceChildren(note);
    } finally {
      if (mine === running || !running) place.removeAttribute("aria-busy");
    }
  }

  function hits() {
    return [...place.querySelectorAll("[data-hit]")];
  }

  function step(by) {
    const all = hits();
    const now = all.indexOf(document.activeElement);
    const next = all[now < 0 ? 0 : Math.min(all.length - 1, Math.max(0, now + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(ask, event.inputType === "insertFromPaste" ? 0 : PAUSE);
  });

  box.addEventListener("keydown", async (event) => {
    if (event.key === "Escape") return step(0);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    await ask();
    step(0);
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.hasAttribute("formaction")) return; // a filter: its address is a page
    event.preventDefault();
    ask();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, input")) return;
    const act = { "/": () => box.select(), j: () => step(1), k: () => step(-1) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // Coming back from an article, the browser restores the box but not the answers.
  window.addEventListener("pageshow", ask);
})();
