/** The policy of a run, acting in its world. */
import { signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import { WorldView } from "../lab/world.tsx";
import { href } from "../shell/router.ts";
import type { Frame } from "../workers/protocol.ts";
import type { RunEntry } from "./data.ts";

export function PolicyPlayer({ run }: { readonly run: RunEntry }) {
  const [isOn, setOn] = useState(false);
  const [trouble, setTrouble] = useState("");
  const frame = useMemo(() => signal<Frame | undefined>(undefined), [run.name]);
  useEffect(() => {
    if (!isOn) return;
    let stop = (): void => undefined;
    let gone = false;
    void (async () => {
      const answer = await fetch(new URL(`${href("")}api/policy/${encodeURIComponent(run.name)}`, document.baseURI));
      if (!answer.ok) throw new Error(((await answer.json()) as { message: string }).message);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const { acting } = await import("./acting.ts");
      if (gone) return;
      stop = acting(bytes, run.world, (f) => {
        frame.value = f;
      });
    })().catch((error: Error) => setTrouble(error.message));
    return () => {
      gone = true;
      stop();
    };
  }, [isOn, run.name]);
  return (
    <section class="play-policy">
      {isOn ? <WorldView frame={frame} alt={`The policy of ${run.name} in ${run.world}`} /> : null}
      {trouble === "" ? null : <p role="alert">{trouble}</p>}
      <button type="button" class={isOn ? "button" : "button primary"} onClick={() => setOn(!isOn)}>
        {isOn ? "Stop" : "Watch the policy"}
      </button>
    </section>
  );
}
