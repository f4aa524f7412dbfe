/* The question box and the keyboard: input methods, Enter while an answer is on its way, shortcuts. */
(() => {
  const box = () => document.querySelector("#zw-box textarea");
  const isAnswering = () => document.querySelector("#zw-box .stop-button") !== null;

  /* Gives a text to the box as if it had been typed, so that gradio takes notice. */
  function fill(text) {
    const area = box();
    if (!area) return;
    const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    setter.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    area.setSelectionRange(text.length, text.length);
  }

  function say(text) {
    let line = document.querySelector("#zw-say");
    if (!line) {
      line = document.createElement("p");
      line.id = "zw-say";
      line.className = "zw-say";
      line.setAttribute("role", "status");
      document.querySelector("#zw-box").before(line);
    }
    line.textContent = text;
    window.clearTimeout(say.timer);
    say.timer = window.setTimeout(() => (line.textContent = ""), 6000);
  }

  /* Where all places are taken, a question waits for its turn without a word from gradio. */
  function tellWaiting() {
    const asked = box().value;
    const countToasts = () => document.querySelectorAll(".toast-body").length;
    const toasts = countToasts();
    /* A question that was refused stays in the box, too: the server has said why by then. */
    const isWaiting = () =>
      asked.trim() && box()?.value === asked && !isAnswering() && countToasts() <= toasts;
    window.setTimeout(() => {
      /* gradio drops what is sent while it still tidies up after an answer; what waits is not sent twice by this. */
      if (isWaiting()) document.querySelector("#zw-box .submit-button")?.click();
      window.setTimeout(() => isWaiting() && say(words().waiting ?? ""), 900);
    }, 900);
  }

  const isEditing = () => document.querySelector("#zw-edit")?.textContent.trim() === words().editEnd;
  const words = () => document.querySelector("#zw-panel .zw-panel")?.dataset ?? {};

  /* Enter that ends a word of an input method is not the end of the question. */
  let isComposing = false;
  document.addEventListener("compositionstart", () => (isComposing = true), true);
  document.addEventListener("compositionend", () => window.setTimeout(() => (isComposing = false), 0), true);
  document.addEventListener(
    "keypress",
    (event) => {
      if (event.key === "Enter" && (isComposing || event.isComposing)) event.stopImmediatePropagation();
    },
    true,
  );

  document.addEventListener(
    "keydown",
    (event) => {
      const isInBox = event.target === box();
      if (event.key === "Enter" && (isComposing || event.isComposing || event.keyCode === 229)) {
        event.stopImmediatePropagation();
        return;
      }
      if (isInBox && event.key === "Enter" && !event.shiftKey && isAnswering()) {
        event.preventDefault();
        event.stopPropagation();
        say(words().answering ?? "");
      } else if (isInBox && event.key === "Enter" && !event.shiftKey) {
        say("");
        tellWaiting();
      } else if (event.key === "Escape" && isAnswering()) {
        document.querySelector("#zw-box .stop-button").click();
      } else if (event.key === "Escape" && isInBox && isEditing()) {
        document.querySelector("#zw-edit").click();
      } else if (isInBox && event.key === "ArrowUp" && box().value === "" && !isAnswering()) {
        event.preventDefault();
        if (document.querySelector("#zw-chat .bot-row")) document.querySelector("#zw-edit").click();
      } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event.target)) {
        event.preventDefault();
        window.zonewise.show("ask");
        box()?.focus();
      }
    },
    true,
  );

  function isTyping(target) {
    return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
  }

  Object.assign(window.zonewise, {
    fill,
    /* Shows a tab by its place among them. */
    show(name) {
      const number = { ask: 0, zones: 1, pages: 2 }[name];
      const tab = document.querySelectorAll("#zw-tabs [role=tab]")[number];
      if (tab && tab.getAttribute("aria-selected") !== "true") tab.click();
    },
    /* Asks a question as if it had been typed and sent. */
    ask(text) {
      window.zonewise.show("ask");
      fill(text);
      const send = () => document.querySelector("#zw-box .submit-button");
      window.setTimeout(() => (send() ? send().click() : say(words().answering ?? "")), 60);
    },
    /* The last question comes into the box, or goes from it. */
    edit(...values) {
      const isBeginning = !isEditing();
      window.setTimeout(() => {
        const area = box();
        area?.focus();
        area?.setSelectionRange(area.value.length, area.value.length);
        say(isBeginning ? (words().editing ?? "") : "");
      }, 300);
      return values;
    },
  });
})();
