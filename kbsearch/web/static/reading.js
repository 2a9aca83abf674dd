// Copying, the overlay of keys, `/`, and Enter in a line with a button of its own. Without this script the texts can be copied by hand, and nothing else is lost.
(() => {
  "use strict";

  const SHOWN = 1600; // milliseconds that a button says "Copied"

  document.documentElement.classList.add("scripted");

  async function put(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = document.createElement("textarea"); // plain HTTP: the old way
    box.value = text;
    box.className = "unseen";
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }

  async function copy(button, text) {
    const said = button.textContent;
    if (button.dataset.copied !== undefined) return;
    try {
      await put(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    button.dataset.copied = "";
    setTimeout(() => {
      button.textContent = said;
      delete button.dataset.copied;
    }, SHOWN);
  }

  function dress() {
    for (const code of document.querySelectorAll(".prose pre.code:not(.code-box > pre)")) {
      const frame = document.createElement("div");
      const button = document.createElement("button");
      frame.className = "code-box";
      button.className = "copy-code";
      button.type = "button";
      button.textContent = "Copy";
      button.setAttribute("aria-label", "Copy the code");
      code.replaceWith(frame);
      frame.append(code, button);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.copy) copy(button, document.getElementById(button.dataset.copy).value);
    else if (button.className === "copy-code") copy(button, button.previousElementSibling.textContent.replace(/\n$/, ""));
    else if (button.dataset.keys !== undefined) document.getElementById("kb-keys")?.showModal();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, input, select")) return;
    if (event.key === "?") {
      event.preventDefault();
      document.getElementById("kb-keys")?.showModal();
    }
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && search) {
      event.preventDefault();
      search.click();
    }
  });

  // Enter in a line of its own presses the button that belongs to it, not the first of the form.
  document.addEventListener("keydown", (event) => {
    const button = event.key === "Enter" && !event.isComposing && document.getElementById(event.target.dataset.enter ?? "");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  dress();
  new MutationObserver(dress).observe(document.querySelector("main"), { childList: true, subtree: true });
})();
