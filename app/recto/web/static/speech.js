// What the page says: politely (saved, moved), or at once (not saved).

const said = document.getElementById("said");
const alarm = document.getElementById("alarm");
let clearing = 0;

export function say(words) {
  said.textContent = words;
  clearTimeout(clearing);
  clearing = setTimeout(() => { said.textContent = ""; }, 4000);
}

// An alarm stays until it is answered; `answer` is a button's word and what it does.
export function warn(words, answer = null) {
  alarm.replaceChildren(words);
  if (!answer) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = answer.word;
  button.addEventListener("click", () => { calm(); answer.act(); });
  alarm.append(button);
}

export function calm() {
  alarm.replaceChildren();
}
