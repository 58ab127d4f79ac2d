import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { writeFiles } from '../testing/write-workspace.ts';
import { readAlertRules, readHooks } from './settings.ts';
import { workspaceAt } from './workspace.ts';

async function settingsFile(text: string): Promise<string> {
  const folder = await tempFolder();
  await writeFiles(folder, { 'imbill.yaml': `sources: {}\n${text}` });
  return workspaceAt(folder).settings;
}

const rulesOf = async (text: string) => readAlertRules(await settingsFile(text));

describe('alerts in imbill.yaml', () => {
  it('are rules of three kinds, with one threshold or several', async () => {
    const rules = await rulesOf(`alerts:
  - { charge: dau, next_block: 80% }
  - { charge: dau, next_block: [95%, 80.5 %, 95%], app: "007", name: early }
  - { charge: bandwidth-domestic, allowance: 120%, customer: acme }
  - { amount: [10000, "9999.50"], currency: CNY }
  - { amount: 500, customer: acme }
`);
    expect(rules).toEqual([
      { rule: 'dau next_block', kind: 'next_block', charge: 'dau', thresholds: ['80'] },
      { rule: 'early', kind: 'next_block', charge: 'dau', thresholds: ['80.5', '95'], app: '007' },
      {
        rule: 'bandwidth-domestic allowance, customer acme',
        kind: 'allowance',
        charge: 'bandwidth-domestic',
        thresholds: ['120'],
        customer: 'acme',
      },
      {
        rule: 'amount, currency CNY',
        kind: 'amount',
        thresholds: ['9999.50', '10000'],
        currency: 'CNY',
      },
      { rule: 'amount, customer acme', kind: 'amount', thresholds: ['500'], customer: 'acme' },
    ]);
  });

  it('are none where there is no such key', async () => {
    expect(await rulesOf('')).toEqual([]);
  });

  const percents = 'accepted: a percentage above 0 such as 80% or 99.5%';
  const amounts =
    'accepted: an amount above 0 with at most two decimals, such as 10000 or "9999.50"';
  it.each([
    ['{ charge: dau, next_block: 80 }', '3:32', percents],
    ['{ charge: dau, next_block: 0% }', '3:32', percents],
    ['{ charge: dau, next_block: -5% }', '3:32', percents],
    ['{ charge: dau, next_block: 101% }', '3:32', 'accepted: at most 100%'],
    ['{ charge: dau, next_block: [] }', '3:32', 'accepted: '],
    ['{ amount: 0 }', '3:15', amounts],
    ['{ amount: 1e3x }', '3:15', amounts],
    ['{ amount: 0.001 }', '3:15', amounts],
    ['{ amount: -1 }', '3:15', amounts],
    ['{ next_block: 80% }', '3:19', 'accepted: only with charge, such as charge: dau'],
    ['{ charge: dau }', '3:5', 'accepted: one of next_block, allowance, amount'],
    ['{ charge: dau, next_block: 80%, allowance: 90% }', '3:5', 'accepted: one of next_block'],
    ['{ charge: dau, amount: 5 }', '3:15', 'accepted: only with next_block or allowance'],
    ['{ amount: 5, app: a1 }', '3:23', 'accepted: only with next_block or allowance'],
    ['{ charge: dau, allowance: 5%, currency: CNY }', '3:45', 'accepted: only with amount'],
    ['{ amount: 5, currency: yuan }', '3:28', 'accepted: a code of ISO 4217 such as CNY'],
    ['{ amount: 5, name: " " }', '3:24', 'accepted: text'],
    ['{ amount: 5, limit: 7 }', '3:18', '"limit"'],
    ['80%', '3:5', ''],
  ])('refuses %s with its place', async (entry, place, message) => {
    const error = await rulesOf(`alerts:\n  - ${entry}\n`).catch((one: Error) => one);
    expect(error).toMatchObject({ exitCode: 3 });
    expect((error as Error).message).toContain(`imbill.yaml:${place}: `);
    expect((error as Error).message).toContain(message);
  });

  it('refuses two rules of one name', async () => {
    const two = '  - { charge: dau, next_block: 80% }\n  - { charge: dau, next_block: 90% }\n';
    await expect(rulesOf(`alerts:\n${two}`)).rejects.toThrow(
      'imbill.yaml:4:5: alerts[1] is a mapping; accepted: rules of different names; another one is called "dau next_block" too, so give this one a name',
    );
  });
});

describe('on in imbill.yaml', () => {
  it('names commands, also where another setting is wrong', async () => {
    const path = await settingsFile('on: { failed: "page me" }\nno_such: 1\n');
    expect(await readHooks(path)).toEqual({ failed: 'page me' });
    expect(await readHooks(await settingsFile('on: { failed: [] }\n'))).toEqual({});
    expect(await readHooks(await settingsFile('on: {'))).toEqual({});
    expect(await readHooks('/no/such/imbill.yaml')).toEqual({});
  });

  it.each([
    ['on: { isued: x }', 'did you mean "issued"?'],
    ['on: { issued: "" }', 'accepted: text'],
    ['on: { issued: [a] }', 'on.issued'],
  ])('refuses %s', async (text, message) => {
    await expect(rulesOf(`${text}\n`)).rejects.toThrow(message);
  });
});
