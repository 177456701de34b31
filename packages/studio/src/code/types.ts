/** The page's side of the types worker. */
import { sourcesOfSite } from "../sandbox/site.ts";
import type { Problem } from "./codemirror.ts";

export type TypesRequest =
  | { readonly type: "sources"; readonly sources: Readonly<Record<string, string>> }
  | { readonly type: "problems"; readonly id: number; readonly file: string; readonly text: string }
  | {
      readonly type: "explain";
      readonly id: number;
      readonly file: string;
      readonly text: string;
      readonly at: number;
    };

export type TypesReply =
  | { readonly type: "ready" }
  | { readonly type: "problems"; readonly id: number; readonly problems: readonly Problem[] }
  | { readonly type: "explained"; readonly id: number; readonly text?: string };

/** Path of a compiled module → the name of its source for TypeScript. */
export const sourceName = (path: string): string => `/${path.replace(/\.js$/, ".ts")}`;

type Answer = (reply: TypesReply) => void;

interface Service {
  readonly worker: Worker;
  readonly answers: Map<number, Answer>;
}

let service: Promise<Service> | undefined;
let count = 0;

async function started(): Promise<Service> {
  const sources = await sourcesOfSite();
  const worker = new Worker(new URL("./types.worker.ts", import.meta.url), { type: "module" });
  const answers = new Map<number, Answer>();
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<TypesReply>) => {
      if (data.type === "ready") resolve({ worker, answers });
      else {
        answers.get(data.id)?.(data);
        answers.delete(data.id);
      }
    };
    worker.postMessage({
      type: "sources",
      sources: Object.fromEntries(
        Object.entries(sources).map(([path, text]) => [sourceName(path), text]),
      ),
    } satisfies TypesRequest);
  });
}

async function ask(request: (id: number) => TypesRequest): Promise<TypesReply> {
  service ??= started();
  const { worker, answers } = await service;
  const id = ++count;
  return new Promise((resolve) => {
    answers.set(id, resolve);
    worker.postMessage(request(id));
  });
}

/** What TypeScript says of a file with this text. */
export async function problemsOf(path: string, text: string): Promise<readonly Problem[]> {
  const reply = await ask((id) => ({ type: "problems", id, file: sourceName(path), text }));
  return reply.type === "problems" ? reply.problems : [];
}

/** What the name at a place is. */
export async function explained(
  path: string,
  text: string,
  at: number,
): Promise<string | undefined> {
  const reply = await ask((id) => ({ type: "explain", id, file: sourceName(path), text, at }));
  return reply.type === "explained" ? reply.text : undefined;
}
