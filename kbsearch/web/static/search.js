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
    const held = place.contains(document.activeElement) ? document.activeElement.id : "";
    const page = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...page.body.childNodes);
    const at = place.querySelector("[data-here]");
    if (at) {
      form.action = at.dataset.action;
      history.replaceState(history.state, "", at.dataset.here);
    }
    if (held) document.getElementById(held)?.focus();
    const told = [...place.querySelectorAll("[data-flash] span, [data-count]")];
    said.textContent = told.map((one) => one.innerText).join(" ");
  }

  // Send the box, and what a button adds to it, and show the answer; false when a later one has overtaken it.
  async function send(address, button) {
    clearTimeout(timer);
    running?.abort();
    asked = box.value.trim();
    form.classList.toggle("alone", !asked);
    const mine = (running = new AbortController());
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: new FormData(form, button),
        headers: { "X-Kbsearch-Part": "results" },
        signal: mine.signal,
      });
      const html = await answer.text();
      if (mine !== running) return false;
      show(html);
      return true;
    } catch (error) {
      if (mine !== running) return false; // overtaken by a later paste
      asked = null; // the same text may be asked again
      const note = document.createElement("p");
      note.className = "note";
      note.textContent = said.textContent = "The server does not answer. Press Enter to try again.";
      place.replaceChildren(note);
      return false;
    } finally {
      if (mine === running) place.removeAttribute("aria-busy");
    }
  }

  async function ask() {
    clearTimeout(timer);
    if (box.value.trim() !== asked) await send(form.action);
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

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("formaction")) {
      event.preventDefault();
      return ask();
    }
    if (button.dataset.act === undefined) return; // it leads to another page
    event.preventDefault();
    // The focus stays near what was pressed: on who asked, on the way back, or on the answer that is open now.
    if (await send(button.formAction, button)) (place.querySelector("[data-flash] :is(button, input:not([type=hidden]))") ?? hits()[0])?.focus();
  });

  // An article that is opened was of interest: the search log counts it, and keeps of whom it was nothing.
  place.addEventListener("click", (event) => {
    if (!event.target.closest('a[href^="/a/"]')) return;
    const told = new FormData();
    told.set("asking", form.elements.asking.value);
    navigator.sendBeacon(form.dataset.opened, told);
  });

  place.addEventListener("change", (event) => {
    if (event.target.dataset.filter !== undefined) send(form.action);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, input, select, dialog")) return;
    const act = { "/": () => box.select(), j: () => step(1), k: () => step(-1) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // Coming back from an article, the browser restores the box but not the answers.
  window.addEventListener("pageshow", ask);
})();
