/** `gradus list`: what there is of each kind. */
import { type CatalogueEntry, catalogue, labs } from "@gradus/course";
import { unknownName } from "gradus/core";
import { describe, worldNamed } from "gradus/env";
import { worlds } from "gradus/envs";
import { algorithms as trainable } from "gradus/run";
import { type DatasetEntry, datasets, otherSets } from "../fit-data.ts";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { table } from "../terminal.ts";

export const kinds = ["algorithms", "envs", "datasets", "labs", "stations"] as const;

type Kind = (typeof kinds)[number];

interface Item {
  readonly id: string;
  readonly title: string;
  /** How many labs a station has in this version. */
  readonly labs?: number;
  /** Where an algorithm comes from. */
  readonly source?: string;
  /** What a world shows and takes, and whether a person can play it. */
  readonly observations?: string;
  readonly actions?: string;
  readonly playable?: boolean;
  /** Of a data set; what `--data` must point to, where it is not here. */
  readonly size?: string;
  readonly licence?: string;
  readonly here?: boolean;
  readonly needs?: string;
}

const items: { readonly [K in Kind]: () => readonly Item[] } = {
  algorithms: () =>
    Object.entries(trainable).map(([id, { title, source }]) => ({ id, title, source })),
  envs: () => Object.keys(worlds).map(env),
  datasets: () => [
    ...Object.entries(datasets).map(([id, entry]) => dataset(id, entry)),
    ...Object.entries(otherSets).map(([id, { title, source }]) => ({
      id,
      title: `${title} (in code; not for fit)`,
      source,
      size: "any number",
      licence: "drawn here",
      here: true,
    })),
  ],
  labs: () => labs.map(({ id, title }) => ({ id, title })),
  stations: () => catalogue.map(station),
};

function env(id: string): Item {
  const { title, observationSpace, actionSpace, keys } = worldNamed(worlds, id);
  const playable = keys !== undefined && Object.keys(keys).length > 0;
  return {
    id,
    title,
    observations: describe(observationSpace),
    actions: describe(actionSpace),
    playable,
  };
}

function dataset(id: string, { title, size, source, licence, needs, here }: DatasetEntry): Item {
  const item = { id, title, size, source, licence, here: here() };
  return needs === undefined ? item : { ...item, needs };
}

/** Labs of a station begin with its number: "01/two-layer-digits" belongs to "01-nielsen". */
function station({ id, title, authors }: CatalogueEntry): Item {
  const own = labs.filter((lab) => lab.id.split("/")[0] === id.split("-")[0]).length;
  return { id, title: `${title}, ${authors}`, labs: own };
}

export async function list(
  kind: string,
  options: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  if (!isKind(kind)) throw unknownName("kind", kind, kinds);
  const emit = emitter(io.out, options.json === true);
  const found = items[kind]();
  for (const item of found) emit({ event: "item", kind, ...item });
  emit({ event: "done", kind, count: found.length });
  io.err.write(table(io.err, heads[kind], found.map(row)));
  return 0;
}

const heads: { readonly [K in Kind]: readonly string[] } = {
  algorithms: ["id", "title", "source"],
  envs: ["id", "observations", "actions", "play", "title"],
  datasets: ["id", "title", "size", "source", "licence", "here"],
  labs: ["id", "title"],
  stations: ["id", "title"],
};

function row({ size, licence, here, needs, ...item }: Item): string[] {
  const { id, title, labs, source, observations, actions, playable } = item;
  if (size !== undefined && licence !== undefined) {
    const where = here ? "yes" : needs === undefined ? "no" : `--data ${needs}`;
    return [id, title, size, source ?? "", licence, where];
  }
  if (source !== undefined) return [id, title, source];
  if (observations !== undefined && actions !== undefined)
    return [id, observations, actions, playable ? "yes" : "", title];
  const how = labs === undefined ? "" : labs === 0 ? " (no labs yet)" : ` (${labs} labs)`;
  return [id, title + how];
}

function isKind(kind: string): kind is Kind {
  return (kinds as readonly string[]).includes(kind);
}
