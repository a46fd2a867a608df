// Text that is not in the catalog yet, kept on this device until it is.

// Another project may have had this address yesterday.
const PROJECT = `recto ${document.body.dataset.project} `;
const HERE = location.pathname;

export function keep(id, draft, place = HERE) {
  try {
    localStorage.setItem(`${PROJECT}${place} ${id}`, JSON.stringify(draft));
    return true;
  } catch {
    return false; // No room, or not allowed: the text is still in the page.
  }
}

export function get(id) {
  try {
    return JSON.parse(localStorage.getItem(`${PROJECT}${HERE} ${id}`));
  } catch {
    return null;
  }
}

// The draft of a row: what this device has, else what the desk brought along.
export function of(row) {
  const local = get(row.id);
  const { draft, draftVersion } = row.dataset;
  const brought = draft === undefined ? null : { target: draft, version: draftVersion || row.dataset.version, sent: true };
  // What the desk has taken from here may have been continued on another device.
  return local && !(local.sent && brought) ? local : brought;
}

export function drop(id, place = HERE) {
  try {
    localStorage.removeItem(`${PROJECT}${place} ${id}`);
  } catch {
    // Nothing could be kept, so nothing has to go.
  }
}

// All that is kept of this project: [{ place, id, target, ... }], `place` the address of the article's page.
export function all() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PROJECT)).map((key) => {
      const [place, id] = key.slice(PROJECT.length).split(" ");
      return { ...JSON.parse(localStorage.getItem(key)), place, id };
    });
  } catch {
    return [];
  }
}
