// The rows of an answer as a table: numbers to the right, null told from text.

/**
 * Builds a table of an answer.
 *
 * @returns {HTMLTableElement}
 */
export function makeTable({ columns, rows }) {
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const { name, type, isNumeric } of columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    if (isNumeric) cell.className = 'numeric';
    const kind = document.createElement('span');
    kind.className = 'type';
    kind.textContent = type;
    cell.append(name, kind);
    head.append(cell);
  }
  const body = table.createTBody();
  for (const values of rows) addRow(body.insertRow(), values, columns);
  return table;
}

function addRow(row, values, columns) {
  values.forEach((value, index) => {
    const cell = row.insertCell();
    if (columns[index].isNumeric) cell.className = 'numeric';
    if (value === null) cell.classList.add('null');
    if (columns[index].isNumeric) cell.textContent = numberText(value ?? 'NULL', columns[index]);
    else cell.append(textOf(value ?? 'NULL'));
  });
}

/** Names of columns whose numbers are names: years and ids. */
const unseparated = /(^|_)(id|year)$/i;

/** Separates the thousands of an exact number; nothing is rounded. */
export function numberText(text, { name }) {
  if (unseparated.test(name)) return text;
  const [, sign, whole, rest] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest ?? ''}`;
}

/**
 * Finds the rows that a scrolled table shows.
 *
 * @returns {{ first: number, last: number, all: number } | undefined} Row numbers from 1; undefined if all are shown.
 */
export function showPlace(room) {
  const rows = [...(room.querySelector('tbody')?.rows ?? [])];
  if (room.scrollHeight <= room.clientHeight || rows.length === 0) return undefined;
  const top = room.scrollTop + room.querySelector('thead').offsetHeight;
  const bottom = room.scrollTop + room.clientHeight;
  const isShown = (row) =>
    row.offsetTop + 4 >= top && row.offsetTop + row.offsetHeight <= bottom + 4;
  const shown = rows.map((row, index) => (isShown(row) ? index + 1 : 0)).filter(Boolean);
  if (shown.length === 0) return undefined;
  return { first: shown[0], last: shown.at(-1), all: rows.length };
}

/** Limits the width of a long text. */
function textOf(value) {
  const text = document.createElement('div');
  text.textContent = value;
  return text;
}
