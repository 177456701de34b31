/** NumPy is the source of the files: tools/fixtures/transitions.py. The rest is worked out by hand. */
import { expect, test } from "vitest";
import { GradusError } from "../core/errors.ts";
import { box, discrete, multiDiscrete, type Space, tuple } from "../env/space.ts";
import { sameSpace, spaceFrom, spaceJson } from "../env/spaceJson.ts";
import type { AnyWorld } from "../env/world.ts";
import { readNpy, writeNpy } from "./npy.ts";
import { readTransitions, writeTransitions } from "./transitionFiles.ts";
import fixture from "./transitions.fixture.json" with { type: "json" };
import {
  discountedReturns,
  episodesFrom,
  episodesOf,
  joined,
  nextObservationsOf,
  requireSource,
  returnsOf,
  TransitionRecorder,
  type Transitions,
} from "./transitions.ts";

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const textOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

type Files = Map<string, Uint8Array>;

/** The folder that the person with NumPy wrote. */
function numpyFolder(): Files {
  const files = Object.entries(fixture.files).map(
    ([name, file]) => [`${name}.npy`, bytesOf(file)] as const,
  );
  return new Map([...files, ["dataset.json", textOf(fixture.about)]]);
}

const read = (files: Files) => readTransitions((name) => files.get(name), "data");

test("a data set that NumPy wrote is read, and what follows each step is what NumPy says", () => {
  const data = read(numpyFolder());
  expect(Array.from(nextObservationsOf(data))).toEqual(fixture.after);
  expect(Array.from(data.actions)).toEqual(fixture.actions);
  expect(Array.from(data.masks as Uint8Array)).toEqual(fixture.masks);
  expect([...episodesOf(data)]).toEqual([
    { first: 0, end: 4, episodeReturn: 10, terminated: true },
    { first: 4, end: 7, episodeReturn: 0.875, terminated: false },
  ]);
});

test("what is written are NumPy's bytes, but for the actions, which have the world's type", () => {
  const numpy = numpyFolder();
  const written = writeTransitions(read(numpy));
  for (const name of numpy.keys()) {
    if (name === "dataset.json" || name === "actions.npy") continue;
    expect(written.get(name), name).toEqual(numpy.get(name));
  }
  expect(readNpy(written.get("actions.npy") as Uint8Array).data).toEqual(
    Int32Array.from(fixture.actions),
  );
  expect([...written.keys()].at(-1)).toBe("dataset.json");
  expect(read(written)).toEqual(read(numpy));
});

test("dataset.json says what a reader wants to know first", () => {
  const text = writeTransitions(read(numpyFolder())).get("dataset.json") as Uint8Array;
  expect(JSON.parse(new TextDecoder().decode(text))).toMatchObject({
    format: "gradus-transitions",
    env: "Walk-v0",
    steps: 7,
    episodes: 2,
    returns: { mean: 5.4375, least: 0.875, greatest: 10 },
  });
});

test("rewards to go by hand: γ = ½ gives 1 + 1 + ¾ + ½ = 3¼ for the rewards 1, 2, 3, 4", () => {
  const G = discountedReturns(read(numpyFolder()), 0.5);
  expect(Array.from(G)).toEqual([3.25, 4.5, 5, 4, 0.65625, 0.3125, 0.125]);
  expect(() => discountedReturns(read(numpyFolder()), 1.5)).toThrow("gamma is 1.5");
});

test("some episodes of a data set, and several data sets as one", () => {
  const data = read(numpyFolder());
  const second = episodesFrom(data, [1]);
  expect(returnsOf(second)).toEqual([0.875]);
  expect(second.observations).toEqual(data.observations.slice(12));
  expect(second.masks).toEqual(data.masks?.slice(16));
  expect(second.finalObservations).toEqual(data.finalObservations.slice(3));
  const swapped = joined([second, episodesFrom(data, [0])]);
  expect(swapped).toEqual(episodesFrom(data, [1, 0]));
  expect(Array.from(swapped.episodeStarts)).toEqual([0, 3]);
  expect(nextObservationsOf(joined([data, data])).length).toBe(2 * fixture.after.length);
  expect(() => episodesFrom(data, [2])).toThrow("2 is not one of the episodes 0 … 1");
  expect(() => joined([])).toThrow("give at least one");
});

const twoNumbers = {
  id: "Two-v0",
  observationSpace: box(-1, 1, [2]),
  actionSpace: discrete(3, 1),
} as unknown as AnyWorld;

/** An episode of one step that ends, and one of two that is cut. */
function recorded(): Transitions {
  const recorder = new TransitionRecorder(twoNumbers);
  const step = { action: [2], reward: 1, terminated: false, truncated: false };
  const [a, b, c] = [
    [0, 0.25],
    [0.5, 0.5],
    [1, 1],
  ];
  recorder.add({ ...step, observation: a, nextObservation: b, terminated: true, truncated: true });
  recorder.add({ ...step, observation: a, nextObservation: b });
  recorder.add({ ...step, observation: b, nextObservation: c });
  expect(() => recorder.done({ world: {}, policy: {}, seed: 1 })).toThrow("in the middle");
  recorder.cut();
  return recorder.done({ world: {}, policy: { person: true }, seed: 1 });
}

test("a recorder keeps each observation once; an episode that ends in the world is not truncated as well", () => {
  const data = recorded();
  expect(Array.from(data.observations)).toEqual([0, 0.25, 0, 0.25, 0.5, 0.5]);
  expect(Array.from(data.finalObservations)).toEqual([0.5, 0.5, 1, 1]);
  expect(Array.from(data.episodeStarts)).toEqual([0, 1]);
  expect([Array.from(data.terminated), Array.from(data.truncated)]).toEqual([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(read(writeTransitions(data))).toEqual(data);
  const recorder = new TransitionRecorder(twoNumbers);
  const wide = { observation: [1, 2, 3], nextObservation: [1, 2] };
  expect(() =>
    recorder.add({ ...wide, action: [1], reward: 0, terminated: false, truncated: false }),
  ).toThrow("a row has 3 numbers; expected 2");
});

test("spaces of every kind survive JSON", () => {
  const spaces: Space[] = [
    discrete(3, -1),
    box([0, -Infinity], [1, Infinity]),
    box(0, 255, [2, 2], "uint8"),
    multiDiscrete([2, 3]),
    tuple([discrete(2), box(-1, 1, [1], "float64")]),
  ];
  for (const space of spaces) {
    const back = spaceFrom(JSON.parse(JSON.stringify(spaceJson(space))), "space");
    expect(back).toEqual(space);
    expect(sameSpace(back, space)).toBe(true);
  }
  expect(sameSpace(spaces[0], discrete(3))).toBe(false);
  expect(() => spaceFrom({ kind: "box", dtype: "f4" }, "x: space")).toThrow("x: space is not a");
});

/** A folder with one thing changed. */
function spoilt(name: string, change: (bytes: Uint8Array) => Uint8Array | undefined): Files {
  const files: Files = new Map(writeTransitions(read(numpyFolder())));
  const changed = change(files.get(name) as Uint8Array);
  if (changed === undefined) files.delete(name);
  else files.set(name, changed);
  return files;
}

const about = (change: object) => () => textOf({ ...fixture.about, ...change });

test("damaged, incomplete and inconsistent data sets are refused, with what to do", () => {
  const flipped = (bytes: Uint8Array) => bytes.map((b, i) => (i === bytes.length - 1 ? b ^ 1 : b));
  const wide = box(-1, 1, [2]);
  const cases: [Files, string][] = [
    [new Map(), "data is not a data set: there is no dataset.json"],
    [spoilt("rewards.npy", () => undefined), "data has no rewards.npy"],
    [spoilt("masks.npy", () => undefined), "data has no masks.npy"],
    [spoilt("dataset.json", (b) => b.subarray(0, 40)), "dataset.json is damaged"],
    [spoilt("dataset.json", () => textOf({})), 'expected "gradus-transitions"'],
    [spoilt("dataset.json", about({ version: 2 })), "Update Gradus"],
    [spoilt("dataset.json", about({ steps: 2.5 })), '"steps" in dataset.json is 2.5'],
    [
      spoilt("dataset.json", about({ observationSpace: spaceJson(wide) })),
      "observations.npy has the shape [7, 3]; expected [7, 2] (steps, and the shape of Box([2], float32))",
    ],
    [spoilt("observations.npy", (b) => b.subarray(0, b.length - 3)), "is cut off"],
    [
      spoilt("observations.npy", flipped),
      'damaged or changed. If you changed it, remove "observations" from "md5" there.',
    ],
  ];
  for (const [files, message] of cases) expect(() => read(files), message).toThrow(message);
});

/** The person with NumPy again, with one array otherwise; there are no sums. */
function withArray(name: string, bytes: Uint8Array): Files {
  return numpyFolder().set(`${name}.npy`, bytes);
}

test("arrays that contradict each other or the world are refused by row", () => {
  const base = read(numpyFolder());
  const observations = Float64Array.from(base.observations);
  const fine = withArray("observations", writeNpy(observations, [7, 3]));
  expect(read(fine)).toEqual(base); // every number has the world's 32 bits
  const cases: [string, Uint8Array, string][] = [
    [
      "observations",
      writeNpy(
        Float64Array.from(observations, (v) => v + 1e-12),
        [7, 3],
      ),
      "Convert with x.astype('float32') before saving",
    ],
    [
      "observations",
      writeNpy(
        Float32Array.from(observations, (v, i) => (i === 13 ? NaN : v)),
        [7, 3],
      ),
      "observations.npy has NaN in row 4",
    ],
    [
      "actions",
      writeNpy(Int32Array.from(fixture.actions, (a, i) => (i === 2 ? 4 : a))),
      "actions.npy has 4 in row 2, which is not in Discrete(4) (0 to 3)",
    ],
    [
      "masks",
      writeNpy(new Uint8Array(28), [7, 4]),
      `row 0 has action ${fixture.actions[0]}, which masks.npy forbids`,
    ],
    [
      "terminated",
      writeNpy(new Uint8Array(7)),
      "row 3 is the last of episode 0, but terminated and truncated say that it goes on",
    ],
    ["episodeStarts", writeNpy(Int32Array.of(0, 9)), "has 9 for episode 1; it must lie in [1, 6]"],
    ["episodeStarts", writeNpy(Int32Array.of(1, 4)), "the first begins at 0"],
  ];
  for (const [name, bytes, message] of cases)
    expect(() => read(withArray(name, bytes)), message).toThrow(message);
  const none = numpyFolder().set("dataset.json", about({ steps: 0, episodes: 0 })());
  for (const [name, shape] of [
    ["observations", [0, 3]],
    ["actions", [0]],
    ["rewards", [0]],
    ["terminated", [0]],
    ["truncated", [0]],
    ["episodeStarts", [0]],
    ["finalObservations", [0, 3]],
    ["masks", [0, 4]],
  ] as const)
    none.set(`${name}.npy`, writeNpy(new Float32Array(0), shape));
  expect(() => read(none)).toThrow("data is empty: it has 0 steps in 0 episodes");
});

test("who learns from a data set of another world is told so", () => {
  const data = read(numpyFolder());
  const { observationSpace, actionSpace } = data.source;
  const spaces = { observationSpace, actionSpace };
  expect(() => requireSource(data, "Walk-v0", spaces)).not.toThrow();
  expect(() => requireSource(data, "Run-v0", spaces)).toThrow(
    "is of Walk-v0, not of Run-v0. Record one in Run-v0",
  );
  const narrow = { ...spaces, actionSpace: discrete(3) };
  expect(() => requireSource(data, "Walk-v0", narrow)).toThrow(
    "its actions are Discrete(4) there and Discrete(3) here",
  );
  const bounded = { ...spaces, observationSpace: box(-1, 1, [3]) };
  expect(() => requireSource(data, "Walk-v0", bounded)).toThrow("with other bounds");
  expect(() => requireSource(data, "Walk-v0", narrow)).toThrow(GradusError);
});
