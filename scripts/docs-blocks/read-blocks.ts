/** Contents of the folder of a page before its first block. `demo` is the sample workspace. */
export const startingPoints = ['billed', 'loaded', 'delivered', 'empty'] as const;
export type StartingPoint = (typeof startingPoints)[number];

/** A block of commands of a page, which a shell can run. */
export interface Block {
  /** Line of the page on which the block begins, from 1. */
  line: number;
  commands: string;
  /** Exit code that the block must end with. */
  exitCode: number;
  /** Goes on until the page ends, such as a server. */
  isBackground: boolean;
}

/** The blocks of a page, and where they start. */
export interface PageBlocks {
  start: StartingPoint;
  blocks: Block[];
}

/**
 * Reads the ```sh blocks of a page. Comments that a reader does not see say more:
 *
 * | comment | meaning |
 * |---|---|
 * | `<!-- starts: empty -->` | starting point of the page; without it `billed` |
 * | `<!-- exit code: 4 -->` | before a block: how it must end |
 * | `<!-- background -->` | before a block: it is a server |
 * | `<!-- elsewhere -->` | before a block: another page or test runs its commands |
 * | `<!-- sh` … `-->` | a block that is run and not shown, such as one that writes a file |
 *
 * @throws {Error} If a comment names another starting point.
 */
export function readBlocks(markdown: string): PageBlocks {
  const page = markdown.replaceAll('\r\n', '\n');
  const [, start = 'billed'] = /^<!-- starts: (.*?) -->$/m.exec(page) ?? [];
  if (!isStartingPoint(start))
    throw new Error(
      `The page starts with "${start}". Accepted: ${startingPoints.join(', ')}, as in <!-- starts: empty -->.`,
    );
  const found = page.matchAll(
    /(?<notes>(?:^ *<!-- (?:exit code: \d+|background|elsewhere) -->\n)*)^(?<indent> *)(?:```sh\n(?<shown>[\s\S]*?)^ *```$|<!-- sh\n(?<hidden>[\s\S]*?)^ *-->$)|^ *```[\s\S]*?^ *```$/gm,
  );
  const blocks = [...found].flatMap(({ index, groups = {} }) => {
    const { notes = '', indent = '', shown, hidden } = groups;
    const text = shown ?? hidden;
    if (text === undefined || notes.includes('elsewhere')) return [];
    return [
      {
        line: page.slice(0, index + notes.length).split('\n').length,
        commands: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
        exitCode: Number(/exit code: (\d+)/.exec(notes)?.[1] ?? 0),
        isBackground: notes.includes('background'),
      },
    ];
  });
  return { start, blocks };
}

function isStartingPoint(text: string): text is StartingPoint {
  return (startingPoints as readonly string[]).includes(text);
}
