/* Below each answer: copies it with its sources, and sends what a reader says of it. Nothing is loaded. */
(() => {
  const KEY_PREFIX = "zw-key-"; // as in app/views/answers.py
  const MOST_CHARS = 2000;
  const BLOCKS = new Set(["P", "H1", "H2", "H3", "H4", "UL", "OL", "BLOCKQUOTE"]);
  /* What this page knows of each answer, by its key: {rating, draft, isOpen, told}. It outlives a redrawing. */
  const known = new Map();

  const word = (tools, name) => tools.querySelector(`.zw-word-${name}`)?.textContent ?? "";
  const answerOf = (element) => element.closest(".zw-answer");
  const keyOf = (answer) => answer.id.replace(KEY_PREFIX, "");
  const stateOf = (answer) => {
    if (!known.has(keyOf(answer))) known.set(keyOf(answer), { rating: "", draft: "", isOpen: false });
    return known.get(keyOf(answer));
  };

  function tell(answer, text) {
    answer.querySelector(".zw-told").textContent = text;
  }

  /* --- copying --- */

  function readNode(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.matches(".zw-cite")) return `[${node.textContent.match(/\d+$/)?.[0] ?? ""}]`;
    if (node.tagName === "BR") return "\n";
    const inner = [...node.childNodes].map(readNode).join("");
    if (node.matches(".zw-detail")) return `\n  ${inner}`;
    if (node.tagName === "LI") return `\n${node.parentNode.tagName === "OL" ? `${node.value}.` : "-"} ${inner}`;
    return BLOCKS.has(node.tagName) ? `\n\n${inner}\n\n` : inner;
  }

  function readSource(item) {
    const facts = item.querySelector(".zw-source-facts").textContent;
    return `${readNode(item.querySelector(".zw-cite"))} ${facts}\n    ${item.querySelector("blockquote").textContent}`;
  }

  function readAnswer(answer) {
    const parts = [...answer.children]
      .filter((part) => part.matches(".zw-understood, .zw-fallback, .zw-text, .zw-foot"))
      .map((part) => readNode(part).replace(/\n{3,}/g, "\n\n").trim());
    const sources = answer.querySelector(".zw-sources");
    if (sources) {
      const items = [...sources.querySelectorAll(".zw-source-list > li")].map(readSource);
      parts.splice(-1, 0, [sources.querySelector("summary").textContent, ...items].join("\n"));
    }
    return `${parts.filter(Boolean).join("\n\n")}\n`;
  }

  /* Over http on another machine browsers offer no clipboard; marking a text and copying it still works. */
  function copyMarked(text) {
    const box = document.createElement("textarea");
    box.value = text;
    box.setAttribute("readonly", "");
    box.className = "zw-unseen";
    document.body.append(box);
    const before = document.activeElement;
    box.select();
    let isCopied = false;
    try {
      isCopied = document.execCommand("copy");
    } catch {
      isCopied = false;
    }
    box.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    return isCopied;
  }

  async function copy(button) {
    const answer = answerOf(button);
    const tools = button.closest(".zw-tools");
    const text = readAnswer(answer);
    tell(answer, "");
    let isCopied = false;
    try {
      await navigator.clipboard.writeText(text);
      isCopied = true;
    } catch {
      isCopied = copyMarked(text);
    }
    tell(answer, word(tools, isCopied ? "copied" : "copy_failed"));
  }

  /* --- rating --- */

  async function send(answer, isFinal) {
    const state = stateOf(answer);
    const said = { key: keyOf(answer), rating: state.rating, comment: isFinal ? state.draft.trim() : "" };
    state.told = "rate_sending";
    settle();
    try {
      const reply = await fetch("feedback", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(said),
      });
      const names = { 200: "rated", 404: "rate_unknown", 413: "rate_long" };
      state.told = names[reply.status] ?? "rate_failed";
    } catch {
      state.told = "rate_failed";
    }
    if (isFinal && state.told === "rated") {
      state.draft = "";
      state.isOpen = false;
    }
    settle();
    return state.told === "rated";
  }

  function rate(button) {
    const answer = answerOf(button);
    const state = stateOf(answer);
    const rating = button.matches(".zw-rate-up") ? "up" : "down";
    const isNew = state.rating !== rating;
    state.rating = rating;
    state.isOpen = true;
    if (isNew) send(answer, false);
    settle();
    answer.querySelector(".zw-comment textarea").focus();
  }

  function close(answer) {
    const state = stateOf(answer);
    state.isOpen = false;
    settle();
    answer.querySelector(`.zw-rate-${state.rating}`)?.focus();
  }

  function makeButton(kind, label) {
    const button = document.createElement("button");
    button.type = kind === "zw-send" ? "submit" : "button";
    button.className = `zw-tool ${kind}`;
    button.textContent = label;
    return button;
  }

  function makeForm(answer, tools) {
    const form = document.createElement("form");
    form.className = "zw-comment";
    const label = document.createElement("label");
    const box = document.createElement("textarea");
    box.rows = 3;
    box.maxLength = MOST_CHARS;
    box.value = stateOf(answer).draft;
    box.addEventListener("input", () => (stateOf(answer).draft = box.value));
    const text = document.createElement("span");
    label.append(text, box);
    const note = document.createElement("p");
    note.className = "zw-comment-note";
    note.textContent = word(tools, "rate_notice");
    const row = document.createElement("div");
    row.className = "zw-comment-buttons";
    row.append(makeButton("zw-send", word(tools, "rate_send")), makeButton("zw-close", word(tools, "rate_close")));
    form.append(label, note, row);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const isInside = form.contains(document.activeElement);
      const isKept = await send(answer, true);
      if (isKept && isInside) document.getElementById(answer.id)?.querySelector(`.zw-rate-${stateOf(answer).rating}`)?.focus();
    });
    tools.after(form);
    return form;
  }

  /* Brings an answer's buttons and form to what is known of it; changes nothing that is right already. */
  function settleAnswer(tools) {
    const answer = answerOf(tools);
    if (!tools.hasAttribute("aria-label")) tools.setAttribute("aria-label", word(tools, "tools_label"));
    if (!answer.id.startsWith(KEY_PREFIX)) return;
    const state = known.get(keyOf(answer)) ?? { rating: "", isOpen: false };
    for (const name of ["up", "down"]) {
      const button = tools.querySelector(`.zw-rate-${name}`);
      const isPressed = String(state.rating === name);
      if (button.getAttribute("aria-pressed") !== isPressed) button.setAttribute("aria-pressed", isPressed);
    }
    const told = tools.querySelector(".zw-told");
    if (state.told !== undefined && told.dataset.told !== state.told) {
      told.dataset.told = state.told;
      told.textContent = word(tools, state.told);
    }
    let form = answer.querySelector(".zw-comment");
    if (!state.isOpen) return void form?.remove();
    form ??= makeForm(answer, tools);
    const asked = word(tools, `rate_comment_${state.rating}`);
    const label = form.querySelector("label span");
    if (label.textContent !== asked) label.textContent = asked;
  }

  function settle() {
    document.querySelectorAll("#zw-chat .zw-tools").forEach(settleAnswer);
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("#zw-chat .zw-tool");
    if (!button) return;
    if (button.matches(".zw-copy")) copy(button);
    else if (button.matches(".zw-rate")) rate(button);
    else if (button.matches(".zw-close")) close(answerOf(button));
  });
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Escape" && event.target instanceof Element && event.target.closest(".zw-comment");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    close(answerOf(form));
  }, true);
  new MutationObserver(settle).observe(document.documentElement, { subtree: true, childList: true });
})();
