/** Text that is HTML already. Only `html` and `rawHtml` make it. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** Values of a template. Text and numbers are escaped; `Html` is not. */
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
 * Builds HTML from a template and escapes every value unless it is `Html`. Lists are joined without a separator;
 * `false`, `null` and `undefined` become nothing.
 *
 * Escaping protects text and quoted attributes. It does not protect scripts, style sheets and event handlers, and it
 * does not check the scheme of an address.
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

/** Refuses a value outside of quotes. Each template is checked once: a table uses one for thousands of rows. */
function refuseUnquoted(literals: TemplateStringsArray): void {
  if (quoted.has(literals)) return;
  if (literals.slice(0, -1).some((literal) => /[\w-]=$/.test(literal)))
    throw new TypeError('html: a value in an attribute must stand in quotes.');
  quoted.add(literals);
}

const quoted = new WeakSet<TemplateStringsArray>();

/** Marks text as HTML without escaping. Only for text of this program. */
export function rawHtml(text: string): Html {
  return new Html(text);
}

function htmlText(value: HtmlValue): string {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(htmlText).join('');
  return escapeHtml(String(value));
}

/** Escapes a text. Control characters and halves of surrogate pairs, which HTML cannot hold, become U+FFFD. */
function escapeHtml(text: string): string {
  if (harmless.test(text)) return text;
  return text
    .replace(unwritable, '\uFFFD')
    .replace(/[&<>"'`]/g, (character) => entities[character] ?? character);
}

/** Texts without any character to escape: most cells of tables. */
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
