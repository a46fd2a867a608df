// The page of one unit: a click on a term's translation types it where the caret is.

const area = document.getElementById("target");

document.getElementById("main").addEventListener("click", (event) => {
  const button = event.target.closest("[data-do=term]");
  if (!button) return;
  area.focus();
  // execCommand alone keeps the browser's own undo; the other way is for browsers that dropped it.
  if (document.execCommand("insertText", false, button.textContent)) return;
  area.setRangeText(button.textContent, area.selectionStart, area.selectionEnd, "end");
});
