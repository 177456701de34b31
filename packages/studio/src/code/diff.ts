/** Which lines differ: the shortest edit between two texts, by lines. */

export interface LineChange {
  /** Where in the new text, 1-based: before this line the removed ones stood, from it the added ones stand. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: number;
}

/** Longest common subsequence of what lies between the common head and tail (edits are small). */
export function lineChanges(before: string, after: string): LineChange[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail))
    tail++;
  const x = a.slice(head, a.length - tail);
  const y = b.slice(head, b.length - tail);
  const table = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
  for (let i = x.length - 1; i >= 0; i--)
    for (let j = y.length - 1; j >= 0; j--)
      table[i][j] =
        x[i] === y[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      i++;
      j++;
      continue;
    }
    const [fromI, fromJ] = [i, j];
    while ((i < x.length || j < y.length) && !(i < x.length && j < y.length && x[i] === y[j])) {
      if (j >= y.length || (i < x.length && table[i + 1][j] >= table[i][j + 1])) i++;
      else j++;
    }
    changes.push({ line: head + fromJ + 1, removed: x.slice(fromI, i), added: j - fromJ });
  }
  return changes;
}

/** "1 line added, 2 removed": what an edit amounts to. */
export function amount(before: string, after: string): string {
  const changes = lineChanges(before, after);
  const added = changes.reduce((n, c) => n + c.added, 0);
  const removed = changes.reduce((n, c) => n + c.removed.length, 0);
  if (added + removed === 0) return "As the library has it.";
  const lines = (n: number): string => `${n} line${n === 1 ? "" : "s"}`;
  if (removed === 0) return `${lines(added)} added.`;
  if (added === 0) return `${lines(removed)} removed.`;
  return `${lines(added)} added, ${removed} removed.`;
}
