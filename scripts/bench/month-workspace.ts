import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { largeSettings } from '../../src/sample/settings-texts.ts';
import { parseSettings } from '../../src/workspace/settings.ts';
import { type Counts, countsOf } from './counts.ts';
import { bytesBelow } from './make-data.ts';
import { measureNode } from './measure-process.ts';
import { month } from './sizes.ts';

/** The generated month as a workspace of imbill, and the states that a measured run starts from. */
export class MonthWorkspace {
  readonly folder: string;
  readonly #imbill: string;
  /** What this object knows of it; a workspace that is found is emptied before it is used. */
  #isIssued = false;

  /** @param imbill The command line's entry. */
  constructor(folder: string, imbill: string) {
    this.folder = folder;
    this.#imbill = imbill;
  }

  /** Nothing loaded, nothing issued, no late file. */
  async empty(settings = largeSettings): Promise<void> {
    this.#isIssued = false;
    for (const name of ['.imbill', 'out', 'logs/logins/late'])
      await rm(join(this.folder, name), { recursive: true, force: true });
    await writeFile(join(this.folder, 'imbill.yaml'), settings);
  }

  /** To be called when a measured run from nothing has issued the month. */
  nowIssued(): void {
    this.#isIssued = true;
  }

  /** The month is issued with raw rows kept. */
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

  /** Takes the late file away; what was loaded of it is emptied before the next run. */
  async withdrawLateFile(): Promise<void> {
    await rm(join(this.folder, 'logs/logins/late'), { recursive: true });
  }

  /** What is published, and was counted from what was loaded. */
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

  /** Everything that imbill keeps, the raw rows among it. */
  keptBytes(): Promise<number> {
    return bytesBelow(join(this.folder, '.imbill'));
  }

  /** The raw rows alone. */
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

/**
 * The generated settings with raw rows not kept, of as many sources as can be without; undefined where
 * imbill has no such setting.
 */
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
