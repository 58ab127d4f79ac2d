/**
 * Renders README.txt of an export. It says what each file is, and how to check it without imbill.
 */
export function exportReadme(withLake: boolean): string {
  return `The ledger of an imbill workspace, as plain files
账本导出：全部账单及其依据，普通文件，无需 imbill 即可阅读

documents/     invoices, credit notes and debit notes: canonical JSON (RFC 8785), byte for byte
               as issued, one file each
               已开具的单据：规范化 JSON，与开具时逐字节一致
reports/       what was sent with them: JSON, CSV, HTML pages and PDFs
               随单据发出的报表
facts/         what decided the documents (usage, purchases, price books, SQL, settings):
               canonical JSON, each named by its own SHA-256
               单据的依据，文件名即其 SHA-256
summaries/     the summary of each month
               每月汇总
tables/        everything else as tables, Parquet: invoices and their lines, daily usage,
               batches of delivered files, rejected lines, deliveries, segments, audit, ...
               其余数据表，Parquet 格式
lake/          accepted rows of the raw logs, Parquet, one file for each delivered file and day:
               ${withLake ? 'all of them' : 'those that later months are measured from'}
               已接受的原始日志${withLake ? '（全部）' : '（仅后续月份所需部分）'}
workspace/     imbill.yaml, accounts/ and prices/ as they were at the export
               设置、客户与价目
manifest.json  all files with size and SHA-256; the tables with columns, rows and a hash of their
               rows; the last entry of the ledger
               文件清单
SHA256SUMS     the same hashes for sha256sum

To check that nothing was changed (请用下列命令校验):

    sha256sum -c --quiet SHA256SUMS

A document names the SHA-256 of its content (content_sha256): the file of that name in facts/
names the hashes of everything that decided it. tables/invoices.parquet chains the
documents: entry_sha256 is the SHA-256 of the canonical JSON of {"document": sha256,
"evidence": evidence_sha256 or "", "number": number, "position": position as text,
"previous": entry_sha256 of the position before, or "", "reports": SHA-256 of the canonical
JSON of {name: sha256} of its reports, or "" without one}.

The hash of a table's rows in manifest.json does not depend on Parquet: each row as one line of canonical
JSON, columns by name, numbers, days and times (UTC, with Z) as text, missing values as null;
in the order of the primary key, or without one in the order of the Parquet file.

To import it:

    imbill import ledger THIS-FOLDER --workspace NEW-FOLDER

${
  withLake
    ? notInside
    : `${notInside}
Without the segments that were left out of lake/, these do not work: imbill invoice regenerate
--from-raw; imbill invoice verify without --quick; imbill invoice explain down to lines of files;
and measuring a day of an issued month again after late data.
Export with --with-lake, or copy .imbill/lake beside this folder.`
}
`;
}

const notInside = `Not included: the delivered files themselves (logs/), which regenerate --from-files reads.`;
