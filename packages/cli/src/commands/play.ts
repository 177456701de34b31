/** `gradus play`: you play a world in the terminal, a key a step. */
import { type AnyWorld, describe, Env, type Space } from "gradus/env";
import type { Io } from "../io.ts";
import type { Keyboard } from "../keyboard.ts";
import { figure, styled } from "../terminal.ts";
import { UsageError } from "../usage.ts";
import { addressed, divided, openVetted, worldKnobs } from "../worlds.ts";

export interface PlayOptions {
  readonly seed: number;
  readonly set?: readonly string[];
  readonly envModule?: string;
}

export async function play(
  word: string | undefined,
  options: PlayOptions,
  io: Io,
): Promise<number> {
  const { env, envModule } = addressed(io.cwd, word, options.envModule);
  const given = divided({}, worldKnobs(envModule === null ? env : undefined), options.set);
  const world = await openVetted({ env, envModule, world: given.world }, () => {});
  const keys = keysOf(world);
  const keyboard = io.keyboard();
  if (keyboard === undefined) {
    throw new UsageError(
      "`gradus play` needs a keyboard: run it in a terminal, without redirecting its input.",
    );
  }
  try {
    await episodes(world, keys, options.seed, keyboard, io);
  } finally {
    keyboard.close();
  }
  return 0;
}

type Keys = ReadonlyMap<string, unknown>;

const gameOf = (world: AnyWorld, seed: number) => new Env(world, { seed });
type Game = ReturnType<typeof gameOf>;

function keysOf({ id, keys, actionSpace }: AnyWorld): Keys {
  const known = Object.entries(keys ?? {});
  if (known.length > 0) return new Map(known);
  throw new UsageError(
    `${id} cannot be played at the keyboard: it says no key for any action of ${describe(actionSpace)} (\`keys\` of the world). \`gradus list envs\` marks the worlds that can.`,
  );
}

const quits: ReadonlySet<string> = new Set(["q", "Q", "Escape", "Control+c", "Control+d"]);

async function episodes(
  world: AnyWorld,
  keys: Keys,
  seed: number,
  keyboard: Keyboard,
  io: Io,
): Promise<void> {
  const env = gameOf(world, seed);
  const returns: number[] = [];
  for (;;) {
    const total = await episode(env, keys, keyboard, io);
    if (total === undefined) break;
    returns.push(total);
    io.err.write(
      `${styled(io.err, "bold", `The episode is over: return ${figure(total)}.`)} Any key plays another, q quits.\n`,
    );
    if (quits.has(await keyboard.next())) break;
  }
  const played = returns.length === 0 ? "" : ` Returns: ${returns.map(figure).join(", ")}.`;
  io.err.write(`Bye.${played}\n`);
}

/** Plays to the end and returns the return; undefined if the person has had enough. */
async function episode(
  env: Game,
  keys: Keys,
  keyboard: Keyboard,
  io: Io,
): Promise<number | undefined> {
  let shown: unknown = env.reset().observation;
  let [reward, total, ended, remark] = [0, 0, false, ""];
  for (;;) {
    const figures = `step ${env.steps}  reward ${figure(reward)}  return ${figure(total)}`;
    io.err.write(`${screen(env, shown, io)}${figures}${remark}\n${help(keys)}\n`);
    if (ended) return total;
    const key = await keyboard.next();
    if (quits.has(key)) return undefined;
    const action = keys.get(key);
    remark = action === undefined ? `  (${glyph(key)} does nothing here)` : refusal(env, action);
    if (remark !== "") continue;
    const step = env.step(action);
    shown = step.observation;
    reward = step.reward;
    total += reward;
    ended = step.terminated || step.truncated;
    if (step.truncated) remark = "  (time limit)";
  }
}

/** Why an action cannot be taken now; empty if it can. */
function refusal({ world, state }: Game, action: unknown): string {
  const space: Space = world.actionSpace;
  if (world.mask === undefined || space.kind !== "discrete") return "";
  const mask = new Uint8Array(space.n);
  world.mask(state, mask, 0);
  return mask[(action as number) - space.start] === 1 ? "" : "  (not allowed now)";
}

const clear = "\u001b[H\u001b[2J";

function screen({ world, state }: Game, observation: unknown, io: Io): string {
  const picture = world.text?.(state) ?? `${JSON.stringify(observation)}\n`;
  const text = io.err.colour ? picture : picture.replace(colours, "");
  return `${io.err.live ? clear : ""}${world.title}\n\n${text}${text.endsWith("\n") ? "" : "\n"}\n`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a colour
const colours = /\u001b\[[0-9;]*m/g;

const glyphs: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": "space",
};
const glyph = (key: string): string => glyphs[key] ?? key;

function help(keys: Keys): string {
  return `keys: ${[...keys.keys()].map(glyph).join(" ")}   q quits`;
}
