import { describe, expect, it } from 'vitest';
import { parseListing } from './listing.ts';

const page = (content: string) => `<ListBucketResult>${content}</ListBucketResult>`;
const entry = '<Contents><Key>a%20b</Key><Size>1</Size><ETag>&quot;e&quot;</ETag></Contents>';

describe('parseListing', () => {
  it('goes on with the token, else with the marker, else with the last key', () => {
    const truncated = `<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>${entry}`;
    const objects = [{ key: 'a b', bytes: 1, etag: 'e' }];
    expect(
      parseListing(page(`${truncated}<NextContinuationToken>t</NextContinuationToken>`)),
    ).toEqual({
      objects,
      next: { 'continuation-token': 't' },
    });
    expect(parseListing(page(`${truncated}<NextMarker>c%2B</NextMarker>`))).toEqual({
      objects,
      next: { marker: 'c+' },
    });
    expect(parseListing(page(truncated))).toEqual({ objects, next: { marker: 'a b' } });
    expect(parseListing(page(`<IsTruncated>false</IsTruncated>`))).toEqual({ objects: [] });
  });

  it('says what is wrong with another answer', () => {
    expect(parseListing(page('<IsTruncated>true</IsTruncated>'))).toBe(
      'lists no object on a page that is not the last',
    );
    expect(parseListing('<html>Log in</html>')).toBe(
      'answered with something else than a listing: "<html>Log in</html>"',
    );
  });
});
