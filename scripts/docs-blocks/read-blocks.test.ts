import { describe, expect, it } from 'vitest';
import { splitBlock } from './imbill-calls.ts';
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
      '<!-- elsewhere -->',
      '```sh',
      'imbill load',
      '```',
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

describe('splitBlock', () => {
  it.each([
    ['npx imbill load --workspace demo   # new files\n', [['load', '--workspace', 'demo']]],
    ['imbill sql "select 1\nfrom x" --json\n', [['sql', 'select 1\nfrom x', '--json']]],
    ["imbill a \\\n  'b c'\"d\" ''\n\n# only this\nimbill e#f\n", [['a', 'b cd', ''], ['e#f']]],
  ])('reads the calls of %j', (commands, calls) => {
    expect(splitBlock(commands)).toEqual({ shell: '', calls });
  });

  it.each([
    'imbill status > a.txt',
    'imbill sql "$query"',
    'echo imbill',
    'npx vitest',
    'imbill sql "select\n',
    'imbill load\ngrep a b.txt',
  ])('leaves %j to a shell', (shell) => {
    const split = splitBlock(shell);
    expect({ ...split, shell: split.shell.trimEnd() }).toEqual({
      shell: shell.trimEnd(),
      calls: [],
    });
  });

  it('splits calls at the end from what needs a shell', () => {
    expect(splitBlock("cat > a.csv <<'CSV'\na,b\nCSV\nimbill load\nimbill status\n")).toEqual({
      shell: "cat > a.csv <<'CSV'\na,b\nCSV",
      calls: [['load'], ['status']],
    });
  });
});
