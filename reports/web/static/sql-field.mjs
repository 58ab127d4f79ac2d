// The field of the query: the editor if it can be loaded, else the page's plain text field.

/**
 * Makes the field usable.
 *
 * @param area The text field of the page.
 * @param options address: of the editor; label: its name; relations: for completion; onChange: called after a change.
 * @returns An object with `text`, `write(text, replacesAll)` and `focus()`.
 */
export async function queryField(area, { address, label, relations, onChange }) {
  try {
    const { makeEditor } = await import(address);
    const host = document.createElement('div');
    const field = makeEditor(host, { text: area.value, label, relations, onChange });
    area.hidden = true;
    area.after(host);
    area.labels[0].addEventListener('click', () => field.focus());
    return field;
  } catch {
    area.addEventListener('input', onChange);
    return plainField(area, onChange);
  }
}

function plainField(area, onChange) {
  return {
    get text() {
      return area.value;
    },
    /** Writes so that the browser's undo works. */
    write(text, replacesAll) {
      area.focus();
      if (replacesAll) area.select();
      if (!document.execCommand('insertText', false, text)) {
        const [start, end] = replacesAll
          ? [0, area.value.length]
          : [area.selectionStart, area.selectionEnd];
        area.setRangeText(text, start, end, 'end');
      }
      onChange();
    },
    focus: () => area.focus(),
  };
}

/** Reads the published relations from the list beside the box. */
export function listedRelations(list) {
  return [...list.querySelectorAll('[data-relation]')].map((entry) => ({
    name: entry.dataset.relation,
    comment: entry.querySelector('p')?.textContent ?? '',
    columns: [...entry.querySelectorAll('dt')].map((column) => ({
      name: column.querySelector('code').textContent,
      type: column.querySelector('.type').textContent,
    })),
  }));
}
