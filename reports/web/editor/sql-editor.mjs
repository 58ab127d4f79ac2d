// The editor of the SQL box: colours, and completion of relations, columns and SQL words. The build bundles it into one
// file. Its styles are sheets of a shadow root, so the page's policy needs no inline styles.

import {
  acceptCompletion,
  autocompletion,
  currentCompletions,
  moveCompletionSelection,
  selectedCompletionIndex,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands';
import { SQLDialect, sql } from '@codemirror/lang-sql';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { colours } from './sql-colours.mjs';

/** SQL as DuckDB reads it: the words of queries, texts between $tag$, and parameters such as $month. */
const duckdb = SQLDialect.define({
  keywords:
    'all and anti any as asc asof between by case cast collate cross current desc describe distinct else end escape except exclude exists fetch filter first following for from full glob group having ilike in inner intersect interval is isnull join last lateral left like limit materialized natural not notnull nulls offset on only or order outer over partition pivot positional preceding qualify range recursive replace right rollup row rows sample select semi set show similar some summarize table then to try_cast unbounded union unnest unpivot using values when where window with within',
  types:
    'bigint bit blob boolean date decimal double float hugeint int integer json list map numeric real smallint struct text time timestamp timestamptz tinyint ubigint uinteger usmallint utinyint uuid varchar',
  doubleDollarQuotedStrings: true,
  operatorChars: '*+-%<>!=&|~^/:',
  specialVar: '$',
  caseInsensitiveIdentifiers: true,
});

/**
 * Puts an editor into the host.
 *
 * @param text First content.
 * @param label Name for people who cannot see it.
 * @param relations Published relations: name, comment, and columns with name and type.
 * @param onChange Called after each change of the text.
 */
export function makeEditor(host, { text, label, relations, onChange }) {
  const root = host.attachShadow({ mode: 'open' });
  const state = EditorState.create({
    doc: text,
    extensions: [
      history(),
      drawSelection(),
      bracketMatching(),
      autocompletion({ selectOnOpen: false, icons: false, interactionDelay: 0 }),
      sql({ dialect: duckdb, schema: schemaOf(relations), keywordCompletion: completionOf }),
      syntaxHighlighting(classHighlighter),
      keymap.of([{ key: 'Tab', run: takeCompletion }, ...ownKeys, ...historyKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
      EditorView.domEventHandlers({ beforeinput: replaceSelection }),
      EditorView.updateListener.of(({ docChanged }) => docChanged && onChange()),
      colours,
    ],
  });
  const view = new EditorView({ state, root, parent: root });
  return {
    get text() {
      return view.state.doc.toString();
    },
    /** Replaces all, or the selection. Undo takes it back. */
    write(inserted, replacesAll) {
      const whole = { from: 0, to: view.state.doc.length, insert: inserted };
      const change = replacesAll
        ? { changes: whole, selection: { anchor: 0 }, scrollIntoView: true }
        : view.state.replaceSelection(inserted);
      view.dispatch(change, { annotations: isolateHistory.of('full') });
    },
    focus: () => view.focus(),
  };
}

/** Keys of the editor. Ctrl+Enter is left to the page, which runs the query. */
const ownKeys = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter');

/** Replaces a selection by typed text. A browser that does it itself adds inline styles, which the policy blocks. */
function replaceSelection(event, view) {
  const selected = view.root.getSelection?.();
  if (event.inputType !== 'insertText' || event.data === null || !selected || selected.isCollapsed)
    return false;
  const ends = [
    view.posAtDOM(selected.anchorNode, selected.anchorOffset),
    view.posAtDOM(selected.focusNode, selected.focusOffset),
  ];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  view.dispatch({
    changes: { from, to, insert: event.data },
    selection: { anchor: from + event.data.length },
    userEvent: 'input.type',
  });
  event.preventDefault();
  return true;
}

/** Takes the chosen completion, or the first. Without a list, Tab leaves the editor. */
function takeCompletion(view) {
  if (currentCompletions(view.state).length === 0) return false;
  if (selectedCompletionIndex(view.state) === null) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

function completionOf(label, type) {
  return { label: label.toLowerCase(), type, boost: -1 };
}

function schemaOf(relations) {
  return Object.fromEntries(
    relations.map(({ name, comment, columns }) => [
      name,
      {
        self: { label: name, type: 'type', info: comment },
        children: columns.map((column) => ({
          label: column.name,
          type: 'property',
          detail: column.type,
        })),
      },
    ]),
  );
}
