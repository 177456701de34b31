/** What a policy cannot see it must remember: PPO with and without a memory, in the shortest world that needs one. */
import { makeWorld } from "gradus/envs";
import { largest, smallest } from "../../../src/statistics.ts";
import { armsLab } from "./parts/arms.ts";

const shared = {
  environments: 32,
  horizon: 20,
  epochs: 4,
  rate: 1e-3,
  entropyWeight: 0.01,
  hidden: "32",
} as const;

export const memoryChain = armsLab({
  id: "07/memory-chain",
  row: "P7",
  title: "A bit that is shown once",
  question:
    "One of two pictures, then nine steps of nothing, then the question which it was. Can a policy that sees only the present do better than guess?",
  source: "Osband et al. 2020, arXiv:1908.03568 (bsuite, memory_len); RecurrentPPO of sb3-contrib",
  kind: "property",
  world: () => makeWorld("MemoryChain-v1"),
  arms: [
    {
      name: "with a memory",
      algorithm: "recurrent-ppo",
      knobs: { ...shared, sequences: 16, memory: 32 },
    },
    { name: "without", algorithm: "ppo", knobs: { ...shared, batch: 320 } },
  ],
  steps: 100_000,
  quick: { seconds: 6, seeds: [1, 2, 3] },
  full: { seconds: 10, seeds: [1, 2, 3, 4, 5] },
  published: "1 with a memory, 0 without",
  exact: "1 is the most there is; without a memory every policy has 0 on average",
  shows: "final",
  digits: 2,
  claims: () => [
    {
      text: "With a memory every seed ends at 0.9 or more (1 on seeds 101 … 106).",
      holds: (of) => smallest(of("final with a memory")) >= 0.9,
    },
    {
      text: "Without one every seed stays within ± 0.4 of 0: four standard errors of a hundred coins that pay ± 1.",
      holds: (of) => largest(of("final without").map(Math.abs)) <= 0.4,
    },
  ],
  y: { label: "return: +1 remembered, −1 not", range: [-1, 1] },
  references: [{ label: "0, guessing", y: 0 }],
});
