const SHEET_XML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE_XML = "http://schemas.openxmlformats.org/package/2006";
const OFFICE_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const OOXML = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** @param {string} text */
function xml(text) {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Name a column: A, B, … Z, AA. @param {number} number from 0 */
function letters(number) {
  let name = "";
  for (let left = number + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  }
  return name;
}

/**
 * Write a table as a workbook of one sheet: text stays text, numbers are numbers.
 * @param {Table} table
 */
function xlsxOf(table) {
  const most = Math.max(0, ...table.heads.map((head) => head.decimals ?? 0));
  const rows = [table.heads.map((one) => one.head), ...table.rows].map((row, line) => {
    const cells = row.map((cell, at) => {
      const place = `${letters(at)}${line + 1}`;
      if (cell === null) return "";
      if (typeof cell === "number") {
        const style = 2 + (table.heads[at]?.decimals ?? most + 1);
        return `<c r="${place}" s="${style}"><v>${cell}</v></c>`;
      }
      const text = typeof cell === "boolean" ? say(cell ? "yes" : "no") : cell;
      const style = line === 0 ? 1 : 0;
      return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`;
    });
    return `<row r="${line + 1}">${cells.join("")}</row>`;
  });
  const columns = table.heads.map(
    (head, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${Math.min(40, Math.max(9, head.head.length + 2))}" customWidth="1"/>`,
  );
  const sheet = `${DECLARED}<worksheet xmlns="${SHEET_XML}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns.join("")}</cols><sheetData>${rows.join("")}</sheetData></worksheet>`;
  return zipOf({
    "[Content_Types].xml": `${DECLARED}<Types xmlns="${PACKAGE_XML}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${OOXML}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${OOXML}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${OOXML}.styles+xml"/></Types>`,
    "_rels/.rels": relations([["officeDocument", "xl/workbook.xml"]]),
    "xl/workbook.xml": `${DECLARED}<workbook xmlns="${SHEET_XML}" xmlns:r="${OFFICE_XML}"><sheets><sheet name="${xml(sheetName(table.title))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ["worksheet", "worksheets/sheet1.xml"],
      ["styles", "styles.xml"],
    ]),
    "xl/styles.xml": stylesOf(most),
    "xl/worksheets/sheet1.xml": sheet,
  });
}

/** @param {[string, string][]} targets kind and place of each */
function relations(targets) {
  const each = targets.map(
    ([kind, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${OFFICE_XML}/${kind}" Target="${target}"/>`,
  );
  return `${DECLARED}<Relationships xmlns="${PACKAGE_XML}/relationships">${each.join("")}</Relationships>`;
}

/** What a sheet may be called. @param {string} title */
function sheetName(title) {
  return title.replace(/[\\/?*[\]:]/g, " ").slice(0, 31).trim() || "1";
}

/** Plain, heading, then numbers with 0 to `most` decimals, and as they are. @param {number} most */
function stylesOf(most) {
  const formats = Array.from({ length: most + 1 }, (_, decimals) => {
    const code = decimals ? `#,##0.${"0".repeat(decimals)}` : "#,##0";
    return `<numFmt numFmtId="${164 + decimals}" formatCode="${code}"/>`;
  });
  const cells = formats.map(
    (_, at) => `<xf numFmtId="${164 + at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
  );
  const plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>';
  const bold = '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>';
  return `${DECLARED}<styleSheet xmlns="${SHEET_XML}"><numFmts count="${formats.length}">${formats.join("")}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1">${plain}</cellStyleXfs><cellXfs count="${formats.length + 3}">${plain}${bold}${cells.join("")}${plain}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;
}
