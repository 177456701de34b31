/**
 * Hyper-parameters as tables. A knob is declared once; its type, default, validation, command-line
 * help and slider all come from that row.
 *
 *     export const ppoKnobs = {
 *       gamma: { default: 0.99, symbol: "γ", range: [0, 1], doc: "Discount per step." },
 *     } as const satisfies Knobs;
 *     export type PpoConfig = ConfigOf<typeof ppoKnobs>; // { gamma: number }
 */
import { unknownName, ValueError } from "./errors.ts";

/** One row: the type of the default is the type of the knob. */
export interface Knob {
  readonly default: number | boolean | string;
  /** What it means; a full sentence. Where the value comes from, if not from the table's source. */
  readonly doc: string;
  /** As the paper writes it: "γ". */
  readonly symbol?: string;
  /** Both ends belong to it. */
  readonly range?: readonly [lo: number, hi: number];
  readonly unit?: string;
  /** Whole numbers only. */
  readonly integer?: boolean;
  /** The only values allowed, for a text. */
  readonly choices?: readonly string[];
  /** A slider moves in equal factors instead of equal steps. */
  readonly log?: boolean;
}

export type Knobs = Readonly<Record<string, Knob>>;

/** The values of a table: number, boolean, string, or the union of the choices. */
export type ConfigOf<K extends Knobs> = { -readonly [Name in keyof K]: ValueOf<K[Name]> };

type ValueOf<K extends Knob> = K extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : K["default"] extends number
    ? number
    : K["default"] extends boolean
      ? boolean
      : string;

/**
 * The defaults of a table with some of them replaced; what is undefined counts as not given.
 *
 * @throws UnknownNameError for a name that the table does not have, with the closest ones
 * @throws ValueError for a value of the wrong type or outside its range, with the range and the meaning
 */
export function configure<const K extends Knobs>(
  table: K,
  overrides: Partial<ConfigOf<K>> = {},
): ConfigOf<K> {
  const config: Record<string, unknown> = {};
  for (const [name, knob] of Object.entries(table)) config[name] = knob.default;
  for (const [name, value] of Object.entries(overrides)) {
    if (value !== undefined) config[name] = checked(name, knobNamed(table, name), value);
  }
  return config as ConfigOf<K>;
}

/**
 * One setting as it is typed on a command line, `name=value`: `rate=3e-4`, `hidden=64`,
 * `normalise=false`.
 *
 * @throws UnknownNameError, ValueError as `configure`
 */
export function parseKnob<const K extends Knobs>(table: K, setting: string): Partial<ConfigOf<K>> {
  const [, name, text] = /^([^=]*)=(.*)$/s.exec(setting) ?? [];
  if (name === undefined || text === undefined) {
    throw new ValueError(
      `"${setting}" is not a setting; write it as name=value, for example ${example(table)}.`,
    );
  }
  const knob = knobNamed(table, name.trim());
  return { [name.trim()]: checked(name.trim(), knob, parsed(knob, text.trim())) } as Partial<
    ConfigOf<K>
  >;
}

/** The table as text for `--help`: name, default, what is allowed, meaning; one line a knob. */
export function describeKnobs(table: Knobs): string {
  const rows = Object.entries(table).map(([name, knob]) => {
    const symbol = knob.symbol === undefined ? "" : ` ${knob.symbol}`;
    return [name + symbol, String(knob.default), allowed(knob), knob.doc];
  });
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd())
    .join("\n");
}

function knobNamed(table: Knobs, name: string): Knob {
  const knob = Object.hasOwn(table, name) ? table[name] : undefined;
  if (knob === undefined) throw unknownName("hyper-parameter", name, Object.keys(table));
  return knob;
}

function checked(name: string, knob: Knob, value: unknown): unknown {
  const kind = typeof knob.default;
  if (typeof value !== kind) {
    throw new ValueError(`${name} is ${show(value)}; it must be a ${kind} (${knob.doc})`);
  }
  if (typeof value === "number") return checkedNumber(name, knob, value);
  if (typeof value === "string" && knob.choices !== undefined && !knob.choices.includes(value)) {
    throw new ValueError(
      `${name} is ${show(value)}; it must be one of ${knob.choices.join(", ")} (${knob.doc})`,
    );
  }
  return value;
}

function checkedNumber(name: string, knob: Knob, value: number): number {
  const [lo, hi] = knob.range ?? [-Infinity, Infinity];
  if (value >= lo && value <= hi && (knob.integer !== true || Number.isInteger(value)))
    return value;
  const isWhole = knob.integer === true ? "be a whole number" : "be a number";
  const demand =
    knob.range === undefined ? isWhole : knob.integer === true ? `${isWhole} in` : "lie in";
  const interval = knob.range === undefined ? "" : ` [${lo}, ${hi}]`;
  throw new ValueError(
    `${name} is ${value}; it must ${demand}${interval}${unit(knob)} (${knob.doc})`,
  );
}

function parsed(knob: Knob, text: string): unknown {
  if (typeof knob.default === "number")
    return text === "" || Number.isNaN(Number(text)) ? text : Number(text);
  if (typeof knob.default === "boolean")
    return text === "true" ? true : text === "false" ? false : text;
  return text;
}

function allowed(knob: Knob): string {
  if (knob.choices !== undefined) return knob.choices.join(" | ");
  if (typeof knob.default !== "number")
    return typeof knob.default === "boolean" ? "true | false" : "text";
  const whole = knob.integer === true ? "whole " : "";
  return knob.range === undefined
    ? `${whole}number${unit(knob)}`
    : `${whole}[${knob.range.join(", ")}]${unit(knob)}`;
}

function unit(knob: Knob): string {
  return knob.unit === undefined ? "" : ` ${knob.unit}`;
}

function example(table: Knobs): string {
  const [first] = Object.entries(table);
  return first === undefined ? "gamma=0.9" : `${first[0]}=${String(first[1].default)}`;
}

function show(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
