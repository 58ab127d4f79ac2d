import { bundleNames } from '../src/proof/bundle.ts';
import type { BundleParts } from '../src/proof/bundle-files.ts';
import type { LogPlace } from './proof-place.ts';
import type { Words } from './text/bilingual.ts';
import { type Html, html } from './text/html.ts';

/** Tells how to check a proof, step by step, with the verifier and with tools of others. */
export function checkSection(
  { number, timestampReply }: BundleParts,
  { key }: LogPlace,
  { label }: Words,
): Html {
  const names = bundleNames(number);
  return html`<section class="part steps"><header><h2>${label('如何核验', 'How to check')}</h2></header>
<p>${label('本页仅供阅读，本身不是证据。请用以下步骤核验；无需联网，也无需 imbill。', 'This page is for reading; it proves nothing itself. Check with these steps. They need no network and no imbill.')}</p>
<ol>
<li>${label('向出账方以外的渠道（例如合同、网站、会计师）取得签名密钥，并与下面的比较：', 'Get the signing key by another way than this proof, such as the contract, a web site or the accountant. Compare it with:')}<br><code>${key}</code></li>
<li>${label('在浏览器中打开 verify.html，把本文件夹放到页面上；或者运行：', 'Open verify.html in a browser and drop this folder on it. Or run:')}<br><code>node verify.mjs ${number} --key '${key}'</code></li>
<li>${label('各文件未被改动：', 'No file was changed:')}<br><code>sha256sum -c ${names.checksums}</code></li>
${
  timestampReply !== undefined &&
  html`<li>${label('时间戳（checkpoint.txt 是证明中检查点的前三行）：', 'The time stamp (checkpoint.txt has the first three lines of the checkpoint in the proof):')}<br><code>openssl ts -verify -data checkpoint.txt -in ${names.timestamp} -CAfile ca.pem</code></li>
`
}<li>${label('证明采用公开格式（c2sp.org：tlog-proof、tlog-checkpoint、signed-note、tlog-policy），可用他人编写的工具核验。', 'The files have public formats (c2sp.org: tlog-proof, tlog-checkpoint, signed-note, tlog-policy), which tools of others read.')}</li>
</ol></section>`;
}

/** Says what a proof does not show. */
export function limitsSection({ facts }: BundleParts, { seen }: LogPlace, { label }: Words): Html {
  const limits = [
    label(
      '用量是否真实：它来自送达的日志；证明只说明金额由所记用量得出。',
      'That the usage is true. It was counted from logs that were delivered; the proof shows that the amounts follow from it.',
    ),
    seen.length === 0 &&
      label(
        '出账方没有向他人出示另一本账：要有见证人或时间戳才能发现。',
        'That the issuer shows the same ledger to everybody. Witnesses and time stamps are needed to notice another one.',
      ),
    facts === undefined && label('金额的由来。', 'How the amounts were calculated.'),
    label(
      '该单据此后没有被更正或作废：请向出账方询问。',
      'That the document was not corrected or voided later. Ask the issuer.',
    ),
  ];
  return html`<section class="findings"><h2>${label('证明不了什么', 'What it does not prove')}</h2>
<ul>${limits.map((limit) => limit !== false && html`<li>${limit}</li>`)}</ul></section>`;
}
