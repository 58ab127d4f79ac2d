/** Styles of cells; their numbers are those of `stylesXml`. */
export const styles = {
  /** Style of numbers without a fixed number of places. */
  plain: 0,
  header: 1,
  /** Style of text that stays text when somebody edits it. */
  text: 2,
  /** Style of text that begins like a formula. */
  quotedText: 3,
  money: 4,
  date: 5,
  moment: 6,
  /** Style of a number with more digits than a spreadsheet keeps. */
  longNumber: 7,
  /** Styles of a row of totals. */
  totalText: 8,
  totalMoney: 9,
  /** Style of a whole number. The style of a number with n decimals, 1 to 9, is n more. */
  whole: 10,
} as const;

/** Most decimals that a style shows. */
export const mostStyledDecimals = 9;

const format = { whole: 3, text: 49, money: 4, date: 164, moment: 165, firstDecimals: 166 };

const decimals = Array.from({ length: mostStyledDecimals }, (_, index) => ({
  id: format.firstDecimals + index,
  code: `#,##0.${'0'.repeat(index + 1)}`,
}));

/** `xl/styles.xml`. */
export const stylesXml = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="${2 + decimals.length}"><numFmt numFmtId="${format.date}" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="${format.moment}" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>${decimals.map(({ id, code }) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`).join('')}</numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFF1F3F5"/></patternFill></fill></fills>
<borders count="3"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border><border><left/><right/><top style="thin"><color auto="1"/></top><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="${11 + decimals.length}">
${cellFormat(0)}
<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
${cellFormat(format.text)}
${cellFormat(format.text, 'fontId="0" quotePrefix="1"')}
${cellFormat(format.money)}
${cellFormat(format.date)}
${cellFormat(format.moment)}
<xf numFmtId="${format.text}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right"/></xf>
${totalFormat(format.text)}
${totalFormat(format.money)}
${cellFormat(format.whole)}
${decimals.map(({ id }) => cellFormat(id)).join('\n')}
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

function cellFormat(numberFormat: number, more = 'fontId="0"'): string {
  return `<xf numFmtId="${numberFormat}" ${more} fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;
}

function totalFormat(numberFormat: number): string {
  return `<xf numFmtId="${numberFormat}" fontId="1" fillId="0" borderId="2" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1"/>`;
}
