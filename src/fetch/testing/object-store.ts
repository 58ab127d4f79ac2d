import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';

/** An object of the store. */
export interface TestObject {
  body: Buffer;
  /** Without quotes; the MD5 of the body where absent. */
  etag?: string;
  headers?: Record<string, string>;
}

/** A fault that meets a request instead of an answer, or during it. */
export type Fault = 'busy' | 'cut' | 'half';

/** A small S3-compatible store on loopback that verifies signatures with the signer of AWS. */
export interface ObjectStore {
  endpoint: string;
  objects: Map<string, TestObject>;
  /** Keys of a page of a listing. */
  pageSize: number;
  /** True if the store knows only the first version of ListObjects, as Tencent Cloud COS does. */
  listsByMarker: boolean;
  /** Requests so far, such as `GET /logs/a.csv bytes=5-`. */
  requests: string[];
  /** Returns the fault of a request; `undefined` for none. */
  fault: (request: string) => Fault | undefined;
  /** Runs before an object is sent. */
  before: (key: string) => void;
  close(): Promise<void>;
}

export const storeKeys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret/of+tests' };
const [bucket, region] = ['im-logs', 'ap-guangzhou'];

/** Starts a store with the bucket `im-logs` in `ap-guangzhou`. */
export async function startStore(): Promise<ObjectStore> {
  const server = createServer((request, response) => {
    answer(store, request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const store: ObjectStore = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: new Map(),
    pageSize: 1000,
    listsByMarker: false,
    requests: [],
    fault: () => undefined,
    before: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return store;
}

async function answer(store: ObjectStore, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url!, store.endpoint);
  const key = decodeURIComponent(url.pathname.slice(`/${bucket}/`.length));
  const { range } = request.headers;
  const named = `GET ${key === '' ? 'list' : key}${range === undefined ? '' : ` ${range}`}`;
  store.requests.push(named);
  const fault = store.fault(named);
  if (fault === 'cut') return request.socket.destroy();
  if (fault === 'busy') return refuse(response, 503, 'SlowDown');
  const denied = await deniedBy(request, url);
  if (denied !== undefined) return refuse(response, 403, denied);
  if (!url.pathname.startsWith(`/${bucket}/`)) return refuse(response, 404, 'NoSuchBucket');
  if (key === '') return list(store, url.searchParams, response);
  store.before(key);
  const object = store.objects.get(key);
  if (object === undefined) return refuse(response, 404, 'NoSuchKey');
  send(object, request, response, fault === 'half');
}

/** Verifies the signature as it is calculated from the request that came. */
async function deniedBy(request: IncomingMessage, url: URL): Promise<string | undefined> {
  const { authorization = '' } = request.headers;
  const [, id, names = '', signature] =
    /Credential=([^/]+)\/.*SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)/.exec(authorization) ?? [];
  if (id !== storeKeys.accessKeyId) return 'InvalidAccessKeyId';
  const signer = new SignatureV4({
    credentials: storeKeys,
    region,
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const headers = names.split(';').map((name) => [name, String(request.headers[name])]);
  const date = String(request.headers['x-amz-date']);
  const signed = await signer.sign(
    {
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(headers),
    },
    { signingDate: new Date(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')) },
  );
  const expected = /Signature=([0-9a-f]+)/.exec(signed.headers['authorization'] ?? '')?.[1];
  return signature === expected ? undefined : 'SignatureDoesNotMatch';
}

/** SHA-256, or its HMAC with a key. */
class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: unknown) {
    this.#hash.update(data as string);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
  reset() {}
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status).end(`<Error><Code>${code}</Code><Message>of a test</Message></Error>`);
}

function list(
  { objects, pageSize, listsByMarker }: ObjectStore,
  query: URLSearchParams,
  response: ServerResponse,
) {
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(query.get('prefix') ?? ''))
    .sort();
  const marker = query.get('marker');
  const from = listsByMarker
    ? keys.filter((key) => marker !== null && key <= marker).length
    : Number(query.get('continuation-token') ?? 0);
  const page = keys.slice(from, from + pageSize).map((key) => {
    const { body } = objects.get(key)!;
    const encoded = encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
    return `<Contents><Key>${encoded}</Key><Size>${body.length}</Size><ETag>&quot;${etagOf(objects.get(key)!)}&quot;</ETag></Contents>`;
  });
  const more = from + pageSize < keys.length;
  const next =
    more && !listsByMarker
      ? `<NextContinuationToken>${from + pageSize}</NextContinuationToken>`
      : '';
  response.end(
    `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${next}${page.join('')}</ListBucketResult>`,
  );
}

function send(
  object: TestObject,
  { headers }: IncomingMessage,
  response: ServerResponse,
  isHalf: boolean,
): void {
  const etag = `"${etagOf(object)}"`;
  if (headers['if-match'] !== etag) {
    refuse(response, 412, 'PreconditionFailed');
    return;
  }
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const body = object.body.subarray(from);
  const length = { etag, 'content-length': body.length, ...object.headers };
  response.writeHead(headers.range === undefined ? 200 : 206, length);
  if (isHalf)
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () =>
      setTimeout(() => response.destroy(), 20),
    );
  else response.end(body);
}

/** Returns the ETag of an object, without quotes. */
function etagOf({ body, etag }: TestObject): string {
  return etag ?? createHash('md5').update(body).digest('hex');
}
