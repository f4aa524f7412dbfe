/* Opens a cited article beside the conversation, and keeps the page's language. Plain JavaScript, nothing loaded. */
window.zonewise = (() => {
  const STORE = "zonewise-language";
  let shown = "";

  const panel = () => document.querySelector("#zw-panel .zw-panel");
  const isNarrow = () => window.matchMedia("(max-width: 860px)").matches;

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function note(content, text) {
    content.replaceChildren(make("p", "zw-notice", text));
  }

  /* The quoted words come into view within each scroll box of their own. */
  function centre(content) {
    content.querySelectorAll(".zw-body, .zw-compared pre").forEach((box) => {
      const mark = box.querySelector("mark");
      if (!mark) return;
      const top = (element) => element.getBoundingClientRect().top - box.getBoundingClientRect().top;
      const paragraph = mark.closest("p") || mark;
      const isShort = top(mark) - top(paragraph) < box.clientHeight / 2;
      box.scrollTop += isShort ? top(paragraph) : top(mark) - box.clientHeight / 4;
    });
  }

  /* Who opened an article by keyboard reads on in it, and comes back by Escape. */
  function enter(content) {
    const heading = content.querySelector("h2");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  async function open(href, { move = true, isByKey = false } = {}) {
    const section = panel();
    if (!section) return;
    const content = section.querySelector(".zw-panel-content");
    shown = href;
    note(content, section.dataset.loading);
    try {
      const reply = await fetch(href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (shown !== href) return;
      content.replaceChildren(...page.querySelector("main").childNodes);
    } catch {
      note(content, section.dataset.failed);
    }
    centre(content);
    if (move && isNarrow()) section.scrollIntoView({ block: "start" });
    if (isByKey) enter(content);
  }

  function close(...values) {
    shown = "";
    const section = panel();
    if (section) {
      const { heading, empty } = section.dataset;
      const content = section.querySelector(".zw-panel-content");
      content.replaceChildren(make("h2", "zw-panel-title", heading), make("p", "zw-hint", empty));
    }
    return values;
  }

  function mark(link) {
    document.querySelectorAll("a.zw-open").forEach((other) => other.classList.remove("zw-open"));
    link.classList.add("zw-open");
  }

  document.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target && target.closest("#zw-chat a.zw-cite");
      if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        event.stopPropagation();
        mark(link);
        open(link.getAttribute("href"), { isByKey: event.detail === 0 });
      } else if (target && target.closest(".zw-back")) {
        const from = document.querySelector("a.zw-open") || document.querySelector("#zw-chat");
        from.scrollIntoView({ block: "center" });
        if (from.focus) from.focus({ preventScroll: true });
      }
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    const section = panel();
    if (event.key === "Escape" && section?.contains(document.activeElement)) section.querySelector(".zw-back").click();
  });

  /* gradio labels each message with its HTML source, which a screen reader would read out instead of the text. */
  function unlabel() {
    document.querySelectorAll("#zw-chat [data-testid][aria-label]").forEach((message) => {
      message.removeAttribute("aria-label");
    });
  }
  /* A new question goes to the top and its answer grows below it, until the reader scrolls. */
  let questions = 0;
  let isFollowing = false;
  function follow() {
    const rows = document.querySelectorAll("#zw-chat .user-row");
    if (rows.length > questions) isFollowing = true;
    questions = rows.length;
    const box = document.querySelector("#zw-chat .bubble-wrap");
    if (!isFollowing || !box || !rows.length) return;
    const last = rows[rows.length - 1];
    box.scrollTop += last.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
    const answers = document.querySelectorAll("#zw-chat .bot-row");
    if (answers.length === rows.length && answers[answers.length - 1].querySelector(".zw-foot")) isFollowing = false;
  }
  for (const name of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(name, () => (isFollowing = false), { capture: true, passive: true });
  }

  /* Says to those who hear the page that an answer is ready: the conversation itself is not read out as it grows. */
  let answered = 0;
  function announce() {
    const count = document.querySelectorAll("#zw-chat .bot-row .zw-foot").length;
    if (count > answered) {
      const foot = [...document.querySelectorAll("#zw-chat .bot-row .zw-foot")].pop();
      status.textContent = `${panel()?.dataset.ready ?? ""} ${foot.textContent}`;
    }
    answered = count;
  }
  const status = make("p", "zw-unseen", "");
  status.setAttribute("role", "status");
  document.addEventListener("DOMContentLoaded", () => document.body.append(status));

  function settle() {
    unlabel();
    follow();
    announce();
  }
  new MutationObserver(settle).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["aria-label"],
  });

  function remembered() {
    try {
      return window.localStorage.getItem(STORE);
    } catch {
      return null;
    }
  }

  /* What the server refuses is said in the page's language; the cookie goes to no other path. */
  function tell(language) {
    document.cookie = `${STORE}=${language}; SameSite=Strict`;
  }

  function choose(conversation, language, ...choice) {
    document.documentElement.lang = language;
    tell(language);
    try {
      window.localStorage.setItem(STORE, language);
    } catch {
      /* A browser that keeps nothing still shows the language until the page is left. */
    }
    if (shown) {
      const href = shown.replace(/lang=\w+/, `lang=${language}`);
      window.setTimeout(() => open(href, { move: false }), 600);
    }
    return [conversation, language, ...choice];
  }

  function begin(conversation, _, ...choice) {
    const own = (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
    const language = remembered() || own;
    document.documentElement.lang = language;
    tell(language);
    document.documentElement.dataset.zonewise = "ready";
    return [conversation, language, ...choice];
  }

  return { open, close, choose, begin };
})();
