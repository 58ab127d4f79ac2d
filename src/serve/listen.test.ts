import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from './listen.ts';

const app = () => createServer((_request, response) => response.end('here'));

describe('listen', () => {
  it('takes any port that is free, and no request after it is closed', async () => {
    const { address, close } = await listen(app(), '127.0.0.1', 0);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(address)).text()).toBe('here');
    await close();
    await expect(fetch(address)).rejects.toThrow();
  });

  it('says that the port is taken', async () => {
    const { address, close } = await listen(app(), '127.0.0.1', 0);
    const port = Number(new URL(address).port);
    await expect(listen(app(), '127.0.0.1', port)).rejects.toMatchObject({
      exitCode: 1,
      message: `127.0.0.1:${port} is in use by another program.\nEnd that one, or name another port with --port; 0 takes any that is free.`,
    });
    await close();
  });

  it('says that the machine does not have the address', async () => {
    await expect(listen(app(), '192.0.2.1', 0)).rejects.toMatchObject({
      exitCode: 2,
      message:
        '--host is "192.0.2.1", which is no address of this machine.\nAccepted: 127.0.0.1, or another address that this machine has.',
    });
  });
});
