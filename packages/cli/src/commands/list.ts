/** `gradus list`: what there is of each kind. */
import { labs } from "@gradus/course";
import { unknownName } from "gradus/core";
import { datasets } from "../datasets.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { table } from "../terminal.ts";

export const kinds = ["algorithms", "envs", "datasets", "labs", "stations"] as const;

type Kind = (typeof kinds)[number];

interface Item {
  readonly id: string;
  readonly title: string;
}

const items: { readonly [K in Kind]: () => readonly Item[] } = {
  algorithms: () => [],
  envs: () => [],
  datasets: () => Object.entries(datasets).map(([id, title]) => ({ id, title })),
  labs: () => labs.map(({ id, title }) => ({ id, title })),
  stations: () => [],
};

/** What a person reads where there is nothing to list. */
const none: { readonly [K in Kind]: string } = {
  algorithms: "No algorithms yet: deep reinforcement learning comes in a later version.",
  envs: "No environments yet: worlds come in a later version.",
  datasets: "No data sets.",
  labs: "No labs yet.",
  stations: "No stations yet.",
};

export async function list(kind: string, options: { readonly json?: boolean }, io: Io): Promise<number> {
  if (!isKind(kind)) throw unknownName("kind", kind, kinds);
  const emit = emitter(io.out, options.json === true);
  const found = items[kind]();
  for (const { id, title } of found) emit({ event: "item", kind, id, title });
  emit({ event: "done", kind, count: found.length });
  io.err.write(
    found.length > 0 ? table(io.err, ["id", "title"], found.map(({ id, title }) => [id, title])) : `${none[kind]}\n`,
  );
  return 0;
}

function isKind(kind: string): kind is Kind {
  return (kinds as readonly string[]).includes(kind);
}
