/**
 * The studio's server: the site, and the folders of runs, for this computer only.
 *
 * It listens on the loopback address, answers only under its own name (so that no page elsewhere can reach it through a name of its
 * choosing), reads and never writes, and gives no other origin access. Pages are isolated, so that threads may share memory.
 */
import { existsSync, watch } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Course } from "./course.ts";
import { fileBelow, send } from "./files.ts";
import { readRun, runNames } from "./runs.ts";

export interface StudioOptions {
  /** The built site. */
  readonly site: string;
  /** The folder of runs; it need not exist yet. */
  readonly runs: string;
  /** The policy of a run, as a policy file. */
  readonly policyOf: (name: string) => Promise<Uint8Array>;
  /** A course of one's own, laid over the site. */
  readonly course?: Course;
}

const headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "frame-ancestors 'none'",
} as const;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
};

export function studioServer({ site, runs, policyOf, course }: StudioOptions): Server {
  const listeners = new Set<ServerResponse>();
  let watching = false;
  const tell = (): void => {
    for (const response of listeners) response.write("event: runs\ndata: {}\n\n");
  };
  /** Files of runs are looked at twice a second at most, while a page listens. */
  const follow = (): void => {
    if (watching) return;
    if (!existsSync(runs)) {
      setTimeout(follow, 1000).unref(); // the first run makes it
      return;
    }
    tell();
    watching = true;
    let waiting = false;
    try {
      watch(runs, { recursive: true }, () => {
        if (waiting) return;
        waiting = true;
        setTimeout(() => {
          waiting = false;
          tell();
        }, 500).unref();
      }).on("error", () => undefined);
    } catch {
      setInterval(tell, 2000).unref(); // a file system that cannot be watched is asked again
    }
  };

  const api = (path: string, request: IncomingMessage, response: ServerResponse): void => {
    const json = (status: number, value: unknown): void => {
      response.writeHead(status, {
        "content-type": "application/json",
        "cache-control": "no-store",
      });
      response.end(request.method === "HEAD" ? undefined : JSON.stringify(value));
    };
    if (path === "/api/runs") {
      const now = Date.now();
      json(200, {
        folder: runs,
        runs: runNames(runs).flatMap((name) => readRun(runs, name, now) ?? []),
      });
    } else if (path.startsWith("/api/policy/")) {
      const name = decoded(path.slice("/api/policy/".length));
      if (!runNames(runs).includes(name)) {
        json(404, { message: `There is no run ${name}.` });
        return;
      }
      policyOf(name)
        .then((bytes) => {
          response.writeHead(200, {
            "content-type": "application/octet-stream",
            "cache-control": "no-store",
          });
          response.end(request.method === "HEAD" ? undefined : bytes);
        })
        .catch((error: unknown) =>
          json(409, { message: error instanceof Error ? error.message : String(error) }),
        );
    } else if (path === "/api/events") {
      follow();
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write("event: hello\ndata: {}\n\n");
      listeners.add(response);
      request.on("close", () => listeners.delete(response));
    } else json(404, { message: `There is no ${path}.` });
  };

  return createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const refuse = (status: number, why: string): void => {
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${why}\n`);
    };
    if (!isOurs(request))
      return refuse(403, "This server answers only under its own address, on this computer.");
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuse(405, "This server only shows.");
    const path = (request.url ?? "/").split("?")[0];
    const fromSite = (): void => {
      const file = fileBelow(site, path);
      if (file !== undefined) {
        send(file, request, response);
        return;
      }
      const isFolder =
        fileBelow(site, `${path}/`) !== undefined ||
        course?.file(`${decoded(path)}/index.html`) !== undefined;
      if (!path.endsWith("/") && isFolder) {
        response.writeHead(302, { location: `${path}/` }).end();
        return;
      }
      const missing = fileBelow(site, "/404.html");
      if (missing === undefined) {
        refuse(404, `There is no ${path}.`);
        return;
      }
      response.statusCode = 404;
      send(missing, request, response);
    };
    if (path.startsWith("/api/")) return api(path, request, response);
    if (course !== undefined && /(\/|\.html|\.json)$/.test(path)) {
      course
        .refresh()
        .catch((error: Error) => console.error(error.message))
        .then(() => {
          const name = decoded(path);
          const text = course.file(name.endsWith("/") ? `${name}index.html` : name);
          if (text === undefined) fromSite();
          else {
            const type = /\.json$/.test(name) ? "application/json" : "text/html";
            response.writeHead(200, {
              "content-type": `${type}; charset=utf-8`,
              "cache-control": "no-store",
            });
            response.end(request.method === "HEAD" ? undefined : text);
          }
        });
      return;
    }
    fromSite();
  });
}

/** Whether the request was meant for this address, and not for another name that leads here. */
function isOurs({ headers: { host, origin, "sec-fetch-site": from } }: IncomingMessage): boolean {
  const named = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
  if (host === undefined || !named.test(host)) return false;
  if (from === "cross-site") return false;
  return origin === undefined || origin === "null" || origin === `http://${host}`;
}

/** Listens; where the port is taken, on the next that is free. @returns the address */
export function listen(server: Server, port: number, tries = 20): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" && tries > 1 && port !== 0)
        resolve(listen(server, port + 1, tries - 1));
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => {
      server.removeAllListeners("error");
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      resolve(`http://127.0.0.1:${bound}`);
    });
  });
}
