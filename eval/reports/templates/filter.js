"use strict";
// The page is whole without this: it only hides failed questions that the reader does not look for.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const cards = [...document.querySelectorAll("article[data-suite]")];
  const update = () => {
    const wanted = ["suite", "kind", "lang"].map((name) => [name, form.elements[name].value]);
    const isNew = form.elements.new && form.elements.new.checked;
    let shown = 0;
    for (const card of cards) {
      const fits = wanted.every(([name, value]) => !value || card.dataset[name] === value);
      card.hidden = !(fits && (!isNew || card.dataset.new === "yes"));
      shown += card.hidden ? 0 : 1;
    }
    form.querySelector("output").textContent = `${shown} of ${cards.length} shown`;
  };
  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  update();
})();
