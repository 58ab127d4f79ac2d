import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { largeSettings as sampleSettings } from '../../src/sample/settings-texts.ts';
import { parseSettings } from '../../src/workspace/settings.ts';
import { type Counts, countsOf } from './counts.ts';
import { bytesBelow } from './make-data.ts';
import { measureNode } from './measure-process.ts';
import { month } from './sizes.ts';

/** The memory is the same on all machines, so that their results compare. */
const largeSettings = `${sampleSettings}memory: 600MB\n`;

/** The generated month as a workspace of imbill, in the states from which runs start. */
export class MonthWorkspace {
  readonly folder: string;
  readonly #imbill: string;
  /** True if this object issued the month; a workspace that it finds is emptied first. */
  #isIssued = false;

  /** @param imbill Entry of the command line. */
  constructor(folder: string, imbill: string) {
    this.folder = folder;
    this.#imbill = imbill;
  }

  /** Empties the workspace: nothing is loaded or issued, and no late file is there. */
  async empty(settings = largeSettings): Promise<void> {
    this.#isIssued = false;
    for (const name of ['.imbill', 'out', 'logs/logins/late'])
      await rm(join(this.folder, name), { recursive: true, force: true });
    await writeFile(join(this.folder, 'imbill.yaml'), settings);
  }

  /** Notes that a measured run issued the month. */
  nowIssued(): void {
    this.#isIssued = true;
  }

  /** Issues the month with stored raw rows. */
  async issued(): Promise<void> {
    if (this.#isIssued) return;
    await this.empty();
    await measureNode([this.#imbill, 'run', '--month', month, '--workspace', this.folder]);
    this.nowIssued();
  }

  /** Delivers a file of 1000 more users of a day that was loaded before; the month is issued. */
  async withLateFile(): Promise<void> {
    await this.issued();
    this.#isIssued = false;
    const rows = Array.from({ length: lateUsers }, (_, n) => `${lateTime},1400000001,late-${n}`);
    await mkdir(join(this.folder, 'logs/logins/late'), { recursive: true });
    const text = ['time,app_id,user_id', ...rows, ''].join('\n');
    await writeFile(join(this.folder, 'logs/logins/late/late.csv'), text);
  }

  /** Lines of the late file. */
  get lateLines(): number {
    return lateUsers;
  }

  /** Removes the late file. Its rows go before the next run. */
  async withdrawLateFile(): Promise<void> {
    await rm(join(this.folder, 'logs/logins/late'), { recursive: true });
  }

  /** Reads the published counts. */
  async counts(): Promise<Counts> {
    const query = `select app_id, usage_date, cast(quantity as bigint) as users from daily_usage
      where metric = 'dau'`;
    const sql = ['sql', query, '--json', '--workspace', this.folder];
    const { stdout } = await measureNode([this.#imbill, ...sql]);
    return countsOf(
      JSON.parse(stdout).rows.map(({ app_id, usage_date, users }: DayRow) => [
        app_id,
        usage_date,
        users,
      ]),
    );
  }

  /** Counts all bytes that imbill stores, with the raw rows. */
  keptBytes(): Promise<number> {
    return bytesBelow(join(this.folder, '.imbill'));
  }

  /** Counts the bytes of the raw rows. */
  lakeBytes(): Promise<number> {
    return bytesBelow(join(this.folder, '.imbill', 'lake'));
  }
}

const lateUsers = 1000;
const lateTime = `${month}-15T12:00:00+08:00`;

interface DayRow {
  app_id: string;
  usage_date: string;
  users: number;
}

/** Returns settings that store no raw rows of as many sources as possible; undefined if imbill has no such setting. */
export function settingsWithoutRawRows(): string | undefined {
  const kinds = [['logins', 'bandwidth', 'groups'], ['logins', 'bandwidth'], ['logins']];
  const texts = kinds.map((chosen) =>
    largeSettings.replaceAll(new RegExp(`(${chosen.join('|')}): { `, 'g'), '$&keep: none, '),
  );
  return [...texts, `${largeSettings}keep: none\n`].find(isAccepted);
}

function isAccepted(settings: string): boolean {
  try {
    parseSettings(settings);
    return true;
  } catch {
    return false;
  }
}
