// What a reader gains with JavaScript: finding one's way among the findings, and cards that open as they are needed.
// Without it nothing is lost: all is open, and the filter is not shown.
(() => {
  "use strict";
  const cards = [...document.querySelectorAll(".card[data-severity]")];
  const filter = document.getElementById("filter");

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) showAll();
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    target.scrollIntoView();
  };
  let showAll = () => {};

  for (const more of document.querySelectorAll("details.more")) more.open = false;

  if (filter) {
    const words = document.getElementById("filter-words");
    const category = document.getElementById("filter-category");
    const severities = [...filter.querySelectorAll("input[type=checkbox]")];
    const told = document.getElementById("filter-told");
    const texts = new Map();
    const text = (card) => {
      if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase().replace(/\s+/g, " "));
      return texts.get(card);
    };
    const apply = () => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const kept = new Set(severities.filter((box) => box.checked).map((box) => box.value));
      let shown = 0;
      for (const card of cards) {
        const fits = kept.has(card.dataset.severity)
          && (!category.value || card.dataset.category === category.value)
          && wanted.every((word) => text(card).includes(word));
        card.hidden = !fits;
        shown += fits;
      }
      for (const group of document.querySelectorAll(".group")) {
        group.hidden = !group.querySelector(".card:not([hidden])");
      }
      filter.classList.toggle("narrowed", shown < cards.length);
      told.textContent = shown < cards.length
        ? `${shown} of ${cards.length} findings shown`
        : `All ${cards.length} findings shown`;
    };
    showAll = () => {
      words.value = "";
      category.value = "";
      for (const box of severities) box.checked = true;
      apply();
    };
    for (const change of ["input", "change"]) filter.addEventListener(change, apply);
    document.getElementById("filter-all").addEventListener("click", showAll);
    filter.hidden = false;
    apply();
  }

  // a link to what is folded away or filtered out must still lead there
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // paper cannot be unfolded
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
})();
