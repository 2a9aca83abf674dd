// The editor, faster: checks while one types, rows that grow, pictures that are dropped. Without this script the buttons do it.
(() => {
  "use strict";

  const PREVIEW = 250; // milliseconds of rest after a key before the preview is asked for
  const FOUND = 700; // the same for the searches, which are more work
  const POLL = 3000; // how often the file is looked at for edits made outside

  const form = document.getElementById("kb-editor");
  const save = form.querySelector("[data-save]");
  const said = form.querySelector("[data-unsaved-said]");
  const parts = [...form.querySelectorAll("[data-part]")].map((place) => ({
    place,
    pause: place.dataset.part === "found" ? FOUND : PREVIEW,
    timer: 0,
    running: null,
  }));
  let unsaved = form.hasAttribute("data-unsaved");

  async function ask(part) {
    part.running?.abort();
    const mine = (part.running = new AbortController());
    part.place.setAttribute("aria-busy", "true");
    try {
      const sent = new FormData(form);
      sent.delete("picture");
      const answer = await fetch(form.dataset.parts + part.place.dataset.part, {
        method: "POST",
        body: sent,
        headers: { "X-Kbsearch-Part": "editor" },
        signal: mine.signal,
      });
      const html = await answer.text();
      if (mine !== part.running) return;
      part.place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    } catch (error) {
      if (mine === part.running) part.running = null; // overtaken, or the server is away: the next key asks again
    } finally {
      if (mine === part.running) part.place.removeAttribute("aria-busy");
    }
  }

  function changed() {
    unsaved = true;
    if (said) said.textContent = "Not saved yet";
    for (const part of parts) {
      clearTimeout(part.timer);
      part.timer = setTimeout(() => ask(part), part.pause);
    }
  }

  // Rows: there is always an empty one to fill, and each can be taken away.
  const inputs = (row) => [...row.querySelectorAll("input, textarea")];

  function prepare(row) {
    if (row.querySelector(".take-away")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "take-away";
    button.textContent = "×";
    button.setAttribute("aria-label", "Take this row away");
    button.addEventListener("click", () => {
      const rows = row.closest("[data-rows]");
      if (rows.querySelectorAll("[data-row]").length > 1) row.remove();
      else for (const input of inputs(row)) input.value = "";
      grow(rows);
      inputs(rows)[0].focus();
      changed();
    });
    row.append(button);
  }

  function grow(rows) {
    const all = [...rows.querySelectorAll("[data-row]")];
    const last = all.at(-1);
    if (!inputs(last).some((input) => input.value.trim())) return;
    const fresh = last.cloneNode(true);
    fresh.querySelector(".take-away")?.remove();
    const n = Number(rows.dataset.made ?? all.length) + 1;
    rows.dataset.made = n;
    for (const input of inputs(fresh)) {
      input.value = "";
      const label = fresh.querySelector(`label[for="${input.id}"]`);
      input.id = `${input.id.replace(/-more-\d+$/, "")}-more-${n}`;
      if (label) label.htmlFor = input.id;
    }
    last.after(fresh);
    prepare(fresh);
  }

  for (const rows of form.querySelectorAll("[data-rows]")) {
    for (const row of rows.querySelectorAll("[data-row]")) prepare(row);
    rows.addEventListener("input", () => grow(rows));
  }
  for (const needless of form.querySelectorAll("[data-needless]")) needless.hidden = true;

  form.addEventListener("input", (event) => {
    if (event.target.name === "customer") {
      const part = parts.find((one) => one.place.dataset.part === "found");
      clearTimeout(part.timer);
      part.timer = setTimeout(() => ask(part), PREVIEW);
    } else if (event.target.type !== "file" && event.target.name !== "said") {
      changed();
    }
  });

  // Pictures: dropped or pasted into a text, stored at once, shown where the caret stands.
  const texts = () => form.querySelectorAll("textarea.markdown, textarea.whole-file");
  const pictureSaid = form.querySelector("[data-picture-said]");

  async function bring(box, file) {
    const sent = new FormData(form);
    sent.set("picture", file, file.name || "picture.png");
    pictureSaid.textContent = "Storing the picture …";
    try {
      const answer = await fetch(form.dataset.pictures, { method: "POST", body: sent, headers: { "X-Kbsearch-Part": "editor" } });
      if (!answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        pictureSaid.textContent = page.body.innerText.trim().replace(/\s+/g, " ");
        return;
      }
      const { markdown, problem } = await answer.json();
      box.setRangeText(markdown, box.selectionStart, box.selectionEnd, "end");
      pictureSaid.textContent = problem ? `Stored; git would not commit it: ${problem}` : "The picture is stored; say in the square brackets what it shows.";
      changed();
    } catch (error) {
      pictureSaid.textContent = "The server does not answer; the picture was not stored.";
    }
  }

  const picturesOf = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
  for (const box of texts()) {
    box.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.items].some((item) => item.kind === "file")) return;
      event.preventDefault();
      box.classList.add("dropping");
    });
    box.addEventListener("dragleave", () => box.classList.remove("dropping"));
    box.addEventListener("drop", async (event) => {
      box.classList.remove("dropping");
      const files = picturesOf(event.dataTransfer);
      if (!files.length) return;
      event.preventDefault();
      for (const file of files) await bring(box, file);
    });
    box.addEventListener("paste", async (event) => {
      const files = picturesOf(event.clipboardData);
      if (!files.length || event.clipboardData.getData("text/plain")) return;
      event.preventDefault();
      for (const file of files) await bring(box, file);
    });
  }

  // A finding leads to its line.
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    const box = link && document.getElementById(link.hash.slice(1));
    if (!box) return;
    event.preventDefault();
    box.closest("details")?.setAttribute("open", "");
    box.focus();
    if (box.classList.contains("whole-file")) {
      const lines = box.value.split("\n");
      const start = lines.slice(0, Number(link.dataset.line) - 1).join("\n").length;
      box.setSelectionRange(start ? start + 1 : 0, start + 1 + (lines[Number(link.dataset.line) - 1] ?? "").length);
    }
    box.scrollIntoView({ block: "center" });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    form.requestSubmit(save);
  });

  // Enter in a field checks, as everything here is checked already; in the note it saves.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.type === "file") return;
    event.preventDefault();
    if (event.target.name === "said") form.requestSubmit(save);
  });

  let leaves = false; // a button of the form was pressed: what was written goes with it
  form.addEventListener("submit", () => (leaves = true));
  window.addEventListener("pageshow", () => (leaves = false));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && !leaves) event.preventDefault();
  });

  // Edits made outside show up in the open form.
  const outside = form.querySelector("[data-outside]");
  const began = form.elements.began_with.value;
  async function look() {
    if (document.hidden || !outside.hidden) return;
    try {
      const answer = await fetch(form.dataset.state);
      if (answer.ok && (await answer.json()).digest !== began) outside.hidden = false;
    } catch (error) {
      // The server is away; the next look may find it.
    }
  }
  if (outside && began) setInterval(look, POLL);
})();
