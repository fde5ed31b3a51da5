"use strict";
// The page is whole without this. Here is what makes it quick: a filter, a search, and links that open what they lead to.
(() => {
  const form = document.querySelector("form.filter");
  const search = form.elements.q;
  const output = form.querySelector("output");
  const none = document.querySelector("p.none");
  const entries = [...document.querySelectorAll("details.requirement")];
  const groups = [...document.querySelectorAll("section.group")];
  const tiles = new Map([...document.querySelectorAll("a.tile")].map((tile) => [tile.hash.slice(1), tile]));
  const texts = new Map();

  const textOf = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };

  const apply = () => {
    const chosen = new FormData(form);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (entry) =>
      ["verdict", "profile", "level"].every((name) => {
        const values = chosen.getAll(name);
        return values.length === 0 || values.includes(entry.dataset[name]);
      }) && words.every((word) => textOf(entry).includes(word));
    let shown = 0;
    for (const entry of entries) {
      entry.hidden = !fits(entry);
      if (!entry.hidden) shown += 1;
      tiles.get(entry.id)?.classList.toggle("aside", entry.hidden);
    }
    for (const group of groups) {
      const fitting = group.querySelectorAll("details.requirement:not([hidden])").length;
      group.hidden = fitting === 0;
      group.querySelector(".count").textContent = fitting;
    }
    none.hidden = shown > 0;
    output.value = shown === entries.length ? `${shown} requirements` : `${shown} of ${entries.length} requirements`;
  };

  // The address of the page says what is chosen, so that it can be sent to somebody.
  const remember = () => {
    const chosen = String(new URLSearchParams([...new FormData(form)].filter(([, value]) => value)));
    try {
      history.replaceState(null, "", location.pathname + (chosen && `?${chosen}`) + location.hash);
    } catch {
      // where a page may not change its address, it still filters
    }
  };

  const choose = (query) => {
    const chosen = new URLSearchParams(query);
    search.value = chosen.get("q") ?? "";
    for (const box of form.querySelectorAll("input[type=checkbox]")) {
      box.checked = chosen.getAll(box.name).includes(box.value);
    }
    apply();
  };

  const follow = () => {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      // an odd hash leads nowhere
    }
    const entry = document.getElementById(id);
    if (!entry?.matches("details.requirement")) return;
    if (entry.hidden) {
      choose("");
      remember();
    }
    entry.open = true;
    entry.scrollIntoView();
  };

  form.addEventListener("input", () => {
    apply();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    choose("");
    remember();
  });
  for (const [name, open] of [["open", true], ["close", false]]) {
    form.elements[name].addEventListener("click", () => {
      for (const entry of entries) if (!entry.hidden) entry.open = open;
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.matches("input") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape") {
      search.value = "";
      apply();
      remember();
    }
  });
  for (const link of document.querySelectorAll(".counts a")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(link.search);
      remember();
      document.getElementById("requirements").scrollIntoView();
    });
  }
  for (const button of document.querySelectorAll("button[name=copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.closest("figure").querySelector("pre").textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
  }
  // A printed page has no links to follow, and what is broken is on it in full.
  addEventListener("beforeprint", () => {
    for (const entry of entries) if (entry.dataset.verdict === "violates") entry.open = true;
  });
  addEventListener("hashchange", follow);

  form.hidden = false;
  choose(location.search);
  follow();
})();
