import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempFolder } from './temp-folder.ts';

const run = promisify(execFile);

/** A time-stamp authority of the tests, made of `openssl ts`. */
export interface TimeStampAuthority {
  /** Path of the certificate that its own is signed by, PEM. */
  ca: string;
  /** Answers a request. @returns The path of the reply. */
  answer(request: string): Promise<string>;
}

/** Runs openssl. @returns What it prints. */
export async function openssl(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run('openssl', args);
  return stdout + stderr;
}

/** Tells if openssl is there, and says what is not tested without it. */
export async function hasOpenssl(): Promise<boolean> {
  const isThere = await openssl('version').then(
    () => true,
    () => false,
  );
  if (!isThere) console.warn('There is no openssl here: the tests of time stamps are NOT run.');
  return isThere;
}

/** Makes an authority, with a certificate for time stamps alone. */
export async function timeStampAuthority(): Promise<TimeStampAuthority> {
  const folder = await tempFolder();
  const at = (name: string) => join(folder, name);
  await writeFile(at('tsa.ext'), 'extendedKeyUsage=critical,timeStamping\n');
  await writeFile(at('serial'), '01\n');
  await writeFile(at('tsa.cnf'), settingsIn(folder));
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', at('ca.key'), '-out', at('ca.pem')],
    ...['-days', '30', '-subj', '/CN=Test CA'],
  );
  await openssl(
    ...['req', ...newKey, '-keyout', at('tsa.key'), '-out', at('tsa.csr')],
    ...['-subj', '/CN=Test TSA'],
  );
  await openssl(
    ...['x509', '-req', '-in', at('tsa.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
    ...['-CAcreateserial', '-days', '30', '-extfile', at('tsa.ext'), '-out', at('tsa.pem')],
  );
  return {
    ca: at('ca.pem'),
    async answer(request) {
      const reply = request.replace(/\.tsq$/, '.tsr');
      await openssl('ts', '-reply', '-config', at('tsa.cnf'), '-queryfile', request, '-out', reply);
      return reply;
    },
  };
}

function settingsIn(folder: string): string {
  return `[tsa]
default_tsa = tsa1
[tsa1]
serial = ${folder}/serial
crypto_device = builtin
signer_cert = ${folder}/tsa.pem
certs = ${folder}/tsa.pem
signer_key = ${folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;
}
