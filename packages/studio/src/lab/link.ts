/** The whole state of a lab's page as a piece of its address: settings, budget, edits. It stays in the address; nothing is sent. */
import type { Settings } from "./session.ts";

export interface LabState {
  readonly settings: Settings;
  readonly budget: "quick" | "full";
  /** Whether the code is shown, which file, and what was changed: module → TypeScript. */
  readonly code?: boolean;
  readonly file?: string;
  readonly edits?: Readonly<Record<string, string>>;
}

const mark = "#s=";

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

/** "#s=…": JSON, deflated, in base64 for addresses. */
export async function written(state: LabState): Promise<string> {
  const bytes = await through(
    new TextEncoder().encode(JSON.stringify(state)) as Uint8Array<ArrayBuffer>,
    new CompressionStream("deflate-raw"),
  );
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return mark + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The state in an address; undefined where there is none. @throws Error with one sentence for one that cannot be read */
export async function read(hash: string): Promise<LabState | undefined> {
  if (!hash.startsWith(mark)) return undefined;
  try {
    const text = atob(hash.slice(mark.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    const plain = await through(bytes, new DecompressionStream("deflate-raw"));
    const state: unknown = JSON.parse(new TextDecoder().decode(plain));
    if (!isState(state)) throw new Error("another form");
    return state;
  } catch {
    throw new Error("This link is damaged or was cut short; the lab has its usual settings.");
  }
}

function isState(value: unknown): value is LabState {
  if (typeof value !== "object" || value === null) return false;
  const { settings, budget, edits } = value as Readonly<Record<string, unknown>>;
  const isRecord = (x: unknown): boolean =>
    typeof x === "object" && x !== null && !Array.isArray(x);
  return (
    isRecord(settings) &&
    Object.values(settings as object).every((v) =>
      ["number", "string", "boolean"].includes(typeof v),
    ) &&
    (budget === "quick" || budget === "full") &&
    (edits === undefined ||
      (isRecord(edits) && Object.values(edits as object).every((v) => typeof v === "string")))
  );
}
