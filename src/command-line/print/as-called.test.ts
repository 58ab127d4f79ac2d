import { describe, expect, it } from 'vitest';
import { silentProgress } from '../../base/progress.ts';
import { asCalled, callOf } from './as-called.ts';
import { type Output, printJson, printText } from './output.ts';

function captured(call: string): { output: Output; said: string[] } {
  const said: string[] = [];
  const note = (text: string) => void said.push(text);
  const plain = { result: note, say: note, drained: () => Promise.resolve() };
  const output = asCalled({ ...plain, progress: silentProgress }, call, () => ['load', 'invoice']);
  return { output, said };
}

describe('asCalled', () => {
  it('names commands in messages and texts for people, and in no document', () => {
    const { output, said } = captured('npx imbill');
    output.say('Load them: imbill load. (imbill --help)\n');
    printText(output, 'imbill invoice show N; npx imbill load; Usage: imbill [options]');
    printJson(output, { next: 'imbill load' });
    output.result('a row with imbill load\n');
    expect(said).toEqual([
      'Load them: npx imbill load. (npx imbill --help)\n',
      'npx imbill invoice show N; npx imbill load; Usage: npx imbill [options]',
      '{\n  "next": "imbill load"\n}\n',
      'a row with imbill load\n',
    ]);
  });

  it('leaves the program’s name, paths and other words', () => {
    const { output, said } = captured('npx imbill');
    const text = 'An imbill before 0.4; imbill loads; /opt/imbill load; imbill-load; imbill 0.6\n';
    output.say(text);
    expect(said).toEqual([text]);
  });

  it('changes nothing where imbill was called as imbill', () => {
    const { output, said } = captured('imbill');
    printText(output, 'imbill load');
    expect(said).toEqual(['imbill load']);
  });
});

describe('callOf', () => {
  // As npm 11 sets them.
  it.each([
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: "'imbill'" }, 'npx imbill'],
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'imbill load x' }, 'npx imbill'],
    [{ npm_lifecycle_event: 'npx', npm_lifecycle_script: "'vitest'" }, 'imbill'],
    [{ npm_lifecycle_event: 'bill', npm_lifecycle_script: 'imbill load' }, 'imbill'],
    [{}, 'imbill'],
  ])('tells from %j', (environment, call) => {
    expect(callOf(environment)).toBe(call);
  });
});
