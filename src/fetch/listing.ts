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
  /** Parameters of the request for the next page; absent on the last one. */
  next?: Record<string, string>;
}

/**
 * Parses the answer of ListObjectsV2, or of ListObjects from stores that know no other, such as Tencent Cloud COS.
 * Keys are decoded if the store encoded them as asked.
 *
 * @returns The page, or the end of a sentence that tells what is wrong.
 * Source: AWS S3 API, ListObjectsV2 and ListObjects; Tencent Cloud COS, GET Bucket.
 */
export function parseListing(xml: string): Listing | string {
  if (!/<ListBucketResult[\s>]/.test(xml))
    return `answered with something else than a listing: ${JSON.stringify(xml.slice(0, 80))}`;
  const isEncoded = textIn(xml, 'EncodingType') === 'url';
  const keyIn = (text: string, element: string) => {
    const key = textIn(text, element);
    return isEncoded && key ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
  };
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, entry = '']) => ({
    key: keyIn(entry, 'Key') ?? '',
    bytes: Number(textIn(entry, 'Size')),
    etag: (textIn(entry, 'ETag') ?? '').replaceAll('"', ''),
  }));
  if (textIn(xml, 'IsTruncated') !== 'true') return { objects };
  const token = textIn(xml, 'NextContinuationToken');
  if (token !== undefined) return { objects, next: { 'continuation-token': token } };
  const marker = keyIn(xml, 'NextMarker') ?? objects.at(-1)?.key;
  if (marker === undefined) return 'lists no object on a page that is not the last';
  return { objects, next: { marker } };
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
