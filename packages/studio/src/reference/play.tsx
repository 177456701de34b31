/** A world that you play: its keys are yours, its picture stands in place of the one that the build has drawn. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { WorldView } from "../lab/world.tsx";
import type { Frame } from "../workers/protocol.ts";
import type { Game } from "./game.ts";

export function Play({ world }: { readonly world: string }) {
  const [game, setGame] = useState<Game | undefined>(undefined);
  const [isLoading, setLoading] = useState(false);
  const frame = useRef(signal<Frame | undefined>(undefined));
  const stage = useRef<HTMLDivElement>(null);
  useEffect(() => stage.current?.focus(), [game]);
  const start = async (): Promise<void> => {
    setLoading(true);
    const { played } = await import("./game.ts");
    const next = played(world);
    frame.current.value = next.frame();
    setGame(next);
    setLoading(false);
  };
  if (game === undefined)
    return (
      <p class="play">
        <button type="button" class="button" disabled={isLoading} onClick={start}>
          {isLoading ? "Loading the world …" : "Play it here"}
        </button>
        <span class="quiet">with the keys above; nothing is recorded</span>
      </p>
    );
  return (
    <div
      class="play-stage"
      ref={stage}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys go to the world while it has the focus
      tabIndex={0}
      role="application"
      aria-label={`You play ${world}. Its keys are listed above; Tab leaves it.`}
      onKeyDown={(e) => {
        if (e.ctrlKey || e.metaKey || e.altKey || !game.press(e.key)) return;
        e.preventDefault();
        e.stopPropagation();
        frame.current.value = game.frame();
      }}
    >
      <WorldView frame={frame.current} alt={`${world}, as you play it`} />
      <p>
        {Object.keys(game.keys).map((key) => (
          <button
            type="button"
            class="button"
            key={key}
            onClick={() => {
              game.press(key);
              frame.current.value = game.frame();
            }}
          >
            {names[key] ?? key}
          </button>
        ))}
      </p>
    </div>
  );
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "Space",
};
