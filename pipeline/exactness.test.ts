import { beforeAll, describe, expect, it } from 'vitest';
import { amounts, days, findings, postpaidAmounts } from '../src/testing/billed.ts';
import { run } from '../src/testing/jobs.ts';
import {
  csv,
  defaultSettings,
  headers,
  writeFiles,
  writeWorkspace,
} from '../src/testing/write-workspace.ts';
import type { RunSummary } from './run-month.ts';

const september = '2026-09';

describe('a login', () => {
  let billed: RunSummary;
  const dau = (app: string) => days(billed, app, 'dau');

  beforeAll(async () => {
    const apps = ['edge', 'offset', 'forms', 'twice', 'case', 'failed', '007', '7'];
    billed = await run(
      await writeWorkspace({
        customers: apps.map((app) => `acme,Acme,${app}`),
        files: {
          'logs/logins/edge.csv': csv(headers.logins, [
            '2026-09-09T15:59:59.999Z,edge,before',
            '2026-09-09T15:59:59.999999Z,edge,just-before',
            '2026-09-09T15:59:59.999999999Z,edge,still-before',
            '2026-09-09T16:00:00Z,edge,after',
            '2026-08-31T15:59:59.999Z,edge,of-august',
            '2026-08-31T16:00:00Z,edge,first-of-month',
            '2026-09-30T15:59:59.999Z,edge,last-of-month',
            '2026-09-30T16:00:00.000Z,edge,of-october',
          ]),
          // All of these are at 00:00 of the 10th in Asia/Shanghai, or one second before it.
          'logs/logins/offset.csv': csv(headers.logins, [
            '2026-09-10T00:00:00+08:00,offset,u1',
            '2026-09-09T11:30:00-04:30,offset,u2',
            '2026-09-10T05:45:00+13:45,offset,u3',
            '2026-09-09t16:00:00z,offset,u4',
            '2026-09-09 16:00:00-00:00,offset,u5',
            '1788969600,offset,u6',
            '1788969600000,offset,u7',
            '2026-09-09T23:59:59+08:00,offset,v1',
            '2026-09-09T11:29:59-04:30,offset,v2',
            '1788969599,offset,v3',
            '1788969599999,offset,v4',
          ]),
          'logs/logins/forms.csv': csv(headers.logins, ['2026-09-03T10:00:00Z,forms,u1']),
          'logs/logins/forms-2.csv.gz': csv('user_id,time,app_id', [
            'u1,2026-09-03T10:00:01Z,forms',
          ]),
          'logs/logins/forms.ndjson': '{"time":1788429600,"app_id":"forms","user_id":"u1"}\n',
          'logs/logins/forms-2.ndjson.gz':
            '{"user_id":"u1","time":"1788429600000","app_id":"forms"}\n',
          'logs/logins/forms.parquet': csv(headers.logins, [
            '2026-09-03T18:00:00+08:00,forms,u1',
            '2026-09-03T18:00:00+08:00,forms,u2',
          ]),
          'logs/logins/twice.csv': csv(headers.logins, [
            '2026-09-03T10:00:00Z,twice,u1',
            '2026-09-03T10:00:00Z,twice,u1',
            '2026-09-03T11:00:00Z,twice,u1',
            '2026-09-04T11:00:00Z,twice,u1',
          ]),
          'logs/logins/case.csv': csv(headers.logins, [
            '2026-09-03T10:00:00Z,case,User1',
            '2026-09-03T10:00:00Z,case,user1',
            '2026-09-03T10:00:00Z,case,"user1 "',
            '2026-09-03T10:00:00Z,case,straße',
            '2026-09-03T10:00:00Z,case,strasse',
            '2026-09-03T10:00:00Z,case,\u00e9',
            '2026-09-03T10:00:00Z,case,e\u0301',
            '2026-09-03T10:00:00Z,case,1',
            '2026-09-03T10:00:00Z,case,01',
            '2026-09-03T10:00:00Z,case,1.0',
          ]),
          'logs/logins/failed.csv': csv('time,app_id,user_id,result', [
            '2026-09-03T10:00:00Z,failed,u1,success',
            '2026-09-03T10:00:00Z,failed,u2,0',
            '2026-09-03T10:00:00Z,failed,u3,',
            '2026-09-03T10:00:00Z,failed,u4,70001',
            '2026-09-03T10:00:00Z,failed,u5,Success',
            '2026-09-03T10:00:00Z,failed,u6,failed',
            '2026-09-03T10:00:00Z,failed,u1,failed',
          ]),
          'logs/logins/text.csv': csv(headers.logins, [
            '2026-09-03T10:00:00Z,007,u1',
            '2026-09-03T10:00:00Z,7,u1',
            '2026-09-03T10:00:00Z,7,u2',
          ]),
        },
      }),
      september,
    );
  });

  it('counts on the billing day of its instant, to the last fraction of a second', () => {
    expect(dau('edge')).toEqual({
      '2026-09-01': '1',
      '2026-09-09': '3',
      '2026-09-10': '1',
      '2026-09-30': '1',
    });
  });

  it('counts by its own offset, or as seconds or milliseconds since the epoch', () => {
    expect(dau('offset')).toEqual({ '2026-09-09': '4', '2026-09-10': '7' });
  });

  it('of the same user counts once over files, formats and compressions', () => {
    expect(dau('forms')).toEqual({ '2026-09-03': '2' });
  });

  it('of the same user counts once a day within a file', () => {
    expect(dau('twice')).toEqual({ '2026-09-03': '1', '2026-09-04': '1' });
  });

  it('is of the user whose id has the same bytes', () => {
    expect(dau('case')).toEqual({ '2026-09-03': '10' });
  });

  it('that failed counts nothing', () => {
    expect(dau('failed')).toEqual({ '2026-09-03': '4' });
  });

  it('is of the app whose id is the same text', () => {
    expect([dau('007'), dau('7')]).toEqual([{ '2026-09-03': '1' }, { '2026-09-03': '2' }]);
  });
});

describe('bandwidth', () => {
  let billed: RunSummary;
  const mbps = (app: string) => days(billed, app, 'bandwidth_domestic_mbps');

  beforeAll(async () => {
    const apps = ['nodes', 'files', 'exact', 'bytes', 'regions', 'again', 'cent', 'slots'];
    billed = await run(
      await writeWorkspace({
        settings: defaultSettings.replace('bandwidth: { ', 'bandwidth: { samples: sum, '),
        customers: apps.map((app) => `acme,Acme,${app}`),
        purchases: apps.map((app) => `pro-${app},${app},pro,2026-09-01,1`),
        files: {
          // 20:00 has 100 + 50 = 150, 20:05 has 140: the highest slot is not the highest node's.
          'logs/bandwidth/nodes.csv': csv('time,app_id,node,mbps', [
            '2026-09-05T20:00:00+08:00,nodes,n1,100',
            '2026-09-05T20:04:59.999+08:00,nodes,n2,50',
            '2026-09-05T20:05:00+08:00,nodes,n1,140',
          ]),
          'logs/bandwidth/half-1.csv': csv(headers.bandwidth, [
            '2026-09-05T20:00:00+08:00,files,100',
          ]),
          'logs/bandwidth/half-2.csv': csv(headers.bandwidth, [
            '2026-09-05T20:00:00+08:00,files,23.5',
          ]),
          'logs/bandwidth/half-3.parquet': csv(headers.bandwidth, [
            '2026-09-05T12:00:00Z,files,0.25',
          ]),
          'logs/bandwidth/exact.csv': csv(headers.bandwidth, [
            '2026-09-05T20:00:00+08:00,exact,117042.495',
            ...['0.1', '0.2', '0.000000001'].map(
              (rate) => `2026-09-06T20:00:00+08:00,exact,${rate}`,
            ),
          ]),
          // 30 MB = 240,000,000 bit in 300 s = 0.8 Mbps; 1 byte = 8 / 300,000,000 Mbps.
          'logs/bandwidth/bytes.csv': csv('time,app_id,bytes', [
            '2026-09-05T20:00:00+08:00,bytes,30000000',
            '2026-09-06T20:00:00+08:00,bytes,1',
            '2026-09-07T20:00:00+08:00,bytes,37500000000',
          ]),
          'logs/bandwidth/regions.csv': csv('time,app_id,region,mbps', [
            '2026-09-05T20:00:00+08:00,regions,domestic,5',
            '2026-09-05T20:00:00+08:00,regions,international,70',
            '2026-09-05T20:00:00+08:00,regions,,6',
          ]),
          'logs/bandwidth/again-1.csv': csv('time,app_id,node,mbps', [
            '2026-09-05T20:00:00+08:00,again,n1,10',
            '2026-09-05T20:00:00+08:00,again,n2,5',
          ]),
          'logs/bandwidth/again-2.csv': csv('time,app_id,node,mbps', [
            '2026-09-05T20:01:00+08:00,again,n1,10.0',
            '2026-09-05T20:01:00+08:00,again,n2,7',
          ]),
          // 0.0025 × 2 = 0.005: half a fen, rounded once and up; on two lines it would be lost.
          'logs/bandwidth/cent.csv': csv(headers.bandwidth, [
            '2026-09-05T20:00:00+08:00,cent,0.00125',
            '2026-09-06T20:00:00+08:00,cent,0.00125',
          ]),
          'logs/bandwidth/slots.csv': csv(headers.bandwidth, [
            '2026-09-05T15:59:59.999Z,slots,1',
            '2026-09-05T16:00:00Z,slots,2',
            '2026-09-06T12:00:00Z,slots,1.5',
            '2026-09-06T12:04:59.999999Z,slots,1.5',
            '2026-09-06T12:05:00Z,slots,2.9',
          ]),
        },
      }),
      september,
    );
  });

  it('adds up over the nodes of a slot; the day is its highest slot', () => {
    expect(mbps('nodes')).toEqual({ '2026-09-05': '150' });
  });

  it('of a slot that stands in several files adds up, where the source says so', () => {
    expect(mbps('files')).toEqual({ '2026-09-05': '123.75' });
  });

  it('keeps every fraction of a Mbps', () => {
    expect(mbps('exact')).toEqual({ '2026-09-05': '117042.495', '2026-09-06': '0.300000001' });
  });

  it('in bytes becomes exact Mbps, shown to nine decimals', () => {
    expect(mbps('bytes')).toEqual({
      '2026-09-05': '0.8',
      '2026-09-06': '0.000000027',
      '2026-09-07': '1000',
    });
  });

  it('is domestic where no region is named, and international bandwidth has no price', () => {
    expect([
      mbps('regions'),
      days(billed, 'regions', 'bandwidth_international_mbps'),
      findings(billed).filter((text) => text.includes(' regions:')),
    ]).toEqual([
      { '2026-09-05': '11' },
      { '2026-09-05': '70' },
      [
        'bandwidth-international-unpriced regions: bandwidth_international_mbps has no price on 1 day with usage from 2026-09-05 on, highest 70 Mbps on 2026-09-05; it is not charged. Agree on a price and add it to a price book',
      ],
    ]);
  });

  it('of a node delivered again counts once, and the higher of two values', () => {
    expect([mbps('again'), findings(billed).filter((text) => text.includes(' again:'))]).toEqual([
      { '2026-09-05': '17' },
      [
        'bandwidth-conflict again: Node n2, domestic, slot 2026-09-05T20:00:00+08:00 was delivered with 5 and with 7 Mbps; the higher value counts.',
      ],
    ]);
  });

  it('lies in the slot and on the billing day in which its instant lies', () => {
    expect(mbps('slots')).toEqual({ '2026-09-05': '1', '2026-09-06': '3' });
  });

  it('is rounded once, half up, on the line', () => {
    // exact: 117042.795000001 × 2 = 234085.590000002; bytes: 1000.8 + 8/300,000,000, × 2.
    expect(postpaidAmounts(billed)).toEqual({
      'nodes bandwidth-domestic': '300.00',
      'files bandwidth-domestic': '247.50',
      'exact bandwidth-domestic': '234085.59',
      'bytes bandwidth-domestic': '2001.60',
      'regions bandwidth-domestic': '22.00',
      'again bandwidth-domestic': '34.00',
      'cent bandwidth-domestic': '0.01',
      'slots bandwidth-domestic': '8.00',
    });
  });
});

describe('a group', () => {
  let folder: string;
  let billed: RunSummary;
  const groups = (app: string) => days(billed, app, 'groups');
  /** A day, and the values from that day to the month's end. */
  const from = (first: number, values: readonly [day: number, quantity: string][]) =>
    Object.fromEntries(
      Array.from({ length: 30 - first + 1 }, (_, index) => {
        const day = first + index;
        const [, quantity] = values.findLast(([since]) => since <= day) ?? [];
        return [`2026-09-${String(day).padStart(2, '0')}`, quantity];
      }),
    );

  beforeAll(async () => {
    const apps = ['twice', 'unknown', 'again', 'later', 'before', 'instant', 'rooms', 'late'];
    folder = await writeWorkspace({
      customers: apps.map((app) => `acme,Acme,${app}`),
      files: {
        'logs/groups/twice.csv': csv(headers.groups, [
          '2026-09-03T10:00:00+08:00,twice,g1,created',
          '2026-09-04T10:00:00+08:00,twice,g1,created',
          '2026-09-05T10:00:00+08:00,twice,g1,dismissed',
          '2026-09-06T10:00:00+08:00,twice,g1,dismissed',
        ]),
        'logs/groups/unknown.csv': csv(headers.groups, [
          '2026-09-03T10:00:00+08:00,unknown,g1,dismissed',
          '2026-09-05T10:00:00+08:00,unknown,g1,created',
          '2026-09-07T10:00:00+08:00,unknown,g2,created',
        ]),
        'logs/groups/again.csv': csv(headers.groups, [
          '2026-09-03T10:00:00+08:00,again,g1,created',
          '2026-09-04T10:00:00+08:00,again,g1,dismissed',
          '2026-09-04T11:00:00+08:00,again,g2,created',
          '2026-09-06T10:00:00+08:00,again,g1,created',
        ]),
        'logs/groups/later.csv': csv(headers.groups, [
          '2026-09-20T10:00:00+08:00,later,g1,created',
          '2026-09-20T10:00:00+08:00,later,g2,created',
          '2026-10-01T00:00:00+08:00,later,g1,dismissed',
          '2026-09-30T23:59:59.999+08:00,later,g2,dismissed',
        ]),
        'logs/groups/before.csv': csv(headers.groups, [
          '2026-06-20T10:00:00+08:00,before,g1,created',
          '2026-06-20T10:00:00+08:00,before,g2,created',
          '2026-09-16T10:00:00+08:00,before,g2,dismissed',
        ]),
        // Created first, wherever it stands.
        'logs/groups/instant.csv': csv(headers.groups, [
          '2026-09-20T10:00:00+08:00,instant,g1,dismissed',
          '2026-09-20T10:00:00+08:00,instant,g1,created',
          '2026-09-20T10:00:00.001+08:00,instant,g2,created',
        ]),
        'logs/groups/rooms.csv': csv(`${headers.groups},group_type`, [
          '2026-09-28T10:00:00+08:00,rooms,g1,created,AVChatRoom',
          '2026-09-28T10:00:00+08:00,rooms,g2,created,BChatRoom',
          '2026-09-28T10:00:00+08:00,rooms,g3,created,Public',
          '2026-09-29T10:00:00+08:00,rooms,g1,dismissed,',
        ]),
        // Delivered in two files, the later event first.
        'logs/groups/late-1.ndjson':
          '{"time":"2026-09-29T10:00:00+08:00","app_id":"late","group_id":"g1","event":"dismissed"}\n',
        'logs/groups/late-2.csv.gz': csv(headers.groups, [
          '2026-09-28T10:00:00+08:00,late,g1,created',
        ]),
      },
    });
    billed = await run(folder, september);
  });

  it('created twice exists once, and is gone when it is dismissed', () => {
    expect(groups('twice')).toEqual(
      from(3, [
        [3, '1'],
        [5, '0'],
      ]),
    );
  });

  it('dismissed before it was ever created changes nothing', () => {
    expect(groups('unknown')).toEqual(
      from(3, [
        [3, '0'],
        [5, '1'],
        [7, '2'],
      ]),
    );
  });

  it('dismissed and created again exists again', () => {
    expect(groups('again')).toEqual(
      from(3, [
        [3, '1'],
        [6, '2'],
      ]),
    );
  });

  it('dismissed at 00:00 on the 1st exists at the end of the month before', () => {
    expect(groups('later')).toEqual(
      from(20, [
        [20, '2'],
        [30, '1'],
      ]),
    );
  });

  it('of an earlier month goes on to exist', () => {
    expect(groups('before')).toEqual(
      from(1, [
        [1, '2'],
        [16, '1'],
      ]),
    );
  });

  it('created and dismissed at one instant is gone', () => {
    expect(groups('instant')).toEqual(from(20, [[20, '1']]));
  });

  it('is of the type that it was created with', () => {
    expect([groups('rooms'), days(billed, 'rooms', 'avchatrooms')]).toEqual([
      from(28, [
        [28, '3'],
        [29, '2'],
      ]),
      from(28, [
        [28, '2'],
        [29, '1'],
      ]),
    ]);
  });

  it('is judged by the instants of its events, however they are delivered', () => {
    expect(groups('late')).toEqual(
      from(28, [
        [28, '1'],
        [29, '0'],
      ]),
    );
  });

  it('dismissed in the next month is gone there', async () => {
    const october = await run(folder, '2026-10');
    const values = [...new Set(Object.values(days(october, 'later', 'groups') ?? {}))];
    expect(values).toEqual(['0']);
  });
});

describe('prices of what is bought', () => {
  it('are those of the purchase day, of the billing zone', async () => {
    const billed = await run(
      await writeWorkspace({
        purchases: [
          'o1,a1,pro,2026-08-31T15:59:59Z,1',
          'o2,a1,avchatroom-unlimited,2026-08-31T16:00:00Z,3',
          'o3,a1,group-members-6000,2026-09-30T23:59:59+08:00,1',
          'o4,a1,groups-per-user-700,2026-10-01,1',
        ],
      }),
      september,
    );
    expect(amounts(billed)).toEqual({
      'a1 avchatroom-unlimited': '3000.00',
      'a1 group-members-6000': '1000.00',
    });
  });
});

describe('the same slot', () => {
  it('delivered whole a second time under another name counts once, without nodes too', async () => {
    const text = csv(headers.bandwidth, ['2026-09-05T20:00:00+08:00,a1,100']);
    const folder = await writeWorkspace({ files: { 'logs/bandwidth/first.csv': text } });
    await writeFiles(folder, { 'logs/bandwidth/second.csv.gz': text });
    const billed = await run(folder, september);
    expect([billed.load.duplicates, days(billed, 'a1', 'bandwidth_domestic_mbps')]).toEqual([
      1,
      { '2026-09-05': '100' },
    ]);
  });
});
