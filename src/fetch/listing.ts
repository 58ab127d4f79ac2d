/** An object of a bucket, as its listing shows it. */
export interface StoredObject {
  key: string;
  bytes: number;
  /** Without quotes. */
  etag: string;
}

/** A page of a listing. */
export interface Listing {
  objects: StoredObject[];
  /** Token of the next page; absent on the last one. */
  next?: string;
}

/**
 * Parses the answer of ListObjectsV2. Keys are decoded if the store encoded them as asked.
 *
 * @throws {Error} If it is no such answer.
 */
export function parseListing(xml: string): Listing {
  if (!/<ListBucketResult[\s>]/.test(xml)) throw new Error(`no listing: ${xml.slice(0, 200)}`);
  const isEncoded = textIn(xml, 'EncodingType') === 'url';
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = '']) => {
    const key = textIn(entry, 'Key') ?? '';
    return {
      key: isEncoded ? decodeURIComponent(key.replaceAll('+', ' ')) : key,
      bytes: Number(textIn(entry, 'Size')),
      etag: (textIn(entry, 'ETag') ?? '').replaceAll('"', ''),
    };
  });
  const next = textIn(xml, 'NextContinuationToken');
  const hasMore = textIn(xml, 'IsTruncated') === 'true' && next !== undefined;
  return { objects, ...(hasMore && { next }) };
}

/** Returns the text of the first element of a name. */
export function textIn(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text?.replaceAll(/&(#x?[0-9a-fA-F]+|[a-z]+);/g, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return entities[name] ?? whole;
  });
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
