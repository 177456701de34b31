/**
 * A frame without an origin, in which code of the learner runs: no network, no storage, no page. In it each run is a worker made
 * from blobs; messages pass through the frame unchanged.
 */

import type { OpenPort, Port } from "../lab/session.ts";
import type { FromWorker, ToWorker } from "../workers/protocol.ts";
import type { Linked } from "./link.ts";

/** What the frame may do: run scripts that it is handed, and nothing else. */
export const policy =
  "default-src 'none'; script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'";

/** The frame's own script: links modules, starts and ends workers, passes messages on. */
const script = `
const workers = new Map();
addEventListener("message", ({ data, source }) => {
  if (source !== parent) return;
  const { id, kind } = data;
  if (kind === "start") {
    const urls = new Map();
    for (const { path, parts } of data.modules) {
      const code = parts.map((p) => typeof p === "string" ? p : urls.get(p.path));
      urls.set(path, URL.createObjectURL(new Blob(code, { type: "text/javascript" })));
    }
    const start = 'let mail=[];onmessage=(e)=>mail.push(e);import(' + JSON.stringify(urls.get(data.entry)) + ').then((m)=>{const take=m.open((x)=>postMessage(x));onmessage=({data})=>take(data);for(const {data} of mail)take(data)}).catch((e)=>postMessage({type:"failed",message:String(e&&e.message||e),stack:String(e&&e.stack||"")}))';
    const worker = new Worker(URL.createObjectURL(new Blob([start], { type: "text/javascript" })));
    worker.onmessage = (e) => parent.postMessage({ id, message: e.data }, "*");
    worker.onerror = (e) => parent.postMessage({ id, message: { type: "failed", message: e.message || "The code could not be started." } }, "*");
    const names = {};
    for (const [path, url] of urls) names[url] = path;
    parent.postMessage({ id, names }, "*");
    workers.set(id, { worker, urls });
  } else if (kind === "tell") workers.get(id)?.worker.postMessage(data.message);
  else if (kind === "end") {
    const known = workers.get(id);
    known?.worker.terminate();
    for (const url of known?.urls.values() ?? []) URL.revokeObjectURL(url);
    workers.delete(id);
  }
});
parent.postMessage({ ready: true }, "*");
`;

interface Frame {
  readonly element: HTMLIFrameElement;
  readonly ready: Promise<void>;
  readonly takers: Map<string, (message: FromWorker) => void>;
  readonly names: Map<string, Readonly<Record<string, string>>>;
}

function opened(): Frame {
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.setAttribute("aria-hidden", "true");
  element.tabIndex = -1;
  element.style.cssText = "position:absolute;width:0;height:0;border:0;visibility:hidden";
  element.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script>`;
  const takers = new Map<string, (message: FromWorker) => void>();
  const names = new Map<string, Readonly<Record<string, string>>>();
  const ready = new Promise<void>((resolve) => {
    addEventListener("message", ({ data, source }) => {
      if (source !== element.contentWindow) return;
      if (data.ready === true) resolve();
      else if (data.names !== undefined) names.set(data.id, data.names);
      else takers.get(data.id)?.(named(data.message, names.get(data.id) ?? {}));
    });
  });
  document.body.append(element);
  return { element, ready, takers, names };
}

/** Addresses of blobs in a stack, as the files that they are. */
function named(message: FromWorker, names: Readonly<Record<string, string>>): FromWorker {
  if (message.type !== "failed") return message;
  const readable = (text: string): string =>
    text.replace(/blob:[^\s:)]*(?::[^\s:)]*)*?\/[0-9a-f-]{36}/g, (url) => names[url] ?? url);
  return {
    ...message,
    message: readable(message.message),
    ...(message.stack === undefined ? {} : { stack: readable(message.stack) }),
  };
}

let frame: Frame | undefined;
let count = 0;

/** Opens a port to a worker in the frame that runs these modules; the last of them is the entry, and exports `open(post)`. */
export function sandboxed(modules: readonly Linked[]): OpenPort {
  return async (take): Promise<Port> => {
    frame ??= opened();
    const { element, ready, takers } = frame;
    await ready;
    const id = `run ${++count}`;
    takers.set(id, take);
    const send = (data: object): void => element.contentWindow?.postMessage({ id, ...data }, "*");
    send({ kind: "start", modules, entry: modules.at(-1)?.path });
    return {
      postMessage: (message: ToWorker) => send({ kind: "tell", message }),
      terminate: () => {
        takers.delete(id);
        send({ kind: "end" });
      },
    };
  };
}
