/** Leaving a page pauses its labs and keeps their state; coming back finds them as they were. */
import type { LabSummary } from "../shell/pages.ts";
import { type Session, session } from "./session.ts";

const most = 6; // the least recently left goes first
const sessions = new Map<string, Session>();

/** The lab's session of before, or a new one. */
export function keptSession(lab: LabSummary, data: string): Session {
  const known = sessions.get(lab.id) ?? session(lab, data);
  sessions.delete(lab.id);
  sessions.set(lab.id, known);
  for (const [id, old] of sessions) {
    if (sessions.size <= most) break;
    old.dispose();
    sessions.delete(id);
  }
  return known;
}

/** The page is left. */
export function left(s: Session): void {
  s.pause();
  s.watch(0);
}
