/** The unbundled modules of the site, and their sources, fetched when first needed. */
import { href } from "../shell/router.ts";
import type { Modules } from "./link.ts";

let modules: Promise<Modules> | undefined;
let sources: Promise<Readonly<Record<string, string>>> | undefined;

async function json<T>(name: string): Promise<T> {
  const answer = await fetch(new URL(`${href("")}${name}`, document.baseURI));
  if (!answer.ok)
    throw new Error(`${name} could not be loaded (${answer.status}). Reload the page.`);
  return (await answer.json()) as T;
}

export function modulesOfSite(): Promise<Modules> {
  modules ??= json<Modules>("modules.json");
  modules.catch(() => {
    modules = undefined;
  });
  return modules;
}

/** The folder of the data sets, as an address. */
export const dataOfSite = (): string => new URL(`${href("")}data/`, document.baseURI).href;

/** Path of a compiled module → the TypeScript that it was made from. */
export function sourcesOfSite(): Promise<Readonly<Record<string, string>>> {
  sources ??= json<Readonly<Record<string, string>>>("sources.json");
  sources.catch(() => {
    sources = undefined;
  });
  return sources;
}
