import { expect, test } from "vitest";
import { readCsv, readCsvRecords } from "./csv.ts";

test("numbers with a header, which is recognised by not being numbers", () => {
  const { columns, rows, data } = readCsv("x,y\n1,2.5\r\n-3e2,\n\n");
  expect(columns).toEqual(["x", "y"]);
  expect(rows).toBe(2);
  expect([...data]).toEqual([1, 2.5, -300, NaN]);
});

test("numbers without a header", () => {
  expect(readCsv("1,2\n3,4")).toEqual({ columns: [], rows: 2, data: Float64Array.of(1, 2, 3, 4) });
  expect(readCsv("")).toEqual({ columns: [], rows: 0, data: new Float64Array(0) });
});

test("quoted fields hold separators, line ends and doubled quotes (RFC 4180, section 2)", () => {
  const records = readCsvRecords('a,"b,1","say ""hi"""\n"two\nlines",,c\n');
  expect(records).toEqual([
    { line: 1, fields: ["a", "b,1", 'say "hi"'] },
    { line: 2, fields: ["two\nlines", "", "c"] },
  ]);
});

test("another separator, and a byte order mark", () => {
  expect([...readCsv("\ufeff1;2\n3;4", { separator: ";" }).data]).toEqual([1, 2, 3, 4]);
});

test("errors name the file, the line of the file and the column", () => {
  const read = (text: string) => () => readCsv(text, { name: "wine.csv" });
  expect(read("x,y\n1,2\n3,four")).toThrow(
    'wine.csv, line 3, column 2 (y): "four" is not a number.',
  );
  expect(read('x,"y\nz"\n1,2\n3,four')).toThrow("wine.csv, line 4, column 2 (y\nz)");
  expect(read("1,2\n3")).toThrow("wine.csv, line 2: 1 fields, but line 1 has 2.");
  expect(read('1,"2')).toThrow("wine.csv, line 1, column 2: a quote is opened and never closed.");
  expect(read('"1"2,3')).toThrow("wine.csv, line 1, column 1: text follows a closing quote.");
});
