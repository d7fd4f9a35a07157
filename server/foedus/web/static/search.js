// Offers names while one types; without it the form works the same.
"use strict";
{
  const field = document.querySelector("input[type=search]");
  const names = document.createElement("datalist");
  names.id = "names";
  field.after(names);
  field.setAttribute("list", names.id);
  let last = "";
  let timer;
  const offer = async () => {
    const sought = field.value.trim();
    if (sought.length < 2 || sought === last) return;
    last = sought;
    const language = document.documentElement.lang;
    // beside the search itself, so that a page of a version asks that version
    const beside = new URL("api/suggest", field.form.action);
    const answer = await fetch(`${beside}?q=${encodeURIComponent(sought)}&lang=${language}`);
    if (!answer.ok || sought !== last) return;
    const [, labels, texts] = await answer.json();
    names.replaceChildren(...labels.map((label, place) => {
      const option = document.createElement("option");
      option.value = label;
      if (texts[place] !== label) option.label = texts[place];
      return option;
    }));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, 120);
  });
}
