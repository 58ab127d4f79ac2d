// The SQL box: asks the server and shows its answer. Only the page's address stores anything.

import { drawChart } from './sql-chart.mjs';
import { listedRelations, queryField } from './sql-field.mjs';
import { hashOf, queryOf } from './sql-link.mjs';
import { describedParameters, parameterNames } from './sql-parameters.mjs';
import { makeTable, showPlace } from './sql-table.mjs';

const box = document.querySelector('.sql');
const part = (name) => box.querySelector(`[data-${name}]`);
const words = JSON.parse(box.dataset.words);
const { language } = box.dataset;
const field = await queryField(document.getElementById('sql-query'), {
  address: new URL(box.dataset.editor, document.baseURI).href,
  label: words.editor,
  relations: listedRelations(box),
  onChange: () => showParameters(),
});
const [run, cancel, saveCsv, copy] = ['run', 'cancel', 'csv-button', 'copy'].map(part);
let underWay;
let shown;

run.addEventListener('click', runQuery);
saveCsv.addEventListener('click', downloadCsv);
cancel.addEventListener('click', stop);
copy.addEventListener('click', copyLink);
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  runQuery();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.defaultPrevented) stop();
});
for (const button of box.querySelectorAll('[data-example]'))
  button.addEventListener('click', () => {
    part('parameters').replaceChildren();
    write(button.dataset.example, true);
    scrollTo({ top: 0 });
  });
for (const button of box.querySelectorAll('[data-insert]'))
  button.addEventListener('click', () => write(button.dataset.insert, false));
for (const name of ['x', 'y', 'kind']) part(name).addEventListener('change', showChart);
document.querySelector('a.language').addEventListener('click', ({ currentTarget }) => {
  if (field.text !== '') currentTarget.hash = hashOf(query());
});
addEventListener('hashchange', openLink);
part('rows').addEventListener('scroll', showRowPlace, { passive: true });
addEventListener('resize', () => {
  if (shown === undefined) return;
  showChart();
  showRowPlace();
});
copy.hidden = navigator.clipboard === undefined;
openLink();

/** Fills the box from the link. Only a person runs a query. */
function openLink() {
  const linked = queryOf(location.hash);
  if (linked === undefined) return showParameters();
  field.write(linked.sql, true);
  showParameters(linked.parameters);
}

function write(text, replacesAll) {
  field.write(text, replacesAll);
  field.focus();
}

function query() {
  const inputs = part('parameters').querySelectorAll('input');
  const parameters = Object.fromEntries([...inputs].map((input) => [input.name, input.value]));
  return { sql: field.text, parameters };
}

/** Shows an input for each parameter of the query; typed values stay. */
function showParameters(given) {
  const { parameters: typed } = query();
  const values = given === undefined ? typed : { ...typed, ...given };
  const names = parameterNames(field.text);
  const list = part('parameters');
  list.hidden = names.length === 0;
  if (values === typed && names.join() === Object.keys(typed).join()) return;
  const described = describedParameters(field.text, language);
  list.replaceChildren(...names.map((name) => parameterInput(name, described[name], values[name])));
}

function parameterInput(name, { value, meaning } = { value: '', meaning: '' }, typed = value) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, {
    name,
    value: typed,
    type: 'text',
    autocomplete: 'off',
    spellcheck: false,
  });
  const hint = document.createElement('span');
  hint.className = 'quiet';
  hint.textContent = meaning;
  label.append(fill(words.parameter, { name: `$${name}` }), ' ', input, ' ', hint);
  return label;
}

async function runQuery() {
  await ask(box.dataset.answer, async (response) => {
    const answer = await response.json();
    if (!response.ok) throw new Problem(answer.error);
    showAnswer(answer);
  });
}

/** Downloads the whole file or nothing. */
async function downloadCsv() {
  await ask(box.dataset.csv, async (response) => {
    if (!response.ok) throw new Problem((await response.json()).error);
    const file = await response.blob().catch((cause) => {
      if (cause.name === 'AbortError') throw cause;
      throw new Problem(words.brokenOff);
    });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = 'query.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(words.saved);
  });
}

/** A problem that the server found in a query. */
class Problem extends Error {}

async function ask(path, use) {
  if (underWay !== undefined || field.text.trim() === '') return;
  underWay = new AbortController();
  history.replaceState(null, '', hashOf(query()));
  showWaiting(true);
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(query()),
      signal: underWay.signal,
    });
    await use(response);
  } catch (error) {
    if (error.name === 'AbortError') say(words.stopped);
    else showProblem(error instanceof Problem ? error.message : words.noAnswer);
  } finally {
    underWay = undefined;
    showWaiting(false);
  }
}

function stop() {
  underWay?.abort();
}

function showWaiting(isWaiting) {
  cancel.hidden = !isWaiting;
  run.setAttribute('aria-disabled', String(isWaiting));
  saveCsv.setAttribute('aria-disabled', String(isWaiting));
  if (!isWaiting) return;
  part('problem').hidden = true;
  say(words.running);
}

function showProblem(message) {
  say('');
  part('result').hidden = true;
  part('problem').textContent = message;
  part('problem').hidden = false;
}

function say(text) {
  part('status').textContent = text;
}

function showAnswer(answer) {
  shown = answer;
  const { rows, hasMore, hasCutValues, milliseconds } = answer;
  const time = (milliseconds / 1000).toLocaleString(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const count = [words.noRows, words.oneRow][rows.length] ?? words.rowCount;
  say(fill(count, { rows: rows.length.toLocaleString(language), time }));
  const notes = [hasMore && words.hasMore, hasCutValues && words.hasCutValues];
  part('notes').textContent = notes.filter(Boolean).join(' ');
  part('rows').replaceChildren(makeTable(answer));
  part('result').hidden = false;
  part('rows').scrollTop = 0;
  showRowPlace();
  chooseColumns(answer);
  showChart();
}

/** Tells which rows of the table can be seen, if these are not all. */
function showRowPlace() {
  const place = showPlace(part('rows'));
  const values =
    place && Object.entries(place).map(([key, value]) => [key, value.toLocaleString(language)]);
  part('place').textContent = place ? fill(words.place, Object.fromEntries(values)) : '';
}

/** Chooses columns: across a day, a time or a text; up the first number. Earlier choices stay. */
function chooseColumns({ columns, rows }) {
  const indices = columns.map((_, index) => index);
  const x =
    indices.find((index) => columns[index].isTime) ??
    indices.find((index) => !columns[index].isNumeric) ??
    0;
  const numbers = indices.filter((index) => columns[index].isNumeric);
  const y = numbers.find((index) => index !== x) ?? numbers[0];
  offer(part('x'), columns, indices, x);
  offer(part('y'), columns, numbers, y);
  part('chart-part').hidden = y === undefined || rows.length === 0;
  if (columns[x]?.isTime) part('kind').value = 'line';
  else part('kind').value = 'bar';
}

function offer(select, columns, indices, chosen) {
  const before = select.selectedOptions[0]?.textContent;
  select.replaceChildren(
    ...indices.map(
      (index) => new Option(columns[index].name, String(index), false, index === chosen),
    ),
  );
  const same = [...select.options].find((option) => option.textContent === before);
  if (same) same.selected = true;
}

function showChart() {
  if (part('chart-part').hidden) return;
  const [x, y] = ['x', 'y'].map((name) => {
    const index = Number(part(name).value);
    return { ...shown.columns[index], index };
  });
  const label = fill(words.chartOf, { x: x.name, y: y.name });
  const hasNumbers = shown.rows.some(
    (row) => row[y.index] !== null && Number.isFinite(Number(row[y.index])),
  );
  const chart = hasNumbers
    ? drawChart({
        rows: shown.rows,
        x,
        y,
        kind: part('kind').value,
        language,
        label,
        width: chartWidth(),
      })
    : words.noChart;
  const caption = document.createElement('figcaption');
  caption.textContent = label;
  part('chart').replaceChildren(chart, caption);
}

/** Returns the width of the room, so that the texts are as large as others. */
function chartWidth() {
  return Math.max(280, part('chart').clientWidth - 38);
}

async function copyLink() {
  const link = new URL(hashOf(query()), location.href);
  history.replaceState(null, '', link);
  await navigator.clipboard.writeText(link.href);
  say(words.copied);
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
