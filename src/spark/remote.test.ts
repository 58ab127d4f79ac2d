import { describe, expect, it } from 'vitest';
import { parseRemote } from './remote.ts';

describe('parseRemote', () => {
  it.each([
    ['sc://spark.internal', 'http://spark.internal:15002'],
    ['sc://10.0.0.7:15009', 'http://10.0.0.7:15009'],
    ['sc://[::1]:15002', 'http://[::1]:15002'],
    ['sc://host:443/;use_ssl=true', 'https://host:443'],
    ['https://spark.example.com', 'https://spark.example.com:443'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('takes %s', (text, url) => {
    expect(parseRemote(text)).toEqual({ text, url });
  });

  it.each(['spark.internal', 'sc://', 'ftp://host', 'sc://host:99999', 'sc://a b', 'sc://h/;x=1'])(
    'refuses %s',
    (text) => {
      expect(() => parseRemote(text)).toThrow(
        `engine.spark.remote is "${text}".\nAccepted: the address of a Spark Connect server, such as sc://spark.internal:15002 or https://spark.internal.`,
      );
    },
  );

  it('refuses a token in the address without repeating it', () => {
    expect(() => parseRemote('sc://host/;use_ssl=true;token=s3cret')).toThrow(
      'engine.spark.remote holds a token.\nRemove it there and set the environment variable IMBILL_SPARK_TOKEN.',
    );
  });
});
