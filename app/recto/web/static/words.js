// The desk's texts in the reader's language; what the page brings no translation for stays English.

const table = JSON.parse(document.body.dataset.words || "{}");

// Replaces %(name)s by values, which are never read as markup.
export function _(text, values = {}) {
  return (table[text] ?? text).replace(/%\((\w+)\)s/g, (mark, name) => values[name] ?? mark);
}
