import { bundlesIn } from '../../proof/bundles-in.ts';
import { limits } from '../../proof/check-files.ts';
import { parseTrust } from '../../proof/trust.ts';
import { verifyBundle } from '../../proof/verify-bundle.ts';
import { builtRules } from '../built-rules.ts';
import { filesByPath, readDrop } from './read-drop.mjs';
import { words } from './words.mjs';

const byId = (id) => document.getElementById(id);
let language = navigator.language.startsWith('zh') ? 'zh' : 'en';
/** Verdicts that are shown, or a message instead of them. */
let shown = { verdicts: [], message: undefined };
/** Files that were chosen last; they are checked again when what the person knows changes. */
let chosen = new Map();

byId('language').addEventListener('click', () => {
  language = language === 'en' ? 'zh' : 'en';
  show();
});
byId('folder').addEventListener('change', (event) => check(filesByPath(event.target.files)));
for (const id of ['key', 'policy', 'since', 'authorities'])
  byId(id).addEventListener('change', () => chosen.size > 0 && check(chosen));
addEventListener('dragover', (event) => {
  event.preventDefault();
  byId('drop').classList.add('over');
});
addEventListener('dragleave', () => byId('drop').classList.remove('over'));
addEventListener('drop', async (event) => {
  event.preventDefault();
  byId('drop').classList.remove('over');
  await check(await readDrop(event.dataTransfer));
});
show();

/** Checks all proofs among the files, one by one. */
async function check(files) {
  chosen = files;
  shown = { verdicts: [], message: 'working' };
  show();
  try {
    const trust = await trustOfForm();
    const found = bundlesIn(files.keys());
    if (found.size === 0) found.set('', new Map([...files.keys()].map((path) => [path, path])));
    const verdicts = [];
    for (const paths of found.values())
      verdicts.push(await verifyBundle(await bytesOf(paths, files), trust, builtRules()));
    shown = { verdicts, message: undefined };
  } catch (error) {
    const message = error.name === 'NotReadableError' ? 'unreadable' : 'wrongTrust';
    shown = { verdicts: [], message, detail: error.message };
  }
  show();
}

async function trustOfForm() {
  const textOf = async (id) => byId(id).files[0]?.text();
  const [policy, authorities] = [await textOf('policy'), await textOf('authorities')];
  const since = new Map();
  for (const file of byId('since').files) since.set(file.name, await file.text());
  const key = byId('key').value.trim();
  return parseTrust({
    ...(key !== '' && { key }),
    ...(policy !== undefined && { policy }),
    ...(authorities !== undefined && { authorities }),
    since,
  });
}

/** Reads the files of a proof, but not more than shows that one is too large. */
async function bytesOf(paths, files) {
  const bytes = new Map();
  for (const [name, path] of paths) {
    const start = files.get(path).slice(0, limits.bytes + 1);
    bytes.set(name, new Uint8Array(await start.arrayBuffer()));
  }
  return bytes;
}

function show() {
  const text = words[language];
  document.documentElement.lang = language;
  byId('language').textContent = text.otherLanguage;
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = text[element.dataset.text];
  const { verdicts, message, detail } = shown;
  const accepted = verdicts.filter((one) => one.accepted).length;
  if (message !== undefined)
    byId('summary').textContent = [text[message], detail].filter(Boolean).join(': ');
  else
    byId('summary').textContent =
      verdicts.length > 1 ? text.summary(verdicts.length, accepted) : '';
  byId('verdicts').replaceChildren(...verdicts.map((verdict) => articleOf(verdict, text)));
}

function articleOf({ number, accepted, steps, differences, document: proved }, text) {
  const judgement = accepted ? 'accepted' : 'refused';
  const heading = element('h2', [number === '' ? '' : `${number}: `]);
  heading.append(element('span', [text[judgement]], 'judgement'));
  const rows = steps.map(({ step, state, text: sentence }) => [
    element('th', [text.steps[step]]),
    element('td', [text.states[state]], state),
    element('td', [sentence[language]]),
  ]);
  const article = element('article', [heading, tableOf(rows, 'steps')], judgement);
  for (const { path, issued, rated } of differences)
    article.append(
      element(
        'p',
        [`${path}: ${issued} (${text.inDocument}), ${rated} (${text.byFacts})`],
        'failed',
      ),
    );
  if (accepted && proved !== undefined) article.append(...amountsOf(proved, text));
  return article;
}

/** Shows the lines with their arithmetic, and the sums. */
function amountsOf(proved, text) {
  const lines = proved.lines.map(({ app_id, title, arithmetic, explanation }) => [
    element('th', [`${text.app} ${app_id}`]),
    element('td', [title[language], element('div', [explanation[language]], 'muted')]),
    element('td', [arithmetic]),
  ]);
  const sums = proved.sums.map(({ title, arithmetic }) => [
    element('th', [title[language]]),
    element('td', []),
    element('td', [arithmetic]),
  ]);
  const due = [
    element('th', [text.amount]),
    element('td', []),
    element('td', [`${proved.due} ${proved.currency}`]),
  ];
  return [element('p', [text.bills(proved)]), tableOf([...lines, ...sums, due], 'amounts')];
}

function tableOf(rows, className) {
  return element(
    'table',
    [
      element(
        'tbody',
        rows.map((cells) => element('tr', cells)),
      ),
    ],
    className,
  );
}

function element(name, children, className) {
  const made = document.createElement(name);
  made.append(...children);
  if (className !== undefined) made.className = className;
  return made;
}
