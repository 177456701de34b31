/** Where a lab's world has keys: you against the policy, from the same start. */
import { useComputed } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "./session.ts";
import { WorldView } from "./world.tsx";

const paces = [
  ["¼×", 0.25],
  ["½×", 0.5],
  ["1×", 1],
] as const;

export function Player({ session: s }: { readonly session: Session }) {
  const { plays } = s.lab;
  const [isOpen, setOpen] = useState(false);
  if (plays === undefined) return null;
  if (isOpen) return <Stage session={s} plays={plays} close={() => setOpen(false)} />;
  return (
    <p class="player-door">
      <button type="button" class="button" onClick={() => setOpen(true)}>
        Play it yourself
      </button>
      <span class="quiet">
        with {plays.keys.map(named).join(" ")}, against the policy, from the same start
      </span>
    </p>
  );
}

function Stage({
  session: s,
  plays,
  close,
}: {
  readonly session: Session;
  readonly plays: NonNullable<Session["lab"]["plays"]>;
  readonly close: () => void;
}) {
  const [seed, setSeed] = useState(1);
  const [pace, setPace] = useState(0.5);
  const [best, setBest] = useState<number | undefined>(undefined);
  const stage = useRef<HTMLDivElement>(null);
  const down = useRef<string[]>([]);
  const you = useComputed(() => s.duel.value?.you);
  const policy = useComputed(() => s.duel.value?.policy);
  const view = s.duel.value;
  const isAlive = view !== undefined;
  const [mine, theirs] = view?.returns ?? [];
  const perSecond = pace * plays.perSecond;
  useEffect(() => () => s.endPlay(), [s]);
  useEffect(() => {
    down.current = [];
    s.play(seed, perSecond);
    stage.current?.focus({ preventScroll: true });
  }, [s, seed]);
  useEffect(() => s.pace(perSecond), [s, perSecond]);
  // a run that begins takes the worker away: the game comes back with its policy
  useEffect(() => {
    if (isAlive) return;
    const again = setTimeout(() => s.play(seed, perSecond), 300);
    return () => clearTimeout(again);
  }, [isAlive]);
  useEffect(() => {
    if (view?.isOver === true && mine !== undefined)
      setBest((b) => (b === undefined ? mine : Math.max(b, mine)));
  }, [view?.isOver]);

  const press = (key: string): void => {
    down.current = [...down.current.filter((k) => k !== key), key];
    s.hold(key);
  };
  const release = (key: string): void => {
    down.current = down.current.filter((k) => k !== key);
    s.hold(down.current.at(-1));
  };
  const again = (): void => setSeed(seed + 1);
  return (
    <div
      class="player"
      ref={stage}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys go to the world while it has the focus
      tabIndex={0}
      role="application"
      aria-label={`You play: ${plays.keys.map(named).join(", ")}. Enter begins anew, Tab leaves.`}
      onKeyDown={(e) => {
        if (e.ctrlKey || e.metaKey || e.altKey) return;
        if (plays.keys.includes(e.key)) {
          if (!e.repeat || plays.perSecond === 0) press(e.key);
        } else if (e.key === "Enter" && e.target === stage.current) again();
        else return;
        e.preventDefault();
        e.stopPropagation();
      }}
      onKeyUp={(e) => {
        if (plays.keys.includes(e.key)) release(e.key);
      }}
      onBlur={() => {
        down.current = [];
        s.hold(undefined);
      }}
    >
      <div class="player-worlds">
        <section>
          <h3 class="you">You</h3>
          <WorldView frame={you} alt="The world, as you play it" />
        </section>
        <section>
          <h3 class="policy">{isCloned(s) ? "Your clone" : "The policy"}</h3>
          {view !== undefined && view.policy === undefined ? (
            <p class="player-empty">
              Nothing has been trained on this page yet. Press run above, and what has learned plays
              here.
            </p>
          ) : (
            <WorldView frame={policy} alt="The same world, as the policy plays it" />
          )}
        </section>
      </div>
      <div class="player-foot">
        <span class="player-keys">
          {plays.keys.map((key) => (
            <button
              key={key}
              type="button"
              class="button"
              aria-label={words[key] ?? key}
              onPointerDown={(e) => {
                e.currentTarget.setPointerCapture(e.pointerId);
                press(key);
              }}
              onPointerUp={() => release(key)}
              onPointerCancel={() => release(key)}
              onClick={(e) => {
                // from the keyboard or a screen reader: a short press
                if (e.detail > 0) return;
                press(key);
                setTimeout(() => release(key), 120);
              }}
            >
              {named(key)}
            </button>
          ))}
        </span>
        {plays.perSecond === 0 ? null : (
          <fieldset class="group" aria-label="Speed of the game">
            {paces.map(([name, value]) => (
              <button
                key={name}
                type="button"
                aria-pressed={pace === value}
                onClick={() => setPace(value)}
              >
                {name}
              </button>
            ))}
          </fieldset>
        )}
        <button type="button" class="button" onClick={again}>
          New start
        </button>
        <button type="button" class="link" onClick={close}>
          Stop playing
        </button>
        <span class="player-score" role="status">
          {view?.isOver === true && mine !== undefined
            ? `You ${written(mine)}${theirs === undefined ? "" : `, the policy ${written(theirs)}`}${best === undefined || best <= mine ? "" : `; your best ${written(best)}`}.`
            : plays.perSecond === 0
              ? "A key is a step."
              : "The first key starts the clock."}
        </span>
      </div>
      {s.lab.chart?.clones === true ? <Yourself session={s} again={again} /> : null}
    </div>
  );
}

const isCloned = (s: Session): boolean => typeof s.cloned.value === "object";

/** What was written down of you, and what became of it. */
function Yourself({
  session: s,
  again,
}: {
  readonly session: Session;
  readonly again: () => void;
}) {
  const { value: mine } = s.recorded;
  const { value: cloned } = s.cloned;
  useEffect(() => {
    if (typeof cloned === "object") again(); // it plays beside you from the next start
  }, [cloned]);
  if (mine === undefined)
    return <p class="quiet">Play an episode to its end: it is written down, and can be cloned.</p>;
  const episodes = `${mine.episodes} ${mine.episodes === 1 ? "episode" : "episodes"}`;
  return (
    <div class="player-foot">
      <button
        type="button"
        class="button"
        disabled={cloned === "training"}
        onClick={() => s.clone()}
      >
        {cloned === "training" ? "Cloning …" : "Clone me"}
      </button>
      <button type="button" class="button" onClick={() => s.saveData()}>
        Save the data
      </button>
      <span class="player-clone" role="status">
        {`Written down: ${episodes}, ${mine.steps} steps, mean return ${written(mine.mean)}.`}
        {typeof cloned === "object"
          ? ` Your clone of ${cloned.steps} steps: ${written(cloned.clone)} in ten episodes alone; in ${written(100 * cloned.mistakes)} % of your steps it would have done something else.`
          : ""}
      </span>
    </div>
  );
}

const written = (x: number): string => String(Math.round(x * 10) / 10).replace("-", "−");

const arrows: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  " ": "space",
};
const named = (key: string): string => arrows[key] ?? key;
const words: Readonly<Record<string, string>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  " ": "space",
};
