import { expect, test, vi } from "vitest";
import { rng } from "../core/random.ts";
import { makeWorld } from "../envs/index.ts";
import { Team } from "../tensor/backend/team.ts";
import { hasRelaxedSimd, wasmBackend } from "../tensor/backend/wasm.ts";
import { createEngine, withEngine } from "../tensor/create.ts";
import { ppo } from "./ppo.ts";
import { sac } from "./sac.ts";

/** The bytes of every typed array in a state, with the way to it; numbers and texts as they are. */
function* contents(value: unknown, way = ""): Generator<string> {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    let h = 0x811c9dc5;
    for (const byte of bytes) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
    yield `${way} ${bytes.length} bytes ${h}`;
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* contents(inner, `${way}.${key}`);
  } else yield `${way} ${String(value)}`;
}

const trainings = {
  *ppo() {
    const config = { hidden: "256-192", horizon: 128, environments: 4, batch: 256, epochs: 2 };
    yield* ppo(makeWorld("CartPole-v1"), { ...config, totalSteps: 2048 }, rng(101));
  },
  *sac() {
    const config = { hidden: "256-256", batch: 256, learningStarts: 40, environments: 1 };
    yield* sac(makeWorld("Pendulum-v1"), config, rng(102));
  },
};
const until = { ppo: 1024, sac: 60 };

test.each(["ppo", "sac"] as const)(
  "a training of %s ends in the same state, to the last bit, with 1, 2, 3 and 4 threads",
  async (algorithm) => {
    const states: string[][] = [];
    for (const threads of [1, 2, 3, 4]) {
      const backend = wasmBackend({
        bytes: 2 ** 28,
        relaxed: hasRelaxedSimd(),
        shared: threads > 1,
      });
      const engine = createEngine(backend);
      engine.recruit(threads);
      engine.summon();
      while (engine.helpers < threads - 1) await new Promise((turn) => setTimeout(turn, 5));
      const shares = vi.spyOn(Team.prototype, "run");
      states.push(
        withEngine(engine, () => {
          for (const report of trainings[algorithm]())
            if (report.steps >= until[algorithm]) return [...contents(report.state())];
          return [];
        }),
      );
      expect(shares.mock.calls.length > 20, `${threads} threads share work`).toBe(threads > 1);
      shares.mockRestore();
      engine.recruit(1);
    }
    expect(states[0].length).toBeGreaterThan(20);
    for (const state of states) expect(state).toEqual(states[0]);
  },
);
