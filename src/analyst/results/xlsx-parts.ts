/** Parts of a workbook beside its sheets and styles; no author, no time. */

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const packageNamespace = 'http://schemas.openxmlformats.org/package/2006';
const officeNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const sheetNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A sheet that was written. */
export interface WrittenSheet {
  name: string;
  /** Cells of its header and rows, without totals: `A1:H20`. */
  cells: string;
}

/** Names the filtered cells, and the header as what each printed page begins with. */
function definedNames(written: readonly WrittenSheet[]): string {
  return written
    .flatMap(({ name, cells }, index) => [
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">'${name}'!${absolute(cells)}</definedName>`,
      `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">'${name}'!$1:$1</definedName>`,
    ])
    .join('');
}

function absolute(cells: string): string {
  return cells.replaceAll(/([A-Z]+)(\d+)/g, '$$$1$$$2');
}

/** Returns the path of a sheet, by its number from 1. */
export function sheetPath(number: number): string {
  return `xl/worksheets/sheet${number}.xml`;
}

/**
 * Returns all parts but sheets and styles: path → text.
 *
 * @param written Sheets in order; their names are plain words, because nothing is escaped.
 */
export function partsOf(written: readonly WrittenSheet[]): [path: string, text: string][] {
  const numbered = written.map(({ name }, index) => ({ name, number: index + 1 }));
  const overrides = numbered.map(({ number }) => override(`/${sheetPath(number)}`, 'worksheet'));
  const sheets = numbered.map(
    ({ name, number }) => `<sheet name="${name}" sheetId="${number}" r:id="rId${number}"/>`,
  );
  const relations = [
    ...numbered.map(({ number }) =>
      relation(number, 'worksheet', sheetPath(number).slice('xl/'.length)),
    ),
    relation(written.length + 1, 'styles', 'styles.xml'),
  ];
  return [
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${sheetNamespace}" xmlns:r="${officeNamespace}"><sheets>${sheets.join('')}</sheets><definedNames>${definedNames(written)}</definedNames></workbook>`,
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
  return `${declaration}<worksheet xmlns="${sheetNamespace}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${columns.join('')}</cols><sheetData>`;
}

/**
 * Writes the end of a sheet: a filter on the header, and A4 across, as wide as a page. No cell is marked because its
 * text looks like a number: ids do.
 *
 * @param cells Cells of its header and rows: `A1:H20`.
 */
export function sheetTail(cells: string): string {
  return `</sheetData><autoFilter ref="${cells}"/><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter><ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors></worksheet>`;
}

function override(path: string, kind: string): string {
  return `<Override PartName="${path}" ContentType="${contentType}.${kind}+xml"/>`;
}

function relation(number: number, kind: string, target: string): string {
  return `<Relationship Id="rId${number}" Type="${officeNamespace}/${kind}" Target="${target}"/>`;
}

function relationships(relations: readonly string[]): string {
  return `${declaration}<Relationships xmlns="${packageNamespace}/relationships">${relations.join('')}</Relationships>`;
}
