/** How far a learner is. */
import type { StationSummary } from "../shell/pages.ts";
import { isDone } from "../shell/progress.ts";

interface Standing {
  readonly share: number;
  readonly state: "open" | "partly" | "done";
  readonly words: string;
}

/** How far a learner is at a station. */
export function standing(s: StationSummary): Standing {
  if (isDone("known", s.id)) return { share: 1, state: "done", words: "known" };
  const parts = [
    ...s.lessons.map((l) => isDone("lessons", l.id)),
    ...s.labs.map((id) => isDone("labs", id)),
  ];
  const count = parts.filter(Boolean).length;
  if (parts.length > 0 && count === parts.length) return { share: 1, state: "done", words: "done" };
  if (count === 0) return { share: 0, state: "open", words: "open" };
  const labs = s.labs.filter((id) => isDone("labs", id)).length;
  const words = labs > 0 ? `${labs} of ${s.labs.length} labs` : `${count} of ${parts.length} parts`;
  return { share: count / parts.length, state: "partly", words };
}
