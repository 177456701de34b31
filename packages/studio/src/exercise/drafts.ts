/** What a learner has written, kept in this browser; a draft that cannot be kept is not lost while the page is open. */
const key = (id: string): string => `gradus:draft:${id}`;

export function kept(id: string): string | undefined {
  try {
    return localStorage.getItem(key(id)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(id: string, text: string): void {
  try {
    localStorage.setItem(key(id), text);
  } catch {
    // full or switched off: the editor still has it
  }
}
