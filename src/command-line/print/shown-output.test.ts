import { describe, expect, it } from 'vitest';
import { silentProgress } from '../../base/progress.ts';
import { printText } from './output.ts';
import { colourChoice, shownOutput } from './shown-output.ts';

function written(argv: string[], terminals: { stdout?: number; stderr?: number }) {
  const texts = { stdout: '', stderr: '' };
  const sizeOf = (columns: number | undefined) => (columns === undefined ? undefined : { columns });
  const output = shownOutput(
    {
      result: (text) => {
        texts.stdout += String(text);
      },
      say: (text) => {
        texts.stderr += text;
      },
      progress: silentProgress,
      terminal: sizeOf(terminals.stdout),
      errorTerminal: sizeOf(terminals.stderr),
    },
    argv,
  );
  return { output, texts };
}

describe('shownOutput', () => {
  const finding = '! acme: no plan on any day (no-plan)';

  it('wraps and paints on a terminal', () => {
    const { output, texts } = written(['--color=always'], { stdout: 24, stderr: 20 });
    printText(output, `${finding}\n`);
    output.fail?.('imbill.yaml: there is none.\nMake one: imbill init', 2);
    expect(texts).toEqual({
      stdout: '\u001b[33m!\u001b[39m acme: no plan on any\n  day \u001b[2m(no-plan)\u001b[22m\n',
      stderr:
        '\u001b[31mimbill.yaml: there\u001b[39m\n\u001b[31m  is none.\u001b[39m\nMake one:\n  imbill init\n',
    });
  });

  it('leaves lines as they are in files and pipes', () => {
    const { output, texts } = written(['run'], {});
    printText(output, `${finding}\n`);
    output.say('error: unknown option\u001b[2J\n');
    expect(texts).toEqual({
      stdout: `${finding}\n`,
      stderr: 'error: unknown option\\x1b[2J\n',
    });
  });
});

describe('colourChoice', () => {
  it.each([
    [[], 'auto'],
    [['run', '--color', 'never'], 'never'],
    [['--color=always', 'run', '--color', 'never'], 'never'],
    [['run', '--color'], 'auto'],
    [['sql', '--', '--color=always'], 'auto'],
  ])('%j', (argv, choice) => {
    expect(colourChoice(argv)).toBe(choice);
  });
});
