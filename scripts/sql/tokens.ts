/** Token of SQL text. `text` is as written, with quotes. */
export interface Token {
  kind: 'word' | 'number' | 'string' | 'quoted' | 'parameter' | 'comment' | 'symbol';
  text: string;
  /** Line, from 1. */
  line: number;
  /** True if the token before it ends right here, without a space. */
  touches: boolean;
}

const blank = /\s+/y;

/** The first pattern that fits wins; each is tried at the same place. */
const patterns: [Token['kind'], RegExp][] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['string', /'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/y],
  ['quoted', /"(?:[^"]|"")*"|`[^`]*`/y],
  ['parameter', /\$\w+/y],
  ['number', /(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['symbol', /::|\/\/|\*\*|\|\||->>?|=>|:=|<=>|<>|<=|>=|!=|==|!?~~?\*?|[^\s]/uy],
];

/**
 * Cuts SQL text into tokens; comments are tokens too.
 *
 * @throws {Error} If a string, a quoted name or a block comment does not end.
 */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let end = -1;
  while (at < sql.length) {
    const space = matchAt(blank, sql, at);
    const { kind, text } =
      space === undefined ? tokenAt(sql, at, line) : { kind: null, text: space };
    if (kind) tokens.push({ kind, text, line, touches: end === at });
    line += text.split('\n').length - 1;
    at += text.length;
    if (kind) end = at;
  }
  return tokens;
}

function tokenAt(sql: string, at: number, line: number): Pick<Token, 'kind' | 'text'> {
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, sql, at);
    if (text === undefined) continue;
    if (kind === 'symbol' && (/^['"`]/.test(text) || sql.startsWith('/*', at))) {
      throw new Error(`line ${line}: what begins with ${sql.slice(at, at + 20)} does not end`);
    }
    return { kind, text };
  }
  throw new Error(`line ${line}: cannot read ${sql.slice(at, at + 20)}`);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
