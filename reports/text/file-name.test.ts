import { describe, expect, it } from 'vitest';
import { reportFileName } from './file-name.ts';

describe('reportFileName', () => {
  it.each([
    ['INV-2026-000001', 'INV-2026-000001'],
    ['PREVIEW-2026-09-a_b', 'PREVIEW-2026-09-a_b'],
    ['PREVIEW-2026-09-a/b', 'PREVIEW-2026-09-a%2Fb'],
    ['PREVIEW-2026-09-a%2fb', 'PREVIEW-2026-09-a%252fb'],
    ['PREVIEW-2026-09-../x*?', 'PREVIEW-2026-09-..%2Fx%2A%3F'],
    ['PREVIEW-2026-09-青', 'PREVIEW-2026-09-%E9%9D%92'],
  ])('writes %s as %s', (number, name) => {
    expect(reportFileName(number)).toBe(name);
  });

  it('tells customers apart on disks that do not tell capitals from small letters', () => {
    const ids = ['A', 'a', 'Ab', 'aB', 'AB', 'ab', 'a%2f', 'a%2F', 'É', 'é', 'A+1', 'a+1'];
    const names = ids.map((id) => reportFileName(`PREVIEW-2026-09-${id}`).toLowerCase());
    expect(new Set(names).size).toBe(ids.length);
    expect(reportFileName('PREVIEW-2026-09-A')).toMatch(/^PREVIEW-2026-09-A\+[0-9a-f]{12}$/);
    expect(reportFileName('PREVIEW-2026-09-a')).toBe('PREVIEW-2026-09-a');
  });

  it('is 200 characters at most, and another one for each number', () => {
    const ids = ['青'.repeat(100), `${'青'.repeat(99)}禾`, 'a'.repeat(300), 'a'.repeat(301)];
    const names = ids.map((id) => reportFileName(`PREVIEW-2026-09-${id}`));
    expect(names.map(({ length }) => length)).toEqual([200, 200, 200, 200]);
    expect(new Set(names).size).toBe(4);
    expect(names[2]).toMatch(/^PREVIEW-2026-09-a{151}-[0-9a-f]{32}$/);
    expect(reportFileName('a'.repeat(200))).toBe('a'.repeat(200));
  });
});
