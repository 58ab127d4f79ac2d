import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../base/errors.ts';
import { quotedText } from '../base/visible-characters.ts';
import { parseSettings, readMachineSettings, readSettings } from './settings.ts';

const text = (source: string, more = '') => `sources:\n  logins: ${source}\n${more}`;

function refusalOf(settings: string): string {
  try {
    parseSettings(settings);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(3);
    return (error as Error).message;
  }
  throw new Error('The settings were accepted');
}

describe('parseSettings', () => {
  it('has a default for all but the sources', () => {
    expect(parseSettings('sources: { logins: { files: "logs/**" } }')).toEqual({
      timezone: 'Asia/Shanghai',
      priceList: 'tencent-im',
      issuer: '',
      sources: [{ kind: 'logins', files: ['logs/**'], columns: {}, constants: {}, delimiter: ',' }],
      slotSeconds: 300,
      maxRejectedShare: 0,
      maxFutureHours: 24,
      models: [],
    });
  });

  it('reads everything, sources in the order of their kinds', () => {
    const settings = `
timezone: UTC
price_list: legacy
issuer: { name: 云 }
sources:
  groups: { files: g, preset: Group Callbacks }
  bandwidth:
    - { files: [a, b], slot_seconds: 60, constants: { region: international } }
    - { files: c, slot_seconds: 60, preset: live_bandwidth, samples: mean }
  logins: { files: l, columns: { user_id: Info.To_Account }, time_zone: Asia/Tokyo, delimiter: "\\t" }
ignore: "**/*.old"
rejects: { max_share: 0.5, max_future: 2d }
models: [models/*.sql, "!models/a..b.sql"]
`;
    const plain = { columns: {}, constants: {}, delimiter: ',' };
    expect(parseSettings(settings)).toEqual({
      timezone: 'UTC',
      priceList: 'legacy',
      issuer: '云',
      sources: [
        {
          kind: 'logins',
          files: ['l'],
          columns: { user_id: 'Info.To_Account' },
          constants: {},
          delimiter: '\t',
          timeZone: 'Asia/Tokyo',
        },
        {
          ...plain,
          kind: 'bandwidth',
          files: ['a', 'b'],
          slotSeconds: 60,
          constants: { region: 'international' },
        },
        {
          ...plain,
          kind: 'bandwidth',
          files: ['c'],
          slotSeconds: 60,
          preset: 'live-bandwidth',
          samples: 'mean',
        },
        { ...plain, kind: 'groups', files: ['g'], preset: 'group-callbacks' },
      ],
      ignore: ['**/*.old'],
      slotSeconds: 60,
      maxRejectedShare: 0.5,
      maxFutureHours: 48,
      models: ['models/*.sql', '!models/a..b.sql'],
    });
  });

  it.each([
    ['sources: {}\ntiemzone: UTC', '2:1: "tiemzone" is not a setting; did you mean "timezone"?'],
    [
      'timezone: UTC',
      '1:1: sources is missing; accepted: a mapping with logins, bandwidth, groups, daily',
    ],
    ['sources: { login: { files: a } }', '1:12: "login" is not a setting; did you mean "logins"?'],
    [
      'sources: {}\ntimezone: Asia/Beijing',
      '2:11: timezone is "Asia/Beijing"; accepted: an IANA zone such as Asia/Shanghai, or UTC',
    ],
    ...['255MB', '1 GB', '0.5GB', 'plenty'].map((size) => [
      `sources: {}\nmemory: ${size}`,
      `2:9: memory is "${size}"; accepted: a size from 256MB on, such as 600MB or 4GB`,
    ]),
    ...['0MB', '20 GB', 'none'].map((size) => [
      `sources: {}\nmax_expanded: ${size}`,
      `2:15: max_expanded is "${size}"; accepted: a size such as 500MB or 20GB`,
    ]),
    [
      'sources: {}\ntimezone: "+08:00"',
      '2:11: timezone is "+08:00"; accepted: an IANA zone such as Asia/Shanghai, or UTC',
    ],
    [
      text('{ files: a, time_zone: CET+1 }'),
      '2:34: sources.logins.time_zone is "CET+1"; accepted: an IANA zone such as Asia/Shanghai, or UTC',
    ],
    [
      text('{ files: a, preset: login-calback }'),
      '2:31: sources.logins.preset is "login-calback"; accepted: login-callback, group-callbacks, live-bandwidth, app-info (did you mean login-callback?)',
    ],
    [
      text('{ files: a, preset: live-bandwidth }'),
      '2:31: sources.logins.preset is "live-bandwidth"; accepted: a preset of logins; this one is of bandwidth',
    ],
    [
      text('{ files: a, columns: { userid: u } }'),
      '2:42: sources.logins.columns.userid is "u"; accepted: columns of logins: time, app_id, user_id, result, platform, client_ip; did you mean "user_id"?',
    ],
    [
      text('{ files: a, constants: { nodes: u } }'),
      '2:43: sources.logins.constants.nodes is "u"; accepted: columns of logins: time, app_id, user_id, result, platform, client_ip',
    ],
    [
      text('{ files: a, constants: { app_id: 007 } }'),
      '2:44: sources.logins.constants.app_id is the number 007; write "007", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ],
    ...['', ' ', '\u3000', '\u200b'].map((written) => [
      text(`{ files: a, constants: { app_id: "${written}" } }`),
      `2:44: sources.logins.constants.app_id is ${quotedText(written)}; accepted: a value that is not blank`,
    ]),
    [
      text('{ files: a, success: [] }'),
      '2:32: sources.logins.success is a list; accepted: at least one word',
    ],
    [
      text('{ files: a, success: [true] }'),
      '2:33: sources.logins.success[0] is true; accepted: text',
    ],
    [
      text('{ files: a, preset: login-callback, success: ok }'),
      '2:56: sources.logins.success is "ok"; accepted: only without a preset, which has its own words',
    ],
    [
      'sources: { groups: { files: a, success: ok } }',
      '1:41: sources.groups.success is "ok"; accepted: only in sources of logins',
    ],
    [
      'sources: { daily: { files: a, empty_ids: [] } }',
      '1:42: sources.daily.empty_ids is a list; accepted: only in sources of logins and groups',
    ],
    [text('{ files: a, keep: some }'), '2:29: sources.logins.keep is "some"; accepted: all, none'],
    [
      text('{ files: a, slot_seconds: 60 }'),
      '2:37: sources.logins.slot_seconds is 60; accepted: only in sources of bandwidth',
    ],
    [
      'sources: { bandwidth: { files: a, slot_seconds: 7 } }',
      '1:49: sources.bandwidth.slot_seconds is 7; accepted: seconds that divide an hour, such as 300',
    ],
    [
      'sources: { bandwidth: [{ files: a, slot_seconds: 60 }, { files: b }] }',
      '1:23: sources.bandwidth is a list; accepted: the same slot_seconds in all sources of bandwidth',
    ],
    ...[';;', '', '"', '\\n', '\\r', 'é', '\\0'].map((delimiter) => {
      const written = delimiter === '"' ? "'\"'" : `"${delimiter}"`;
      const seen =
        delimiter === '"' ? '"\\""' : delimiter === '\\0' ? '"\\u0000"' : `"${delimiter}"`;
      return [
        text(`{ files: a, delimiter: ${written} }`),
        `2:34: sources.logins.delimiter is ${seen}; accepted: one character such as ";" or "\\t", no quote`,
      ];
    }),
    [
      'sources: {}\nrejects: { max_share: 1.5 }',
      '2:23: rejects.max_share is 1.5; accepted: a number from 0 to 1',
    ],
    [
      'sources: {}\nrejects: { max_share: .nan }',
      '2:23: rejects.max_share is .nan; accepted: a number from 0 to 1',
    ],
    ['sources: {}\nprice_list: ""', '2:13: price_list is ""; accepted: text, not empty'],
    ['sources: {}\nmodels: 5', '2:9: models is 5; accepted: text, not empty or a list'],
    ['sources: {}\nmodels: ""', '2:9: models is ""; accepted: text, not empty or a list'],
    ...['/etc/*.sql', '!/etc/*.sql', '../a.sql', 'a/../../b.sql', '{a,..}/b.sql', 'C:/a.sql'].map(
      (glob) => [
        `sources: {}\nmodels: "${glob}"`,
        `2:9: models is "${glob}"; accepted: a glob below the workspace such as models/*.sql`,
      ],
    ),
    [
      'sources: {}\nmodels: [models/*.sql, /etc/*.sql]',
      '2:24: models[1] is "/etc/*.sql"; accepted: a glob below the workspace such as models/*.sql',
    ],
    ...['CST', 'BST', 'IST', 'EST', 'EST5EDT', 'jst'].map((name) => [
      `sources: {}\ntimezone: ${name}`,
      `2:11: timezone is "${name}"; accepted: an IANA zone such as Asia/Shanghai, or UTC; an abbreviation can mean several zones`,
    ]),
    ...['GMT+8', 'Z', 'Etc/Unknown', 'SystemV/EST5EDT', ''].map((name) => [
      `sources: {}\ntimezone: "${name}"`,
      `2:11: timezone is "${name}"; accepted: an IANA zone such as Asia/Shanghai, or UTC`,
    ]),
    [
      text('{ files: a, samples: sum }'),
      '2:32: sources.logins.samples is "sum"; accepted: only in sources of bandwidth',
    ],
    [
      'sources: { bandwidth: { files: a, samples: avg } }',
      '1:44: sources.bandwidth.samples is "avg"; accepted: sum, highest, mean',
    ],
    [
      'sources: {}\nrejects: { max_future: 1 week }',
      '2:24: rejects.max_future is "1 week"; accepted: hours or days such as 12h or 1d, or off',
    ],
    ['sources: {}\nsources: {}', '2:1: "sources" is given twice; keep one of them'],
  ])('refuses %j', (settings, problem) => {
    expect(refusalOf(settings)).toBe(`imbill.yaml:${problem}`);
  });

  it.each(['UTC', 'asia/shanghai', 'PRC', 'Asia/Calcutta', 'Etc/GMT-8', 'GMT', 'US/Eastern'])(
    'accepts the zone %s',
    (name) => {
      expect(parseSettings(`sources: {}\ntimezone: ${name}`).timezone).toBe(name);
    },
  );

  it.each([
    ['12h', 12],
    ['0h', 0],
    ['30d', 720],
    ['off', null],
  ])('takes %s of the future', (name, hours) => {
    const settings = `sources: {}\nrejects: { max_future: ${name} }`;
    expect(parseSettings(settings)).toMatchObject({ maxFutureHours: hours, maxRejectedShare: 0 });
  });

  it('says every problem, in the order of the file', () => {
    const settings = 'timezone: X\nsources:\n  logins: { files: a, slot_seconds: 5 }\nrejects: 1\n';
    expect(refusalOf(settings).split('\n')).toEqual([
      'imbill.yaml:1:11: timezone is "X"; accepted: an IANA zone such as Asia/Shanghai, or UTC',
      'imbill.yaml:3:37: sources.logins.slot_seconds is 5; accepted: only in sources of bandwidth',
      'imbill.yaml:4:10: rejects is 1; accepted: a mapping with max_share, max_future',
    ]);
  });
});

describe('readSettings', () => {
  it('tells a folder that is no workspace what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'imbill-settings-'));
    const path = join(folder, 'imbill.yaml');
    await expect(readSettings(path)).rejects.toThrow(
      'There is no imbill.yaml here: this folder is not a workspace.\n' +
        'Name one with --workspace DIR, or make one with: imbill init DIR',
    );
    await writeFile(path, 'sources: {}');
    expect((await readSettings(path)).sources).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

const twelveGigabytes = 12 * 1024 ** 3;

describe('readMachineSettings', () => {
  it.each([
    ['sources: {}', 3072],
    ['sources: {}\nmemory: 256MB', 256],
    ['sources: {}\nmemory: 2GB', 2048],
    ['sources: {}\nmemory: none', 3072],
    [undefined, 3072],
  ])(
    'takes a quarter of the machine’s memory where %j says nothing that can be used',
    async (yaml, megabytes) => {
      const folder = await mkdtemp(join(tmpdir(), 'imbill-settings-'));
      const path = join(folder, 'imbill.yaml');
      if (yaml !== undefined) await writeFile(path, yaml);
      expect(await readMachineSettings(path, twelveGigabytes)).toEqual({
        memoryMegabytes: megabytes,
      });
      await rm(folder, { recursive: true });
    },
  );

  it('says what a compressed file may expand to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'imbill-settings-'));
    const path = join(folder, 'imbill.yaml');
    await writeFile(path, 'sources: {}\nmax_expanded: 20GB');
    expect(await readMachineSettings(path, twelveGigabytes)).toEqual({
      memoryMegabytes: 3072,
      maxExpandedBytes: 20 * 1024 ** 3,
    });
    await rm(folder, { recursive: true });
  });

  it('is no part of the settings, which stand in the evidence of a month', () => {
    expect(parseSettings('sources: {}\nmemory: 2GB\nmax_expanded: 1GB')).toEqual(
      parseSettings('sources: {}'),
    );
  });
});

describe('engine.spark', () => {
  const withEngine = (...lines: string[]) =>
    text('{ files: l }', ['engine:', '  spark:', ...lines.map((line) => `    ${line}`)].join('\n'));
  const address = 'remote: sc://spark.internal:15002';
  const shared = 'shared: /mnt/billing';

  it('has a default for all but the address and the shared folder, and is no part of the settings', async () => {
    const given = withEngine(address, shared);
    expect(parseSettings(given)).toEqual(parseSettings(text('{ files: l }')));
    expect((await machineSettingsFrom(given)).spark).toEqual({
      remote: { text: 'sc://spark.internal:15002', url: 'http://spark.internal:15002' },
      shared: '/mnt/billing',
      load: true,
      worker: 'ship',
      tasks: 64,
      workerMegabytes: 600,
      settings: {},
    });
  });

  it('reads everything', async () => {
    const given = withEngine(
      ...[address, shared, 'read_as: s3a://billing/', 'load: false', 'worker: /opt/imbill'],
      ...['tasks: 8', 'settings: { spark.sql.shuffle.partitions: "4000" }'],
    );
    expect((await machineSettingsFrom(given)).spark).toMatchObject({
      readAs: 's3a://billing',
      load: false,
      worker: '/opt/imbill',
      tasks: 8,
      settings: { 'spark.sql.shuffle.partitions': '4000' },
    });
  });

  it('gives the workers the memory that is named, and not that of this machine', async () => {
    const given = `memory: 2GB\n${withEngine(address, shared)}`;
    expect((await machineSettingsFrom(given)).spark).toMatchObject({ workerMegabytes: 2048 });
  });

  it('is absent without the key', async () => {
    expect(await machineSettingsFrom(text('{ files: l }'))).not.toHaveProperty('spark');
  });

  it.each([
    [[shared], 'imbill.yaml:5:5: engine.spark.remote is missing; accepted: text'],
    [
      ['remote: spark.internal', shared],
      'imbill.yaml:5:13: engine.spark.remote is "spark.internal"; accepted: the address of a Spark Connect server, such as sc://spark.internal:15002 or https://spark.internal',
    ],
    [
      ['remote: sc://h/;token=s3cret', shared],
      'imbill.yaml:5:13: engine.spark.remote holds a token; remove it, and set the environment variable IMBILL_SPARK_TOKEN',
    ],
    [
      ['remote: sc://me:s3cret@h', shared],
      'imbill.yaml:5:13: engine.spark.remote holds a token; remove it, and set the environment variable IMBILL_SPARK_TOKEN',
    ],
    [
      [address, 'shared: billing'],
      'imbill.yaml:6:13: engine.spark.shared is "billing"; accepted: an absolute path that all executors see too, such as /mnt/billing',
    ],
    [
      [address, shared, 'read_as: billing'],
      'imbill.yaml:7:14: engine.spark.read_as is "billing"; accepted: an address that Spark reads, such as s3a://billing',
    ],
    [
      [address, shared, 'worker: opt'],
      'imbill.yaml:7:13: engine.spark.worker is "opt"; accepted: ship, or the absolute path of the unpacked worker on every node',
    ],
    [
      [address, shared, 'tasks: 0'],
      'imbill.yaml:7:12: engine.spark.tasks is 0; accepted: a whole number from 1 to 10000',
    ],
    [
      [address, shared, 'taks: 1'],
      'imbill.yaml:7:5: "taks" is not a setting; did you mean "tasks"?',
    ],
    [
      [address, shared, 'settings: { spark.sql.ansi.enabled: "false" }'],
      'imbill.yaml:7:41: engine.spark.settings.spark.sql.ansi.enabled is "false"; imbill sets it to true, as the counted numbers depend on it; remove it',
    ],
    [
      [address, shared, 'settings: { spark.sql.legacy.timeParserPolicy: LEGACY }'],
      'imbill.yaml:7:52: engine.spark.settings.spark.sql.legacy.timeParserPolicy is "LEGACY"; the counted numbers depend on it; remove it',
    ],
    [
      [address, shared, 'settings: { shuffle: "1" }'],
      'imbill.yaml:7:26: engine.spark.settings.shuffle is "1"; accepted: names that begin with spark.',
    ],
    [
      [address, shared, 'settings: { spark.sql.shuffle.partitions: 8 }'],
      'imbill.yaml:7:47: engine.spark.settings.spark.sql.shuffle.partitions is the number 8; write "8", in quotes: a YAML number loses its digits (10000.00 becomes 10000, 007 becomes 7)',
    ],
  ])('refuses %j', (lines, message) => {
    expect(refusalOf(withEngine(...lines))).toBe(message);
  });
});

async function machineSettingsFrom(settings: string) {
  const folder = await mkdtemp(join(tmpdir(), 'imbill-settings-'));
  await writeFile(join(folder, 'imbill.yaml'), settings);
  const read = await readMachineSettings(join(folder, 'imbill.yaml'));
  await rm(folder, { recursive: true });
  return read;
}
