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
} as const;

const format = { text: 49, money: 4, date: 164, moment: 165 };

/** `xl/styles.xml`. */
export const stylesXml = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2"><numFmt numFmtId="${format.date}" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="${format.moment}" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font><font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="8">
${cellFormat(0)}
${cellFormat(0, 'fontId="1" applyFont="1"')}
${cellFormat(format.text)}
${cellFormat(format.text, 'fontId="0" quotePrefix="1"')}
${cellFormat(format.money)}
${cellFormat(format.date)}
${cellFormat(format.moment)}
<xf numFmtId="${format.text}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="right"/></xf>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

function cellFormat(numberFormat: number, more = 'fontId="0"'): string {
  return `<xf numFmtId="${numberFormat}" ${more} fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;
}
