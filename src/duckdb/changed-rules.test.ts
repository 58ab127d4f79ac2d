import { describe, expect, it } from 'vitest';
import { changedRules, ruleHash } from './changed-rules.ts';

const staging = {
  'staging/stg_logins': 'select * from lake_logins',
  'staging/stg_groups': 'select 1',
};
const dau = '-- grain: app_id, usage_date\nselect count(*) as quantity from stg_logins';

describe('changedRules', () => {
  it('is empty if only comments, layout or shortcuts differ', () => {
    const before = { ...staging, 'metrics/dau': dau, 'shortcuts/dau_shortcut': 'select 1' };
    const now = { ...staging, 'metrics/dau': `-- Users.\n${dau.replace(' from', '\n    from')}` };
    expect(changedRules(before, now)).toEqual([]);
  });

  it('names rules that say something else, are new or are gone', () => {
    const before = { ...staging, 'metrics/dau': dau, 'metrics/mau': 'select 1' };
    const now = { ...staging, 'metrics/dau': `${dau} where is_success`, 'metrics/wau': 'select 1' };
    expect(changedRules(before, now)).toEqual(['metrics/dau', 'metrics/mau', 'metrics/wau']);
  });

  it('compares only the rules of the metrics that are asked for', () => {
    const before = { ...staging, 'metrics/dau': dau, 'metrics/groups': 'select * from stg_groups' };
    const now = { ...before, 'staging/stg_groups': 'select 2' };
    expect(changedRules(before, now, new Set(['dau']))).toEqual([]);
    expect(changedRules(before, now, new Set(['groups', 'unknown']))).toEqual([
      'staging/stg_groups',
    ]);
  });

  it('takes other words for the same rule if the header names their hash', () => {
    const before = { 'metrics/dau': dau };
    const text = 'select count(*) + 0 as quantity from stg_logins';
    expect(changedRules(before, { 'metrics/dau': text })).toEqual(['metrics/dau']);
    const header = `-- same rule as: ${ruleHash(dau)}\n`;
    expect(changedRules(before, { 'metrics/dau': `${header}${text}` })).toEqual([]);
  });

  it('finds no change if a rule moved to a shortcut that names its hash', () => {
    const days = 'select distinct user_id from stg_logins';
    const before = { 'metrics/dau': dau, 'intermediate/user_days': days };
    const shortcut = `-- same rule as: ${ruleHash(days)}\n${days}`;
    const now = { 'metrics/dau': dau, 'shortcuts/user_days': shortcut };
    expect(changedRules(before, now)).toEqual([]);
    expect(changedRules(before, { 'metrics/dau': dau })).toEqual(['intermediate/user_days']);
  });
});
