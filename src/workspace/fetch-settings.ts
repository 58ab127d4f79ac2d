import { z } from 'zod';

/** A place in an S3-compatible store, and the folder that gets its objects. */
export interface FetchSource {
  /** Place as imbill.yaml writes it, such as `s3://logs/im/`. */
  from: string;
  bucket: string;
  /** Beginning of the keys that are fetched; what follows is the path below `into`. */
  prefix: string;
  /** Folder below the workspace. */
  into: string;
  /** Address of the store; absent = AWS in `region`. */
  endpoint?: string;
  /** Absent = AWS_REGION, or us-east-1. */
  region?: string;
  /** Where the bucket is named; absent = in the host, unless the endpoint is an IP or localhost. */
  style?: 'path' | 'host';
  /** Profile of the credentials file; absent = the environment, then `default`. */
  profile?: string;
  /** Globs of keys after the prefix; absent = all. */
  include?: string[];
}

const place = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

const text = z.string().min(1);

/** Schema of `fetch` in imbill.yaml. */
export const fetchSchema = z
  .array(
    z.strictObject({
      from: z.string().refine((value) => place.test(value), {
        error: 'accepted: a bucket and a prefix such as s3://im-logs/logins/',
      }),
      into: z.string().refine(isFolderBelow, {
        error: 'accepted: a folder below the workspace such as logs/logins, none that is hidden',
      }),
      endpoint: z
        .string()
        .refine(isEndpoint, {
          error:
            'accepted: an address without a path such as https://cos.ap-guangzhou.myqcloud.com',
        })
        .optional(),
      region: text.optional(),
      style: z.enum(['path', 'host'], { error: 'accepted: path, host' }).optional(),
      profile: text.optional(),
      include: z.union([text, z.array(text).min(1)]).optional(),
    }),
  )
  .min(1, { error: 'accepted: at least one entry with from and into' });

/** Returns the sources of the settings; none where they name none. */
export function fetchSourcesOf(read: z.infer<typeof fetchSchema> = []): FetchSource[] {
  return read.map(({ from, into, endpoint, region, style, profile, include }) => {
    const [, bucket = '', prefix = ''] = place.exec(from)!;
    return {
      from,
      bucket,
      prefix,
      into: into.replace(/\/+$/, ''),
      ...(endpoint !== undefined && { endpoint: endpoint.replace(/\/$/, '') }),
      ...(region !== undefined && { region }),
      ...(style !== undefined && { style }),
      ...(profile !== undefined && { profile }),
      ...(include !== undefined && { include: [include].flat() }),
    };
  });
}

function isFolderBelow(path: string): boolean {
  return /^[^./\\\0][^/\\\0]*(\/[^./\\\0][^/\\\0]*)*\/?$/.test(path);
}

function isEndpoint(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username } = new URL(value);
  return /^https?:$/.test(protocol) && pathname === '/' && `${search}${hash}${username}` === '';
}
