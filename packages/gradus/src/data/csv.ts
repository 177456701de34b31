/** Tables as text: comma-separated values (RFC 4180), of numbers or of texts. */
import { DataError } from "../core/errors.ts";

export interface CsvOptions {
  /** What messages call the file. */
  readonly name?: string;
  /**
   * Whether the first line names the columns. Without it: yes, if any of its fields is not a
   * number.
   */
  readonly header?: boolean;
  readonly separator?: string;
}

export interface NumberTable {
  /** Column names; empty without a header. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** Row-major, rows × columns. */
  readonly data: Float64Array;
}

/**
 * Reads a table of numbers. An empty field and "NaN" are NaN.
 *
 * @throws DataError naming line and column of a field that is not a number, or of a line of another length
 */
export function readCsv(text: string, options: CsvOptions = {}): NumberTable {
  const name = options.name ?? "CSV file";
  const records = readCsvRecords(text, options);
  const first = records[0];
  const hasHeader = options.header ?? first?.fields.some((field) => !isNumber(field)) ?? false;
  const columns = hasHeader && first !== undefined ? first.fields : [];
  const rows = hasHeader ? records.slice(1) : records;
  const width = first?.fields.length ?? 0;
  const data = new Float64Array(rows.length * width);
  rows.forEach(({ fields, line }, row) => {
    fields.forEach((field, column) => {
      if (!isNumber(field)) throw notANumber(name, line, column, columns[column], field);
      data[row * width + column] = field.trim() === "" ? NaN : Number(field);
    });
  });
  return { columns, rows: rows.length, data };
}

/** One line of a table, and the line of the file on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: string[];
}

/**
 * Takes a text apart into fields: quoted ones may hold separators, line ends and doubled quotes.
 * Empty lines are skipped.
 *
 * @throws DataError for an open quote, or a line with another number of fields than the first
 */
export function readCsvRecords(
  text: string,
  { name = "CSV file", separator = "," }: CsvOptions = {},
): CsvRecord[] {
  const records: CsvRecord[] = [];
  const scanner = {
    text: text.startsWith("\ufeff") ? text.slice(1) : text,
    at: 0,
    line: 1,
    name,
    separator,
  };
  while (scanner.at < scanner.text.length) {
    const line = scanner.line;
    const fields = scanRecord(scanner);
    if (fields.length === 1 && fields[0] === "") continue;
    const expected = records[0]?.fields.length ?? fields.length;
    if (fields.length !== expected) {
      throw new DataError(
        `${name}, line ${line}: ${fields.length} fields, but line ${records[0]!.line} has ${expected}.`,
      );
    }
    records.push({ line, fields });
  }
  return records;
}

interface Scanner {
  readonly text: string;
  readonly name: string;
  readonly separator: string;
  at: number;
  line: number;
}

function scanRecord(scanner: Scanner): string[] {
  const fields: string[] = [];
  for (;;) {
    fields.push(
      scanner.text[scanner.at] === '"'
        ? scanQuoted(scanner, fields.length + 1)
        : scanPlain(scanner),
    );
    if (scanner.text[scanner.at] !== scanner.separator) break;
    scanner.at++;
  }
  if (scanner.text[scanner.at] === "\r") scanner.at++;
  if (scanner.text[scanner.at] === "\n") scanner.at++;
  scanner.line++;
  return fields;
}

function scanPlain(scanner: Scanner): string {
  const { text, separator } = scanner;
  const start = scanner.at;
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r")
    end++;
  scanner.at = end;
  return text.slice(start, end);
}

function scanQuoted(scanner: Scanner, column: number): string {
  const { text, name, line } = scanner;
  let field = "";
  for (let at = scanner.at + 1; ; ) {
    const end = text.indexOf('"', at);
    if (end < 0)
      throw new DataError(
        `${name}, line ${line}, column ${column}: a quote is opened and never closed.`,
      );
    field += text.slice(at, end);
    if (text[end + 1] !== '"') {
      scanner.at = end + 1;
      break;
    }
    field += '"';
    at = end + 2;
  }
  scanner.line += field.split("\n").length - 1;
  if (isEndOfField(scanner)) return field;
  throw new DataError(
    `${name}, line ${scanner.line}, column ${column}: text follows a closing quote.`,
  );
}

function isEndOfField({ text, at, separator }: Scanner): boolean {
  return at >= text.length || text[at] === separator || text[at] === "\n" || text[at] === "\r";
}

function isNumber(field: string): boolean {
  return !Number.isNaN(Number(field)) || field.trim() === "NaN";
}

function notANumber(
  name: string,
  line: number,
  column: number,
  title: string | undefined,
  field: string,
): DataError {
  const where = title === undefined ? `${column + 1}` : `${column + 1} (${title})`;
  return new DataError(`${name}, line ${line}, column ${where}: "${field}" is not a number.`);
}
