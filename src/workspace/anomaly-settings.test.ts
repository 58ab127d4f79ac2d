import { describe, expect, it } from 'vitest';
import { parseSettings } from './settings.ts';

const settingsOf = (anomalies: string) =>
  parseSettings(`sources: {}\nanomalies: ${anomalies}\n`).anomalies;

describe('anomalies in imbill.yaml', () => {
  it('set thresholds, or switch kinds off', () => {
    expect(settingsOf('off')).toBe('off');
    expect(settingsOf('{}')).toEqual({});
    expect(settingsOf('{ dau-drop: { percent: 60, least: 0 }, users-doubled: off }')).toEqual({
      'dau-drop': { percent: 60, least: 0 },
      'users-doubled': 'off',
    });
    expect(parseSettings('sources: {}\n').anomalies).toBeUndefined();
  });

  it.each([
    [
      '{ dau-drops: off }',
      '2:25: anomalies.dau-drops is "off"; accepted: app-silent, bill-change, dau-drop, dau-spike, groups-fall, hours-without-logins, many-rejects, node-silent, slots-without-bandwidth, source-silent, users-doubled; did you mean "dau-drop"?',
    ],
    [
      '{ dau-drop: { percents: 50 } }',
      '2:36: anomalies.dau-drop.percents is 50; accepted: percent, weeks, least; did you mean "percent"?',
    ],
    [
      '{ dau-drop: { percent: 50.5 } }',
      '2:35: anomalies.dau-drop.percent is 50.5; accepted: a whole number from 0 to 1,000,000,000',
    ],
    [
      '{ dau-drop: { percent: -1 } }',
      '2:35: anomalies.dau-drop.percent is -1; accepted: a whole number from 0 to 1,000,000,000',
    ],
    [
      '{ dau-drop: { percent: "50" } }',
      '2:35: anomalies.dau-drop.percent is "50"; accepted: a whole number from 0 to 1,000,000,000',
    ],
    [
      '{ dau-drop: 50 }',
      '2:24: anomalies.dau-drop is 50; accepted: off, or thresholds such as { percent: 60 }',
    ],
    ['on', '2:12: anomalies is "on"; accepted: off, or kinds such as dau-drop: { percent: 60 }'],
    [
      '[dau-drop]',
      '2:12: anomalies is a list; accepted: off, or kinds such as dau-drop: { percent: 60 }',
    ],
  ])('%s is refused with its place', (anomalies, message) => {
    expect(() => settingsOf(anomalies)).toThrow(`imbill.yaml:${message}`);
  });
});
