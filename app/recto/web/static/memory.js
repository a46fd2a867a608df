// Earlier translations on the page of one segment: a click puts one into the text, where it can be undone.

const area = document.getElementById("target");

document.getElementById("matches").addEventListener("click", (event) => {
  const button = event.target.closest("[data-use]");
  if (!button) return;
  area.focus();
  area.select();
  // The only way that the browser's own undo gives back what was typed.
  if (!document.execCommand("insertText", false, button.dataset.use)) {
    area.value = button.dataset.use;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
