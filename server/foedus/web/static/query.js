// Puts YASGUI's editor in the place of the plain field, asks without leaving the page, and stops when told to.
"use strict";

(async () => {
  const desk = document.querySelector("#desk");
  const form = desk.querySelector("form");
  const field = form.elements.query;
  const place = document.querySelector("#answer");
  const underWay = document.querySelector("#under-way");
  const told = document.querySelector("#told").dataset;
  /** An address that servers and proxies take. */
  const LONGEST = 6000;
  let asking = null;
  let mark = null;

  const words = await fetch(desk.dataset.words).then((answer) => answer.json());
  const editor = begun();

  form.addEventListener("submit", (event) => {
    field.value = editor.getValue();
    if (form.elements.format.value !== "html") return; // a download is the browser's
    event.preventDefault();
    ask();
  });
  document.querySelector("#stop").addEventListener("click", () => asking?.abort());
  form.querySelector("label").addEventListener("click", () => editor.focus());

  /** Make the editor: it completes the words of this graph, asks nobody else, and keeps nothing. */
  function begun() {
    complete("prefixes", "our-prefixes", Object.entries(words.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`));
    complete("class", "our-classes", words.class);
    complete("property", "our-properties", words.property);
    complete("class", "our-concepts", words.concept, (yasqe) => /^(c:|<)/.test(yasqe.getCompleteToken().string));
    Yasqe.defaults.autocompleters = ["variables", "our-prefixes", "our-classes", "our-properties", "our-concepts"];
    const submit = () => form.requestSubmit();
    const made = new Yasqe(field.parentElement, {
      value: field.value,
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      extraKeys: { "Ctrl-Enter": submit, "Cmd-Enter": submit, "Ctrl-S": false },
    });
    field.after(made.rootEl);
    field.hidden = true;
    field.required = false;
    document.querySelector("#keys").hidden = false;
    const input = made.getInputField();
    input.setAttribute("aria-label", form.querySelector("label").textContent);
    input.setAttribute("aria-describedby", "keys");
    // its hints on errors come with styles that this page does not allow; the server's own say more
    made.rootEl.addEventListener("mouseover", (event) => {
      if (event.target.closest(".parseErrorIcon")) event.stopPropagation();
    }, true);
    made.on("changes", () => unmark());
    return made;
  }

  function complete(kind, name, list, fits) {
    const own = { name, get: () => list, persistenceId: null, bulk: true, autoShow: true };
    if (fits) own.isValidCompletionPosition = fits;
    Yasqe.forkAutocompleter(kind, own);
  }

  async function ask() {
    asking?.abort();
    const mine = (asking = new AbortController());
    say(told.asking, true);
    try {
      const answer = await fetch(...request(mine.signal));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine === asking) show(page.querySelector(".answer, .refusal"));
    } catch (fault) {
      if (mine === asking) say(fault.name === "AbortError" ? told.stopped : told.lost, false);
    }
  }

  function request(signal) {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("format", "html");
    const address = `${form.action}?${fields}`;
    return address.length <= LONGEST ? [address, { signal }] : [form.action, { signal, method: "POST", body: fields }];
  }

  function show(section) {
    if (!section) return say(told.lost, false);
    underWay.hidden = true;
    place.replaceChildren(document.adoptNode(section));
    remember();
    if (section.dataset.line) point(Number(section.dataset.line) - 1, Number(section.dataset.column) - 1);
    section.tabIndex = -1; // so that who reads by ear or by keys is where the answer begins
    section.focus();
  }

  /** Let the page's own address be that of the query, so that it can be reloaded and sent on. */
  function remember() {
    const fields = new URLSearchParams(location.search);
    fields.delete("example");
    fields.set("query", editor.getValue());
    const address = `${location.pathname}?${fields}`;
    if (address.length <= LONGEST) history.replaceState(null, "", address);
  }

  /** Mark a slip where the server found it; it counts characters, the editor counts units of UTF-16. */
  function point(line, column) {
    const text = editor.getDoc().getLine(line) ?? "";
    const from = [...text].slice(0, column).join("").length;
    const to = Math.max(from + 1, from + (/^[\w:]+/.exec(text.slice(from))?.[0].length ?? 1));
    const start = from < text.length ? from : Math.max(0, text.length - 1);
    mark = editor.getDoc().markText({ line, ch: start }, { line, ch: to }, { className: "slip" });
    editor.getDoc().setCursor({ line, ch: from });
    editor.getInputField().setAttribute("aria-invalid", "true");
  }

  function unmark() {
    mark?.clear();
    mark = null;
    editor.getInputField().removeAttribute("aria-invalid");
  }

  function say(sentence, running) {
    underWay.hidden = false;
    underWay.querySelector("[role=status]").textContent = sentence;
    underWay.querySelector("button").hidden = !running;
  }
})();
