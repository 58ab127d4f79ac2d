import { describe, expect, it } from 'vitest';
import { imbillCalls } from './imbill-calls.ts';
import { readBlocks } from './read-blocks.ts';

describe('readBlocks', () => {
  it('reads shown and hidden blocks with their notes, and no other', () => {
    const page = [
      '# Page',
      '<!-- starts: empty -->',
      '```sh',
      'imbill init billing',
      '```',
      '```text',
      '```sh',
      '```',
      '<!-- sh',
      "printf 'a,b' > a.csv",
      '-->',
      '1. First',
      '   <!-- background -->',
      '   <!-- exit code: 4 -->',
      '   ```sh',
      '   imbill serve',
      '     --port 1',
      '   ```',
      '',
    ].join('\n');
    expect(readBlocks(page)).toEqual({
      start: 'empty',
      blocks: [
        { line: 3, commands: 'imbill init billing\n', exitCode: 0, isBackground: false },
        { line: 9, commands: "printf 'a,b' > a.csv\n", exitCode: 0, isBackground: false },
        { line: 15, commands: 'imbill serve\n  --port 1\n', exitCode: 4, isBackground: true },
      ],
    });
  });

  it('starts with the billed sample, and refuses a starting point that there is not', () => {
    expect(readBlocks('# Page\n')).toEqual({ start: 'billed', blocks: [] });
    expect(() => readBlocks('<!-- starts: closed -->\n')).toThrow(
      'The page starts with "closed". Accepted: billed, loaded, delivered, empty, as in <!-- starts: empty -->.',
    );
  });
});

describe('imbillCalls', () => {
  it.each([
    ['npx imbill load --workspace demo   # new files\n', [['load', '--workspace', 'demo']]],
    ['imbill sql "select 1\nfrom x" --json\n', [['sql', 'select 1\nfrom x', '--json']]],
    ["imbill a \\\n  'b c'\"d\" ''\n\n# only this\nimbill e#f\n", [['a', 'b cd', ''], ['e#f']]],
    ['imbill status > a.txt\n', undefined],
    ['imbill sql "$query"\n', undefined],
    ['echo imbill\n', undefined],
    ['npx vitest\n', undefined],
    ['imbill sql "select\n', undefined],
  ])('reads %j', (commands, calls) => {
    expect(imbillCalls(commands)).toEqual(calls);
  });
});
