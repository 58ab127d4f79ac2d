import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { type CauseCode, causesOf } from './cause-texts.ts';

describe('causesOf', () => {
  it('gives each cause once, in an order of its own', () => {
    const codes: CauseCode[] = ['roaming', 'late-data', 'roaming'];
    expect(causesOf(codes).map(({ code }) => code)).toEqual(['late-data', 'roaming']);
  });

  it('has the codes that docs/correct.md lists', () => {
    const page = readFileSync(join(packageRoot(), 'docs', 'correct.md'), 'utf8');
    const [, section = ''] = page.split('### Causes');
    const listed = [...section.split('\n## ')[0]!.matchAll(/^\| `([a-z-]+)` \|/gm)];
    const codes = listed.map(([, code]) => code as CauseCode);
    expect(causesOf(codes).map(({ code }) => code)).toEqual(codes);
    expect(codes).toHaveLength(11);
  });
});
