/** Plain data: numbers, texts, booleans, null, lists, records, typed arrays. What states are made of. */

/** Where a value is not plain data, and why: "state.car is a Car …"; undefined if it is. */
export function notPlain(value: unknown, path: string): string | undefined {
  if (value === null || ["number", "string", "boolean"].includes(typeof value)) return undefined;
  if (typeof value !== "object") {
    const what = value === undefined ? "undefined" : `a ${typeof value}`;
    return `${path} is ${what}`;
  }
  if (ArrayBuffer.isView(value)) return undefined;
  if (!Array.isArray(value)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      return `${path} is an instance of ${value.constructor.name}`;
    }
  }
  for (const [key, inner] of Object.entries(value)) {
    const found = notPlain(inner, step(path, key, value));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where two values of plain data differ: "state.x is 1 and 2"; undefined if they are equal. */
export function difference(a: unknown, b: unknown, path: string): string | undefined {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Object.is(a, b) ? undefined : `${path} is ${String(a)} and ${String(b)}`;
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = difference(left[key], right[key], step(path, key, a));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where two values hold the very same object, so that writing to one changes the other. */
export function sharedPart(a: unknown, b: unknown, path: string): string | undefined {
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return undefined;
  if (a === b) return path;
  if (ArrayBuffer.isView(a)) return undefined;
  for (const key of Object.keys(a)) {
    const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
    const found = sharedPart(left[key], right[key], step(path, key, a));
    if (found !== undefined) return found;
  }
  return undefined;
}

function step(path: string, key: string, parent: object): string {
  return Array.isArray(parent) || ArrayBuffer.isView(parent) ? `${path}[${key}]` : `${path}.${key}`;
}
