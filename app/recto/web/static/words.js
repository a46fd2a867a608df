// The desk's texts in the reader's language (what the page brings no translation for stays English), and how
// they are said: politely (saved, moved), or at once (not saved).

const table = JSON.parse(document.body.dataset.words || "{}");

// Replaces %(name)s by values, which are never read as markup.
export function _(text, values = {}) {
  return (table[text] ?? text).replace(/%\((\w+)\)s/g, (mark, name) => values[name] ?? mark);
}

const said = document.getElementById("said");
const alarm = document.getElementById("alarm");
const CALM_MS = 2000;
let clearing = 0;
let last = 0;
let waiting = 0;

// `soft`: what may wait, so that nobody is told every two seconds that all is well.
export function say(words, { soft = false } = {}) {
  clearTimeout(waiting);
  const wait = soft ? last + CALM_MS - Date.now() : 0;
  if (wait > 0) {
    waiting = setTimeout(() => say(words), wait);
    return;
  }
  last = Date.now();
  said.textContent = words;
  clearTimeout(clearing);
  clearing = setTimeout(() => { said.textContent = ""; }, 4000);
}

// A button after what is said, until it is used or something else is said; never in the way.
export function offer(words, answers) {
  clearTimeout(clearing);
  said.replaceChildren(words, ...answers.map(({ word, act }) => makeButton(word, () => { said.textContent = ""; act(); })));
  clearing = setTimeout(() => { said.textContent = ""; }, 20000);
}

function makeButton(word, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = word;
  button.addEventListener("click", act);
  return button;
}

// An alarm stays until it is answered; `answer` is a button's word and what it does.
export function warn(words, answer = null) {
  alarm.replaceChildren(words);
  if (answer) alarm.append(makeButton(answer.word, () => { calm(); answer.act(); }));
}

// With words: only where it says these.
export function calm(words) {
  if (words === undefined || alarm.firstChild?.data === words) alarm.replaceChildren();
}

export function now() {
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}
