/** Parts of a workbook beside its sheets and styles; no author, no time. */

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const packageNamespace = 'http://schemas.openxmlformats.org/package/2006';
const officeNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const sheetNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Returns the path of a sheet, by its number from 1. */
export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}

/**
 * Returns all parts but sheets and styles: path → text.
 *
 * @param names Names of the sheets, in order; plain words, because nothing is escaped.
 */
export function partsOf(names: readonly string[]): [path: string, text: string][] {
  const numbered = names.map((name, index) => ({ name, number: index + 1 }));
  const overrides = numbered.map(({ number }) => override(`/${sheetPath(number)}`, 'worksheet'));
  const sheets = numbered.map(
    ({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`,
  );
  const relations = [
    ...numbered.map(({ number }) =>
      relation(number, 'worksheet', sheetPath(number).slice('xl/'.length)),
    ),
    relation(names.length + 1, 'styles', 'styles.xml'),
  ];
  return [
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${sheetNamespace}" xmlns:r="${officeNamespace}"><sheets>${sheets.join('')}</sheets></workbook>`,
    ],
    ['xl/_rels/workbook.xml.rels', relationships(relations)],
    ['_rels/.rels', relationships([relation(1, 'officeDocument', 'xl/workbook.xml')])],
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="${packageNamespace}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('/xl/workbook.xml', 'sheet.main')}${override('/xl/styles.xml', 'styles')}${overrides.join('')}</Types>`,
    ],
  ];
}

/**
 * Writes a sheet up to its first row; the header stays when the rows are scrolled.
 *
 * @param widths Widths of the columns in characters.
 */
export function sheetHead(widths: readonly number[], isFirst: boolean): string {
  const columns = widths.map(
    (width, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  return `${declaration}<worksheet xmlns="${sheetNamespace}"><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${columns.join('')}</cols><sheetData>`;
}

/** End of a sheet. No cell is marked because its text looks like a number: ids do. */
export const sheetTail =
  '</sheetData><ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>';

function override(path: string, kind: string): string {
  return `<Override PartName="${path}" ContentType="${contentType}.${kind}+xml"/>`;
}

function relation(number: number, kind: string, target: string): string {
  return `<Relationship Id="rId${number}" Type="${officeNamespace}/${kind}" Target="${target}"/>`;
}

function relationships(relations: readonly string[]): string {
  return `${declaration}<Relationships xmlns="${packageNamespace}/relationships">${relations.join('')}</Relationships>`;
}
