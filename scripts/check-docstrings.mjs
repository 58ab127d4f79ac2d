// Checks the English of docstrings. A function's opens with a verb in the third person, any other with a noun, not
// with What, Whether, Of, As or The same; a sentence has at most 25 words. Prints each breach, and fails where
// 3 % of all docstrings or more have one of a kind.
// For some folders only: node scripts/check-docstrings.mjs reports src/serve
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';

const mostPercent = 3;
const mostWords = 25;

const kinds = {
  opening: {
    title: 'open with What, Whether, Of, As or The same',
    advice: "Open a function's with a verb (\"Returns\"), a type's or field's with a noun.",
    isBreach: (text) => /^(What|Whether|Of|As|The same)\b/.test(text),
  },
  sentence: {
    title: `have a sentence of more than ${mostWords} words`,
    advice: 'Say one fact a sentence.',
    isBreach: (text) => sentencesIn(text).some((sentence) => countWords(sentence) > mostWords),
  },
};

const folders = process.argv.slice(2);
const roots = folders.length > 0 ? folders : ['pipeline', 'reports', 'src', 'scripts'];
const patterns = roots.map((root) => `${root}/**/*.{ts,mjs,js}`);
const files = globSync(patterns, { ignore: ['**/*.test.ts'] }).sort();
const docstrings = files.flatMap(docstringsIn);
if (docstrings.length === 0) {
  console.error(`No docstring is in ${roots.join(', ')}.`);
  process.exitCode = 1;
}

for (const { title, advice, isBreach } of Object.values(kinds)) {
  const breaches = docstrings.filter(({ text }) => isBreach(text));
  for (const { file, line, text } of breaches)
    console.log(`${file}:${line}: ${text.split('\n')[0]}`);
  const summary = `${breaches.length} of ${docstrings.length} docstrings ${title}.`;
  if (breaches.length === 0 || breaches.length * 100 < mostPercent * docstrings.length) {
    console.log(summary);
  } else {
    console.error(`${summary}\nAccepted: less than ${mostPercent} %. ${advice}`);
    process.exitCode = 1;
  }
}

/** Returns the docstrings of a file, each with the line where it begins and its text without stars. */
function docstringsIn(file) {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^[ \t]*\/\*\*(?!\/)([\s\S]*?)\*\//gm)].map((match) => ({
    file,
    line: source.slice(0, match.index).split('\n').length,
    text: match[1].replaceAll(/^[ \t]*\*[ \t]?/gm, '').trim(),
  }));
}

/** Splits a text; paragraphs, tags, list items and rows of tables end a sentence, too. */
function sentencesIn(text) {
  const blocks = text.split(/\n\s*\n|\n(?=[@|-])/).filter((block) => !block.startsWith('|'));
  return blocks.flatMap((block) => block.split(/(?<=[.:;])\s/));
}

function countWords(sentence) {
  return sentence.split(/\s+/).filter((word) => /\w/.test(word)).length;
}
