import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../analyst/help/catalog.ts';
import { complete } from './completion.ts';
import { completeCommand } from './prompt-commands.ts';
import type { PromptState } from './prompt-state.ts';

const column = (name: string) => ({ name, type: 'VARCHAR', comment: '' });
const catalog: Catalog = {
  relations: [
    { name: 'apps', comment: '', columns: [column('app_id'), column('app_name')] },
    { name: 'daily_usage', comment: '', columns: [column('app_id'), column('quantity')] },
  ],
  keywords: ['from', 'group', 'join', 'select'],
};

describe('complete', () => {
  it.each([
    ['sel', '', ['select'], 'sel'],
    ['SEL', '', ['SELECT'], 'SEL'],
    ['select * from ', '', ['apps', 'daily_usage'], ''],
    ['select * from DA', '', ['daily_usage'], 'DA'],
    ['ap', 'select *\nfrom\n', ['apps'], 'ap'],
    ['describe d', '', ['daily_usage'], 'd'],
    ['select app', '', ['app_id', 'app_name', 'apps'], 'app'],
    ['where q', 'from apps\n', [], 'q'],
    ['where q', 'from daily_usage\n', ['quantity'], 'q'],
    ['select apps.', '', ['apps.app_id', 'apps.app_name'], 'apps.'],
    ['select u.q', '', [], 'u.q'],
    ['from daily_usage as u where u.q', '', ['u.quantity'], 'u.q'],
    ['from daily_usage u join apps a on a.app_n', '', ['a.app_name'], 'a.app_n'],
  ])('%j after %j', (line, before, candidates, begun) => {
    expect(complete(line, before, catalog)).toEqual([candidates, begun]);
  });
});

describe('completeCommand', () => {
  const state: PromptState = {
    mode: 'table',
    rows: 3,
    isTimed: false,
    isPaged: true,
    parameters: { month: '2026-09' },
  };

  it.each([
    ['.s', ['.schema'], '.s'],
    ['.schema da', ['daily_usage'], 'da'],
    ['.mode c', ['csv'], 'c'],
    ['.pager o', ['on', 'off'], 'o'],
    ['.param cl', ['clear'], 'cl'],
    ['.param clear m', ['month'], 'm'],
    ['.rows 1', [], '1'],
  ])('%j', (line, candidates, begun) => {
    expect(completeCommand(line, catalog, state)).toEqual([candidates, begun]);
  });
});
