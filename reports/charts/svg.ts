import { type Html, html } from '../text/html.ts';

/**
 * Builds a group of shapes.
 *
 * @returns `false` without shapes, or without `attributes`: the look leaves such marks out.
 */
export function group(attributes: Html | undefined, shapes: readonly Html[]): Html | false {
  if (attributes === undefined || shapes.length === 0) return false;
  return html`<g ${attributes}>${shapes}</g>`;
}

/** Builds a level line, with a tooltip if one is given. */
export function levelLine(y: number, x1: number, x2: number, tooltip?: string): Html {
  return html`<line y2="${y}" y1="${y}" x2="${x2}" x1="${x1}"${end('line', tooltip)}`;
}

/** A bar: its place, its size and its look. */
export interface SvgRect {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Attributes of its own; absent if its group has them. */
  paint?: Html | undefined;
  tooltip?: string;
}

/** Builds a bar. */
export function rect({ x, y, width, height, paint, tooltip }: SvgRect): Html {
  return html`<rect ${paint}${paint && ' '}height="${height}" y="${y}" width="${width}" x="${x}"${end('rect', tooltip)}`;
}

/** Builds a text; its letters stand `baseline` below `y`, `0.32em` to be centred on it. */
export function text(x: number, y: number, baseline: string, content: string): Html {
  return html`<text transform="translate(${x},${y})" y="${baseline}">${content}</text>`;
}

/** Size of a chart's letters; a unit is about a pixel on a phone. */
export const fontSize = 10.5;

/** Estimates the width of a label on the wide side: a digit is 0.55 to 0.6 em in most fonts. */
export function textWidth(label: string): number {
  return label.length * fontSize * 0.6;
}

function end(element: string, tooltip: string | undefined): Html {
  return tooltip === undefined ? html` />` : html`><title>${tooltip}</title></${element}>`;
}
