/** The files of the site, as a web server sends them. */
import { createReadStream, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".woff": "font/woff",
  ".ttf": "font/ttf",
  ".gif": "image/gif",
  ".png": "image/png",
};

/**
 * A file below a folder, by the path of an address; undefined where there is none, or where it would lie outside.
 *
 * @param path as in the address: "/labs/" stands for labs/index.html
 */
export function fileBelow(folder: string, path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (decoded.includes("\0")) return undefined;
  const file = join(folder, decoded.endsWith("/") ? `${decoded}index.html` : decoded);
  if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
  try {
    return statSync(file).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Sends a file; what has a hash in its name may be kept for ever, everything else is asked for again. */
export function send(file: string, request: IncomingMessage, response: ServerResponse): void {
  const { size, mtimeMs } = statSync(file);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`;
  const isHashed = /-[\w-]{8}\.\w+$/.test(file) && file.includes(`${sep}assets${sep}`);
  response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
  response.setHeader("cache-control", isHashed ? "max-age=31536000, immutable" : "no-cache");
  response.setHeader("etag", tag);
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader("content-length", size);
  response.writeHead(response.statusCode); // 200, unless the page for what is missing is sent
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
}
