// Sorts tables by the buttons of their heads, and filters them by the text above them.

for (const table of document.querySelectorAll('table[data-sortable]')) {
  const tools = table.parentElement.previousElementSibling;
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, index) => {
    const button = head.querySelector('button');
    button.disabled = false;
    button.addEventListener('click', () => sort(table, heads, rows, index));
  });
  startFilter(tools, rows);
}

/** Sorts by a column: text first from A, numbers first from the highest; a second click reverses. */
function sort(table, heads, rows, index) {
  const { kind } = heads[index].querySelector('button').dataset;
  const first = kind === 'number' ? 'descending' : 'ascending';
  const other = first === 'ascending' ? 'descending' : 'ascending';
  const order = heads[index].getAttribute('aria-sort') === first ? other : first;
  for (const head of heads) head.removeAttribute('aria-sort');
  heads[index].setAttribute('aria-sort', order);
  const keyOf = (row) => row.cells[index].dataset.sort;
  const compare = kind === 'number' ? compareNumbers : compareTexts;
  const sign = order === 'ascending' ? 1 : -1;
  // Rows without a value stay last in both orders.
  rows.sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left === '' || right === '') return (left === '') - (right === '');
    return sign * compare(left, right);
  });
  table.tBodies[0].append(...rows);
}

/** Compares numbers closely enough to sort; no amount is calculated here. */
function compareNumbers(a, b) {
  return Number(a) - Number(b);
}

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function compareTexts(a, b) {
  return collator.compare(a, b);
}

function startFilter(tools, rows) {
  const input = tools.querySelector('[data-filter]');
  const shown = tools.querySelector('[data-shown]');
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  tools.hidden = rows.length < 2;
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row) => {
      row.hidden = !words.every((word) => texts.get(row).includes(word));
      if (!row.hidden) count += 1;
    });
    shown.textContent =
      words.length === 0
        ? ''
        : shown.dataset.text
            .replace('{shown}', String(count))
            .replace('{all}', String(rows.length));
  };
  input.addEventListener('input', apply);
  apply();
}
