/** Leaving a page pauses its labs and keeps their state; coming back finds them as they were. */
import type { LabSummary } from "../shell/pages.ts";
import { type Forking, forking } from "./fork.ts";
import { type Session, session } from "./session.ts";

const most = 6; // the least recently left goes first
const sessions = new Map<string, Kept>();

/** A lab's run, and what goes on from a fork of it. */
export interface Kept {
  readonly own: Session;
  readonly branch: Session;
  readonly forked: Forking;
}

function fresh(lab: LabSummary, data: string): Kept {
  const own = session(lab, data);
  const branch = session(lab, data, undefined, "p2");
  return { own, branch, forked: forking(own, branch, () => own.run()) };
}

/** The lab's session of before, or a new one. */
export function keptSession(lab: LabSummary, data: string): Kept {
  const known = sessions.get(lab.id) ?? fresh(lab, data);
  sessions.delete(lab.id);
  sessions.set(lab.id, known);
  for (const [id, old] of sessions) {
    if (sessions.size <= most) break;
    old.own.dispose();
    old.branch.dispose();
    sessions.delete(id);
  }
  return known;
}

/** The page is left. */
export function left({ own, branch }: Kept): void {
  for (const s of [own, branch]) {
    s.pause();
    s.watch(0);
  }
}
