/** `gradus list`: what there is of each kind. */
import { type CatalogueEntry, catalogue, labs } from "@gradus/course";
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
  /** How many labs a station has in this version. */
  readonly labs?: number;
}

const items: { readonly [K in Kind]: () => readonly Item[] } = {
  algorithms: () => [],
  envs: () => [],
  datasets: () => Object.entries(datasets).map(([id, title]) => ({ id, title })),
  labs: () => labs.map(({ id, title }) => ({ id, title })),
  stations: () => catalogue.map(station),
};

/** Labs of a station begin with its number: "01/two-layer-digits" belongs to "01-nielsen". */
function station({ id, title, authors }: CatalogueEntry): Item {
  const own = labs.filter((lab) => lab.id.split("/")[0] === id.split("-")[0]).length;
  return { id, title: `${title}, ${authors}`, labs: own };
}

/** What a person reads where there is nothing to list. */
const none: { readonly [K in Kind]: string } = {
  algorithms: "No algorithms yet: deep reinforcement learning comes in a later version.",
  envs: "No environments yet: worlds come in a later version.",
  datasets: "No data sets.",
  labs: "No labs yet.",
  stations: "No stations yet.",
};

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
  io.err.write(
    found.length > 0 ? table(io.err, ["id", "title"], found.map(row)) : `${none[kind]}\n`,
  );
  return 0;
}

function row({ id, title, labs }: Item): string[] {
  const how = labs === undefined ? "" : labs === 0 ? " (no labs yet)" : ` (${labs} labs)`;
  return [id, title + how];
}

function isKind(kind: string): kind is Kind {
  return (kinds as readonly string[]).includes(kind);
}
