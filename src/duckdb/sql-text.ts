/** Piece of an SQL text: code, a quote or a comment. */
interface Piece {
  kind: 'code' | 'quoted' | 'comment' | 'open';
  text: string;
}

const patterns: readonly [Piece['kind'], RegExp][] = [
  ['comment', /--[^\n]*/y],
  ['quoted', /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ['quoted', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['quoted', /\$(?<tag>[A-Za-z_]\w*|)\$[\s\S]*?\$\k<tag>\$/y],
  ['open', /[eE]?'|"|\/\*|\$(?:[A-Za-z_]\w*)?\$/y],
  ['code', /[A-Za-z_]\w*|\s+|[\s\S]/y],
];

/** Cuts an SQL text into pieces. Joined, they are the text. */
function piecesOf(sql: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < sql.length; ) {
    const piece = pieceAt(sql, at);
    pieces.push(piece);
    at += piece.text.length;
  }
  return pieces;
}

function pieceAt(sql: string, at: number): Piece {
  const comment = blockComment(sql, at);
  if (comment !== undefined) return { kind: 'comment', text: comment };
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    // A quote or comment without an end takes the rest of the text.
    if (text !== undefined) return { kind, text: kind === 'open' ? sql.slice(at) : text };
  }
  return { kind: 'code', text: sql.slice(at) };
}

/** Finds the block comment that starts at a place. Block comments nest. */
function blockComment(sql: string, at: number): string | undefined {
  if (!sql.startsWith('/*', at)) return undefined;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(sql); mark; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return sql.slice(at, marks.lastIndex);
  }
  return undefined;
}

const saysSomething = ({ kind, text }: Piece) =>
  kind !== 'comment' && text.trim() !== '' && text !== ';';

/** Tells whether a text holds more than blanks, comments and semicolons. */
export function holdsStatement(sql: string): boolean {
  return piecesOf(sql).some(saysSomething);
}

/** Cuts semicolons, comments and blanks from the end of a statement. */
export function withoutLastSemicolon(sql: string): string {
  const pieces = piecesOf(sql);
  const last = pieces.findLastIndex(saysSomething);
  return pieces
    .slice(0, last + 1)
    .map(({ text }) => text)
    .join('');
}

/** Reduces a text to its words and signs, without comments. Two texts with the same result are the same rule. */
export function wordsOf(sql: string): string {
  return piecesOf(sql)
    .filter(({ kind, text }) => kind !== 'comment' && text.trim() !== '')
    .map(({ text }) => text)
    .join(' ');
}

/** Splits a text that is typed line by line: statements that end with a semicolon, and the unfinished rest. */
export function endedStatements(sql: string): { ended: string[]; rest: string } {
  const ended: string[] = [];
  let rest = '';
  for (const { kind, text } of piecesOf(sql)) {
    rest += text;
    if (kind !== 'code' || text !== ';') continue;
    if (holdsStatement(rest)) ended.push(rest.trim());
    rest = '';
  }
  return { ended, rest };
}

/** Lists the parameters that a text names, such as `$month`, outside of quotes and comments. */
export function namedParameters(sql: string): string[] {
  const pieces = piecesOf(sql).filter(({ kind }) => kind !== 'comment');
  const names = pieces.flatMap(({ kind, text }, index) => {
    const next = pieces[index + 1];
    return kind === 'code' && text === '$' && next?.kind === 'code' ? [next.text] : [];
  });
  return [...new Set(names)];
}

/**
 * Replaces relations that a text reads: the names that follow `from` and `join` outside of quotes and comments.
 *
 * @param relations Name → SQL to read instead, with its alias.
 */
export function readInstead(sql: string, relations: ReadonlyMap<string, string>): string {
  const pieces = piecesOf(sql);
  let keyword = '';
  return pieces
    .map(({ kind, text }) => {
      if (kind !== 'code' || text.trim() === '') return text;
      const isRead = ['from', 'join'].includes(keyword);
      keyword = text;
      return (isRead ? relations.get(text) : undefined) ?? text;
    })
    .join('');
}
