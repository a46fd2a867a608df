// Unsaved text whose segment is not on this page: elsewhere, edited since, or gone. None of it is lost.

import * as drafts from "./drafts.js";
import { _ } from "./words.js";

const main = document.getElementById("main");
const isArticle = main.classList.contains("article");

function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}

function button(word, act) {
  const made = element("button", "", word);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function nameOf(place) {
  const [, article, locale] = decodeURIComponent(place).match(/^\/a\/(.*)\/([^/]*)$/) ?? [];
  return `${article} (${locale})`;
}

function linkTo(draft, id, words) {
  const link = element("a", "", words);
  link.href = `${draft.place}#${id}`;
  return link;
}

// Make the text a draft of the unit that the source was edited into, and go there.
function carry(draft, successor) {
  const { place, id, target } = draft;
  if (!drafts.keep(successor.id, { target, version: successor.version }, place)) return;
  drafts.drop(id, place);
  const here = place === location.pathname;
  location.assign(`${place}#${successor.id}`);
  if (here) location.reload();
}

function card(draft, status, successor) {
  const name = element("bdi", "", nameOf(draft.place));
  const text = element("textarea", "");
  text.value = draft.target;
  text.readOnly = true;
  text.dir = "auto";
  text.rows = 2;
  text.setAttribute("aria-label", _("Unsaved text"));
  const tools = element("div", "tools");
  const made = element("div", "notice error");
  const say = (...words) => made.append(element("p", "", ...words));
  if (status === 200) say(_("Unsaved text:"), " ", name, ". ", linkTo(draft, draft.id, _("Go to the segment")));
  else if (successor) say(_("The source of this segment was edited before its text was saved."), " ", name);
  else say(_("The segment of this text is no longer there."), " ", name);
  if (status !== 200 && draft.source) {
    const source = element("p", "muted small", draft.source);
    source.dir = "auto";
    made.append(source);
  }
  made.append(text, tools);
  if (successor) tools.append(button(_("Take it to the edited segment"), () => carry(draft, successor)));
  if (status !== 200) tools.append(button(_("Copy"), () => { text.select(); document.execCommand("copy"); }));
  tools.append(button(_("Discard this text"), () => { drafts.drop(draft.id, draft.place); made.remove(); }));
  return made;
}

async function look(draft) {
  const answer = await fetch(`/api/v1${draft.place}/u/${draft.id}`);
  const unit = await answer.json();
  if (answer.status === 200 && unit.target === draft.target) return drafts.drop(draft.id, draft.place);
  if (answer.status !== 200 && answer.status !== 404) return undefined;
  return card(draft, answer.status, unit.successor);
}

const strays = drafts.all().filter((draft) => {
  const isHere = draft.place === location.pathname;
  return isArticle ? isHere && !document.getElementById(draft.id) : !location.pathname.startsWith(`${draft.place}/u/`);
});
const cards = (await Promise.allSettled(strays.map(look))).map((result) => result.value).filter(Boolean);
if (cards.length) {
  const section = element("section", "page left", ...cards);
  section.setAttribute("aria-label", _("Unsaved text"));
  main.prepend(section);
  if (isArticle && !location.hash) section.scrollIntoView();
}
