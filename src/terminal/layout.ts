import { visibleCharacters } from '../base/visible-characters.ts';
import type { Tone } from './paint.ts';
import { type Room, renderTable, type Table } from './table.ts';
import { wrapLine } from './wrap.ts';

/** A part of a text for people: lines, a line with a tone, or a table. */
export type Part = string | Line | Table;

/** A line of text. */
export interface Line {
  text: string;
  /** Spaces before wrapped lines; absent = two more than before the first. */
  hang?: number;
  tone?: Tone;
}

/** Returns a line that matters most, such as a total. */
export function strong(text: string): Line {
  return { text, tone: 'strong' };
}

/** Returns a line that most readers skip, such as a hash. */
export function quiet(text: string): Line {
  return { text, tone: 'quiet' };
}

/**
 * Lays out parts below each other. Lines wrap at words, marks get a tone, and characters that steer a terminal become
 * escapes. Without a terminal, every line stays whole.
 *
 * @returns Lines, each with a line feed.
 */
export function layOut(parts: readonly Part[], room: Room): string {
  return parts
    .map((part) => {
      if (typeof part === 'string')
        return part
          .split('\n')
          .map((text) => lineText({ text }, room))
          .join('');
      return 'text' in part ? lineText(part, room) : renderTable(part, room);
    })
    .join('');
}

/** Lays out the message of an error: red what failed, below it what is accepted and the next step. */
export function layOutError(message: string, room: Room): string {
  const [first = '', ...others] = message.replace(/\n$/, '').split('\n');
  return layOut([{ text: first, tone: 'error' }, ...others], room);
}

function lineText({ text, hang, tone }: Line, { width, paint }: Room): string {
  const visible = visibleCharacters(text);
  const indent = /^ */.exec(visible)![0].length;
  const lines = wrapMessage(visible, width, hang ?? indent + 2);
  const shown = tone === undefined ? lines : lines.map((line) => paint(tone, line));
  if (tone === undefined && marked.test(visible)) {
    shown[0] = shown[0]!.replace(marked, (mark) => paint('warning', mark));
    const last = shown.findLastIndex((line) => findingCode.test(line));
    if (last >= 0) shown[last] = shown[last]!.replace(findingCode, (code) => paint('quiet', code));
  }
  return `${shown.join('\n')}\n`;
}

/** Marks that begin the line of a finding, of something that looks wrong, or of an alert. */
const marked = /^ *(?:[!?](?= )|(?:Alert|Rejected|Refused|Withdrawn|Open|Warning):)/;
const findingCode = /\([a-z0-9-]+\)(?=:?$)/;
/** A command that ends a line. It gets a line of its own and is never broken, so that it can be copied. */
const lastCommand = /^(.*): ((?:npx )?imbill (?:(?!\. ).)+?)( \([a-z0-9-]+\))?$/;

function wrapMessage(text: string, width: number, hang: number): string[] {
  const lines = wrapLine(text, { width, hang });
  const [, before, command, code = ''] = lines.length > 1 ? (lastCommand.exec(text) ?? []) : [];
  if (before === undefined || command === undefined) return lines;
  return [...wrapLine(`${before}${code}:`, { width, hang }), `${' '.repeat(hang)}${command}`];
}
