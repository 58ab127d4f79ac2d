import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { issuedWorkspace } from '../../src/testing/issued-workspace.ts';
import { sandboxScript } from '../../src/testing/sandbox-script.ts';
import { csv, headers } from '../../src/testing/write-workspace.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import { openServer } from '../pages/serve.ts';

/** Names that would run or break out where something is not escaped. */
export const hostileNames = {
  script: '<script>alert(1)</script>',
  picture: '"><img src=x onerror=alert(1)>',
  address: 'javascript:alert(1)',
};

export interface Served {
  folder: string;
  /** Without a slash at the end. */
  origin: string;
  /** Faults that the server reported. */
  said: string[];
  close(): Promise<void>;
}

/** Two issued months of four customers, of whom two have hostile names and ids, as they are served. */
export async function serveMonths(): Promise<Served> {
  const texts = {
    customers: [
      'acme,Acme 云端,a1',
      `polaris,Polaris,p1`,
      `${hostileNames.script},${hostileNames.script},${hostileNames.address}`,
      `"${hostileNames.picture.replaceAll('"', '""')}",Evil,e1`,
    ],
    purchases: ['a1', 'p1', hostileNames.address, 'e1'].flatMap((app, index) => [
      `o${index}-8,${app},pro,2026-08-01T00:00:00+08:00,1`,
      `o${index}-9,${app},pro,2026-09-01T00:00:00+08:00,1`,
    ]),
    files: {
      'logs/logins/a.csv': csv(headers.logins, [
        '2026-08-03T10:00:00+08:00,a1,u1',
        '2026-09-03T10:00:00+08:00,a1,u1',
        '2026-09-03T11:00:00+08:00,a1,u2',
        '2026-09-04T11:00:00+08:00,p1,u2',
      ]),
      'logs/bandwidth/a.csv': csv(headers.bandwidth, [
        '2026-09-03T10:00:00+08:00,a1,333.333',
        '2026-09-09T10:00:00+08:00,p1,20.5',
      ]),
    },
  };
  const folder = await issuedWorkspace(texts, ['2026-08', '2026-09']);
  const said: string[] = [];
  const server = await openServer(
    { host: '127.0.0.1', port: 0, memoryMegabytes: 256, timeoutSeconds: 60 },
    {
      workspace: workspaceAt(folder),
      threads: 2,
      say: (text) => said.push(text),
      script: sandboxScript(),
      builtAssets: join(dirname(inject('mainPath')), '..', 'web'),
    },
  );
  return { folder, origin: server.address.replace(/\/$/, ''), said, close: server.close };
}
