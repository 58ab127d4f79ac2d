/** Text that is HTML already; only `html` and `rawHtml` make one, so no data can pass for it. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: text and numbers are escaped, `Html` is kept, nothing is left out. */
export type HtmlValue =
  | Html
  | string
  | number
  | bigint
  | false
  | null
  | undefined
  | readonly HtmlValue[];

/**
 * Template tag that escapes every value unless it is `Html`. Lists are joined without a separator;
 * `false`, `null` and `undefined` become nothing.
 *
 * The escaping holds in text and in quoted attributes. It does not hold in scripts, style sheets
 * and event handlers, and it does not judge the scheme of an address.
 *
 * @throws {TypeError} If a value follows `name=` directly, without the attribute's quote.
 */
export function html(literals: TemplateStringsArray, ...values: HtmlValue[]): Html {
  refuseUnquoted(literals);
  let text = literals[0] ?? '';
  values.forEach((value, index) => {
    text += htmlText(value) + (literals[index + 1] ?? '');
  });
  return new Html(text);
}

/** Looks at each template once: the same one writes thousands of rows. */
function refuseUnquoted(literals: TemplateStringsArray): void {
  if (quoted.has(literals)) return;
  if (literals.slice(0, -1).some((literal) => /[\w-]=$/.test(literal)))
    throw new TypeError('html: a value in an attribute must stand in quotes.');
  quoted.add(literals);
}

const quoted = new WeakSet<TemplateStringsArray>();

/** Takes text as HTML without escaping. Only for text that this program made itself. */
export function rawHtml(text: string): Html {
  return new Html(text);
}

function htmlText(value: HtmlValue): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(htmlText).join('');
  return escapeHtml(String(value));
}

/** Control characters and halves of surrogate pairs, which no HTML file can hold, become U+FFFD. */
function escapeHtml(text: string): string {
  if (harmless.test(text)) return text;
  return text
    .replace(unwritable, '\uFFFD')
    .replace(/[&<>"'`]/g, (character) => entities[character] ?? character);
}

/** Ids, numbers and days, which are most of what tables show. */
const harmless = /^[\w .,:;()/+-]*$/;

const unwritable = /[^\P{Cc}\t\n\r]|\p{Cs}/gu;

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
