// The search of the customers' pages: Pagefind's index, asked as one types. Without a script the indexes are there.
const box = document.querySelector("[data-site-search]");
const found = document.querySelector("[data-found]");
const text = document.querySelector("#kb-text");
const top = new URL("../", import.meta.url);
const MOST = 10;

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
  const answer = await pagefind.debouncedSearch(asked);
  if (!answer) return; // overtaken by a later key
  shown(await Promise.all(answer.results.slice(0, MOST).map((result) => result.data())), asked);
});
