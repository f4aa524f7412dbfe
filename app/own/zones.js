/* The Zones tab: fills itself, sorts, filters, folds; opens zones and articles beside it. Plain JavaScript. */
(() => {
  const DIACRITICS = /[\u0300-\u036f]/g;
  const BREAKS = /[\s'’·.-]+/g;
  const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const shown = new WeakMap(); /* place → { language, tag }: what stands in it */
  const chosen = { text: "", city: "*", column: 2, isDown: true }; /* kept when the list is drawn anew */

  function plain(text) {
    return text.normalize("NFKD").replace(DIACRITICS, "").toLowerCase().replace(BREAKS, "");
  }

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  /* The heat table shows the zones with the most articles; one button shows all. */
  function fold(part) {
    const top = Number(part.dataset.top);
    const rows = [...part.querySelectorAll("tbody tr:not(.zw-no-zone)")].slice(top);
    if (!rows.length) return;
    const button = make("button", "zw-unfold", "");
    button.type = "button";
    const show = (isOpen) => {
      rows.forEach((row) => (row.hidden = !isOpen));
      button.textContent = isOpen ? part.dataset.fewer : part.dataset.all;
      button.setAttribute("aria-expanded", String(isOpen));
    };
    button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
    show(false);
    part.append(button);
  }

  function comparer(column, kind, isDown) {
    const words = new Intl.Collator(language() === "zh" ? "zh-CN-u-co-pinyin" : "en", { numeric: true });
    const key = (row) => row.cells[column].dataset.sort;
    const sign = isDown ? -1 : 1;
    return (one, other) => {
      const [a, b] = [key(one), key(other)];
      if (!a || !b) return Number(!a) - Number(!b); /* what is unknown stands last, whichever way */
      if (kind === "number") return sign * (Number(a) - Number(b));
      return sign * (kind === "date" ? (a > b) - (a < b) : words.compare(a, b));
    };
  }

  function sort(part, column, isDown) {
    const heads = [...part.querySelectorAll("thead th")];
    Object.assign(chosen, { column, isDown });
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", isDown ? "descending" : "ascending");
    part.querySelector(".zw-order-choice select").value = String(column);
    const body = part.querySelector("tbody");
    body.append(...[...body.rows].sort(comparer(column, heads[column].dataset.kind, isDown)));
  }

  function filter(part) {
    const words = chosen.text.split(/\s+/).map(plain).filter(Boolean);
    const whole = plain(chosen.text);
    const rows = [...part.querySelectorAll("tbody tr")];
    let count = 0;
    for (const row of rows) {
      const text = plain(row.dataset.find);
      const isNamed = text.includes(whole) || words.every((word) => text.includes(word));
      row.hidden = !(isNamed && (chosen.city === "*" || row.dataset.city === chosen.city));
      count += Number(!row.hidden);
    }
    const said = count ? part.dataset.count : part.dataset.none;
    part.querySelector(".zw-count").textContent = said.replace("{shown}", count).replace("{zones}", rows.length);
  }

  function choose(part, change) {
    Object.assign(chosen, change);
    part.querySelector(".zw-find input").value = chosen.text;
    part.querySelector(".zw-city-choice select").value = chosen.city;
    filter(part);
  }

  function listen(part) {
    const isDownAtFirst = (head) => head.dataset.kind !== "text";
    const heads = [...part.querySelectorAll("thead th")];
    heads.forEach((head, column) => {
      const button = make("button", "zw-sort", head.textContent);
      button.type = "button";
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const sorted = head.getAttribute("aria-sort");
        sort(part, column, sorted ? sorted === "ascending" : isDownAtFirst(head));
      });
    });
    const find = part.querySelector(".zw-find input");
    find.addEventListener("input", () => choose(part, { text: find.value }));
    const city = part.querySelector(".zw-city-choice select");
    city.addEventListener("change", () => choose(part, { city: city.value }));
    const order = part.querySelector(".zw-order-choice select");
    order.addEventListener("change", () => {
      const column = Number(order.value);
      sort(part, column, isDownAtFirst(heads[column]));
    });
    part.querySelector(".zw-filter").hidden = false;
    sort(part, chosen.column, chosen.isDown);
    if (![...city.options].some((option) => option.value === chosen.city)) chosen.city = "*";
    choose(part, {});
  }

  /* A city's name filters the list below. */
  function link(place) {
    const part = place.querySelector(".zw-list-part");
    place.querySelectorAll(".zw-city").forEach((name) => {
      const button = make("button", "zw-city", name.textContent);
      button.type = "button";
      button.addEventListener("click", () => {
        choose(part, { text: "", city: name.dataset.city });
        part.scrollIntoView({ block: "start" });
        part.querySelector(".zw-city-choice select").focus({ preventScroll: true });
      });
      name.replaceWith(button);
    });
  }

  async function fill(place) {
    const wanted = language();
    const before = shown.get(place) || {};
    const isSame = () => before.language === wanted && place.querySelector(".zw-overview");
    shown.set(place, { ...before, language: wanted });
    try {
      const reply = await fetch(`zones?lang=${wanted}`, { credentials: "same-origin", cache: "no-cache" });
      if (!reply.ok) throw new Error(`the zones were answered with ${reply.status}`);
      const tag = reply.headers.get("etag");
      if (shown.get(place).language !== wanted || (isSame() && tag && tag === before.tag)) return;
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (shown.get(place).language !== wanted) return;
      const main = document.adoptNode(page.querySelector("main"));
      main.querySelectorAll(".zw-heat-part").forEach(fold);
      main.querySelectorAll(".zw-list-part").forEach(listen);
      link(main);
      place.replaceChildren(...main.childNodes);
      place.setAttribute("aria-live", "off"); /* from here on, only the count is read out by itself */
      shown.set(place, { language: wanted, tag });
    } catch {
      shown.delete(place);
      if (!place.querySelector(".zw-overview")) place.replaceChildren(make("p", "zw-notice", place.dataset.failed));
    }
  }

  /* The tab is filled whenever it comes into view: what the index holds may have changed meanwhile. */
  const sight = new IntersectionObserver((changes) => {
    changes.filter((change) => change.isIntersecting).forEach((change) => fill(change.target));
  });
  const watched = new WeakSet();
  function look() {
    const place = document.querySelector("#zw-zones");
    if (!place) return;
    if (!watched.has(place)) {
      watched.add(place);
      sight.observe(place);
    } else if (shown.get(place)?.tag && !place.querySelector(".zw-overview")) {
      /* gradio has drawn the place anew, in the page's other language, after it was filled. */
      shown.delete(place);
      fill(place);
    }
  }
  function translate() {
    const place = document.querySelector("#zw-zones");
    if (place && shown.has(place) && shown.get(place).language !== language()) fill(place);
  }
  const begin = () => {
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
    new MutationObserver(translate).observe(document.documentElement, { attributeFilter: ["lang"] });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();

  /* Links to zones and articles open in the side panel; where none is in sight, as pages of their own. */
  async function openInside(anchor, isByKey) {
    const panel = document.querySelector("#zw-panel .zw-panel");
    const href = anchor.getAttribute("href");
    if (!panel.contains(anchor)) {
      document.querySelectorAll("a.zw-open").forEach((other) => other.classList.remove("zw-open"));
      anchor.classList.add("zw-open");
    }
    await window.zonewise.open(href);
    if (!panel.offsetParent) {
      window.location.assign(href);
      return;
    }
    panel.scrollIntoView({ block: "nearest" });
    if (isByKey) enter(panel.querySelector(".zw-panel-content h2"));
  }

  /* Who opens by a key reads on by keys: to the panel, and by Escape back to where they were. */
  function enter(heading) {
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  document.addEventListener("keydown", (event) => {
    const isInside = event.target instanceof Element && event.target.closest("#zw-panel");
    if (event.key === "Escape" && isInside) document.querySelector("a.zw-open")?.focus();
  });
  document.addEventListener(
    "toggle",
    (event) => {
      const box = event.target;
      if (box.open && box.matches(".zw-panel .zw-printed")) box.scrollIntoView({ block: "nearest" });
    },
    true,
  );

  document.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const anchor = target?.closest("a.zw-inside");
      const question = target?.closest("button[data-ask]");
      const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (anchor && isPlain && window.zonewise?.open && document.querySelector("#zw-panel .zw-panel")) {
        event.preventDefault();
        event.stopPropagation();
        openInside(anchor, event.detail === 0);
      } else if (question) window.zonewise?.ask?.(question.dataset.ask);
    },
    true,
  );
})();
