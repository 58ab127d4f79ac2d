import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exitCodes, UserError } from '../base/errors.ts';

/** A server that takes requests. */
export interface Listening {
  /** Address of the server, such as `http://127.0.0.1:8460/`. */
  address: string;
  /** Refuses new requests and ends the running ones. */
  close(): Promise<void>;
}

/**
 * Starts a server.
 *
 * @param port 0 = any that is free.
 * @throws {UserError} (exit 1) If the port is taken or forbidden, (exit 2) if the machine does not have the host.
 */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  await start(server, host, port);
  const { port: taken, address, family } = server.address() as AddressInfo;
  const name = family === 'IPv6' ? `[${address}]` : address;
  return { address: `http://${name}:${taken}/`, close: () => stop(server) };
}

function start(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explainFailure(error, host, port)));
    server.listen(port, host, () => resolve());
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function explainFailure(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const at = `${host}:${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new UserError(
        `${at} is in use by another program.\nEnd that one, or name another port with --port; 0 takes any that is free.`,
        exitCodes.failed,
        { cause: error },
      );
    case 'EACCES':
      return new UserError(
        `This user may not listen on ${at}.\nName a port from 1024 with --port.`,
        exitCodes.failed,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new UserError(
        `--host is ${JSON.stringify(host)}, which is no address of this machine.\nAccepted: 127.0.0.1, or another address that this machine has.`,
        exitCodes.wrongUsage,
        { cause: error },
      );
    default:
      return error;
  }
}
