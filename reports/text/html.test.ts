import { describe, expect, it } from 'vitest';
import { html, rawHtml } from './html.ts';

const hostile = `<script>alert("1")</script> & 'x' \`y\``;
const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39; &#96;y&#96;';

describe('html', () => {
  it('escapes a value in text', () => {
    expect(html`<p>${hostile}</p>`.toString()).toBe(`<p>${escaped}</p>`);
  });

  it('escapes a value in a quoted attribute', () => {
    expect(html`<p title="${hostile}">`.toString()).toBe(`<p title="${escaped}">`);
    expect(html`<p title='${hostile}'>`.toString()).toBe(`<p title='${escaped}'>`);
  });

  it('keeps nested templates and joins lists, escaping what is in them', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${['&', [1, 2n]]}</ul>`.toString()).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li>&amp;12</ul>',
    );
  });

  it('writes nothing for false, null and undefined, and zero as 0', () => {
    expect(html`[${false}${null}${undefined}${0}${''}]`.toString()).toBe('[0]');
  });

  it('escapes an object that only looks like HTML', () => {
    const forged = { text: '<b>', toString: () => '<b>' } as unknown as string;
    expect(html`${forged}`.toString()).toBe('&lt;b&gt;');
  });

  it('escapes once only', () => {
    expect(html`${html`${'&amp;'}`}`.toString()).toBe('&amp;amp;');
  });

  it('replaces control characters and halves of surrogate pairs', () => {
    expect(html`${'a\u0000b\u001bc\ud800d\u0085e\n\tf😀'}`.toString()).toBe(
      'a\ufffdb\ufffdc\ufffdd\ufffde\n\tf😀',
    );
  });

  it('refuses a value in an attribute without quotes, wherever the attribute is', () => {
    const message = 'html: a value in an attribute must stand in quotes.';
    expect(() => html`<p title=${'x'}>`).toThrow(new TypeError(message));
    expect(() => html`<p id="${'a'}" title=${'x'}>`).toThrow(new TypeError(message));
  });
});

describe('rawHtml', () => {
  it('keeps text as it is', () => {
    expect(html`<p>${rawHtml('<b>&amp;</b>')}</p>`.toString()).toBe('<p><b>&amp;</b></p>');
  });
});
