/** The policies of runs, each acting in its world, in the colour of its curve. */
import { signal } from "@preact/signals";
import type { Role } from "gradus/env";
import { useEffect, useMemo, useState } from "preact/hooks";
import { WorldView } from "../lab/world.tsx";
import { href } from "../shell/router.ts";
import type { Frame } from "../workers/protocol.ts";
import type { RunEntry } from "./data.ts";

export interface Player {
  readonly run: RunEntry;
  readonly colour: string;
}

export function PolicyPlayer({ players }: { readonly players: readonly Player[] }) {
  const [isOn, setOn] = useState(false);
  const what = players.length === 1 ? "the policy" : players.length === 2 ? "both policies" : "the policies";
  if (players.length === 0) return null;
  return (
    <section class="play-policy">
      {isOn ? (
        <div class="stages">
          {players.map((p) => (
            <Stage key={p.run.name} isNamed={players.length > 1} {...p} />
          ))}
        </div>
      ) : null}
      <button type="button" class={isOn ? "button" : "button primary"} onClick={() => setOn(!isOn)}>
        {isOn ? "Stop" : `Watch ${what}`}
      </button>
    </section>
  );
}

function Stage({ run, colour, isNamed }: Player & { readonly isNamed: boolean }) {
  const [trouble, setTrouble] = useState("");
  const frame = useMemo(() => signal<Frame | undefined>(undefined), [run.name]);
  useEffect(() => {
    let stop = (): void => undefined;
    let gone = false;
    void (async () => {
      const answer = await fetch(
        new URL(`${href("")}api/policy/${encodeURIComponent(run.name)}`, document.baseURI),
      );
      if (!answer.ok) throw new Error(((await answer.json()) as { message: string }).message);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const { acting } = await import("./acting.ts");
      if (gone) return;
      stop = acting(bytes, run.world, colour as Role, (f) => {
        frame.value = f;
      });
    })().catch((error: Error) => setTrouble(error.message));
    return () => {
      gone = true;
      stop();
    };
  }, [run.name, colour]);
  return (
    <div>
      {isNamed ? (
        <p class="stage-name" style={{ color: `var(--${colour})` }}>
          {run.name}
        </p>
      ) : null}
      {trouble === "" ? (
        <WorldView frame={frame} alt={`The policy of ${run.name} in ${run.world}`} />
      ) : (
        <p role="alert">{trouble}</p>
      )}
    </div>
  );
}
