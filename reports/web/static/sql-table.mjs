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
    if (columns[index].isNumeric) cell.textContent = value ?? 'NULL';
    else cell.append(textOf(value ?? 'NULL'));
  });
}

/** Limits the width of a long text. */
function textOf(value) {
  const text = document.createElement('div');
  text.textContent = value;
  return text;
}
