/** Size of a chart and the look of its text. */
export interface SvgFrame {
  width: number;
  height: number;
  fontFamily: string;
  fontSize: number;
  /** Colour behind a chart that is a file of its own; absent where a page holds the chart. */
  background?: string;
}

/** Builds an SVG element; the same parts give the same bytes. */
export function svg(
  { width, height, fontFamily, fontSize, background }: SvgFrame,
  parts: readonly string[],
): string {
  const size = `viewBox="0 0 ${width} ${height}" height="${height}" width="${width}"`;
  const style = [
    `font-family:${fontFamily};font-size:${fontSize}px;overflow:visible`,
    ...(background === undefined ? [] : [`background:${background}`]),
  ].join(';');
  const namespace = background === undefined ? '' : ' xmlns="http://www.w3.org/2000/svg"';
  return `<svg${namespace} style="${style}" ${size} fill="currentColor">${parts.join('')}</svg>`;
}

/** Builds a group of shapes; nothing where there are none. */
export function group(attributes: string, shapes: readonly string[]): string[] {
  return shapes.length === 0 ? [] : [`<g ${attributes}>`, ...shapes, '</g>'];
}

/** Builds a level line. */
export function levelLine(y: number, x1: number, x2: number, inside = ''): string {
  const start = `<line y2="${y}" y1="${y}" x2="${x2}" x1="${x1}"`;
  return inside === '' ? `${start} />` : `${start}>${inside}</line>`;
}

/** Builds an upright line. */
export function uprightLine(x: number, y1: number, y2: number): string {
  return `<line x1="${x}" x2="${x}" y1="${y1}" y2="${y2}" />`;
}

/** A bar: where it begins, and how far it reaches. */
export interface SvgRect {
  x: number;
  y: number;
  width: number;
  height: number;
  fill: string;
  /** Shown while the pointer rests on it. */
  title?: string;
}

/** Builds a bar. */
export function rect({ x, y, width, height, fill, title }: SvgRect): string {
  const start = `<rect fill="${fill}" height="${height}" y="${y}" width="${width}" x="${x}"`;
  return title === undefined ? `${start} />` : `${start}><title>${escaped(title)}</title></rect>`;
}

/** Builds a text; `baseline` is how far below `y` its letters stand, `0.32em` for its middle. */
export function text(x: number, y: number, baseline: string, content: string): string {
  return `<text transform="translate(${x},${y})" y="${baseline}">${escaped(content)}</text>`;
}

/** Escapes the content of an element; not that of an attribute. */
export function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\u00a0', '&#160;');
}
