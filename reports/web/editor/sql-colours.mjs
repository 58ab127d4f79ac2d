// The look of the editor. Its colours are variables of pages.css, which a shadow root inherits.

import { EditorView } from '@codemirror/view';

export const colours = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    background: 'var(--paper)',
    border: '1px solid var(--axis)',
    borderRadius: '4px',
    fontSize: '13px',
    minHeight: '200px',
    maxHeight: '60vh',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
    lineHeight: '1.6',
    overflow: 'auto',
    minHeight: '198px',
  },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 14px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { background: 'var(--selection)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    background: 'var(--accent-soft)',
    outline: '1px solid var(--line)',
  },
  '.tok-keyword, .tok-operatorKeyword': { color: 'var(--code-keyword)', fontWeight: '600' },
  '.tok-string, .tok-string2': { color: 'var(--code-text)' },
  '.tok-number, .tok-bool, .tok-atom, .tok-null': { color: 'var(--code-number)' },
  '.tok-comment': { color: 'var(--muted)' },
  '.tok-typeName, .tok-macroName': { color: 'var(--code-type)' },
  '.cm-tooltip': {
    background: 'var(--paper)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    boxShadow: '0 4px 16px var(--shade)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
    fontSize: '12.5px',
    maxHeight: '15em',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 12px', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--accent)',
    color: 'var(--paper)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { marginLeft: '14px', fontStyle: 'normal', opacity: '0.75' },
  '.cm-tooltip.cm-completionInfo': {
    maxWidth: '320px',
    padding: '8px 12px',
    font: '12.5px / 1.45 system-ui, sans-serif',
  },
});
