// The search of the customers' pages: Pagefind's index, asked as one types. Without a script the indexes are there.
const box = document.querySelector("[data-site-search]");
const found = document.querySelector("[data-found]");
const text = document.querySelector("#kb-text");
const top = new URL("../", import.meta.url);
const MOST = 10;
const CODE = /(?<![\w-])(?:[A-Za-z][A-Za-z_-]{0,11}\d{2,}[A-Za-z]?|0x[0-9A-Fa-f]{4,})(?![\w-])/g;
const BAD = /error|fatal|fail|cannot|could not|unable|denied|refused|exception|invalid/i;
const LINES = 3; // lines of a paste that are asked for by their words
const LEAST = 3; // words of a line below which it says too little

// Pagefind wants every word on the page, and a pasted line holds times, paths and names that no page has. So
// where nothing has all of it, its codes are asked for, then the words of its lines, from the left one less each time.
function* questions(asked) {
  yield asked;
  yield* new Set(asked.match(CODE) ?? []);
  const lines = asked.split("\n");
  const bad = lines.filter((line) => BAD.test(line));
  for (const line of (bad.length ? bad : lines).slice(0, LINES)) {
    const words = line.split(/[\s:;,"()]+/).filter((word) => /^[\p{L}'’-]{2,}$/u.test(word));
    for (let from = 0; from === 0 || words.length - from >= LEAST; from++) yield words.slice(from).join(" ");
  }
}

function shown(results, asked) {
  const list = document.createElement("ol");
  for (const result of results) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = result.url;
    link.textContent = result.meta.title;
    const excerpt = document.createElement("p");
    excerpt.innerHTML = result.excerpt; // made by Pagefind from our own pages; only <mark> is added
    item.append(link, excerpt);
    list.append(item);
  }
  const none = document.createElement("p");
  none.textContent = `Nothing fits “${asked}”. Try fewer words, or the error code alone.`;
  found.replaceChildren(results.length ? list : none);
}

const pagefind = await import(new URL("pagefind/pagefind.js", top));
await pagefind.options({ baseUrl: top.pathname });
box.hidden = false;
text.focus();
text.addEventListener("input", async () => {
  const asked = text.value.trim();
  if (!asked) return found.replaceChildren();
  let results = [];
  for (const question of questions(asked)) {
    const answer = question === asked ? await pagefind.debouncedSearch(asked) : await pagefind.search(question);
    if (!answer || text.value.trim() !== asked) return; // overtaken by a later key
    results = question ? answer.results : [];
    if (results.length) break;
  }
  shown(await Promise.all(results.slice(0, MOST).map((result) => result.data())), asked);
});
