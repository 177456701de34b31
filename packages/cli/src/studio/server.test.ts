import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listen, studioServer } from "./server.ts";

let server: Server;
let port = 0;
/** The same site with a course laid over it. */
let withCourse: Server;
let coursePort = 0;
let refreshed = 0;

const laidOver: Readonly<Record<string, string>> = {
  "/index.html": "<h1>mine</h1>",
  "/own/coins/index.html": "<h1>coins</h1>",
  "/find.json": '["mine"]',
};

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "gradus-studio-"));
  const site = join(folder, "site");
  mkdirSync(join(site, "labs"), { recursive: true });
  writeFileSync(join(site, "index.html"), "<h1>path</h1>");
  writeFileSync(join(site, "labs/index.html"), "<h1>labs</h1>");
  writeFileSync(join(site, "404.html"), "<h1>not there</h1>");
  writeFileSync(join(folder, "secret.txt"), "secret");
  symlinkSync(join(folder, "secret.txt"), join(folder, "link.txt"));
  const run = join(folder, "runs/ppo-1");
  mkdirSync(run, { recursive: true });
  writeFileSync(
    join(run, "config.json"),
    JSON.stringify({
      command: "train",
      algorithm: "ppo",
      env: "CartPole-v1",
      seed: 1,
      steps: 200,
      knobs: { rate: 0.1 },
    }),
  );
  writeFileSync(join(run, "progress.csv"), "steps,return\n100,20\n200,\n300");
  const seed = join(folder, "runs/many/seed10");
  for (const path of [seed, join(folder, "runs/many/seed2")]) {
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, "config.json"),
      JSON.stringify({ command: "train", algorithm: "a2c", env: "CartPole-v1", steps: 100 }),
    );
  }
  writeFileSync(
    join(seed, "failure.json"),
    '{"message":"The training has diverged: loss is NaN."}\n',
  );
  const options = {
    site,
    runs: join(folder, "runs"),
    policyOf: (name: string) =>
      name === "ppo-1"
        ? Promise.resolve(Uint8Array.of(1, 2, 3))
        : Promise.reject(new Error("no checkpoint")),
  };
  server = studioServer(options);
  port = Number(new URL(await listen(server, 0)).port);
  withCourse = studioServer({
    ...options,
    course: {
      title: "Two coins",
      file: (path) => (Object.hasOwn(laidOver, path) ? laidOver[path] : undefined),
      refresh: async () => {
        refreshed++;
      },
    },
  });
  coursePort = Number(new URL(await listen(withCourse, 0)).port);
});
afterAll(() => {
  server.close();
  withCourse.close();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A request as it goes over the wire: the path is not made pretty first. */
function ask(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
  at = port,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: at, path, method, headers }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

test("pages are sent isolated, so that threads may share memory", async () => {
  const { status, text, headers } = await ask("/labs/");
  expect([status, text]).toEqual([200, "<h1>labs</h1>"]);
  expect(headers).toMatchObject({
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  });
  expect((await ask("/labs")).headers["location"]).toBe("/labs/");
  expect(await ask("/nowhere/")).toMatchObject({ status: 404, text: "<h1>not there</h1>" });
});

test.each([
  "/../secret.txt",
  "/..%2fsecret.txt",
  "/%2e%2e/secret.txt",
  "/labs/../../secret.txt",
  "/%00",
  "/%",
])("nothing outside the site is sent: %s", async (path) => {
  const { status, text } = await ask(path);
  expect(status).toBe(404);
  expect(text).not.toContain("secret");
});

test("another name for this address, another origin, and writing are refused", async () => {
  expect((await ask("/", { host: "evil.example" })).status).toBe(403);
  expect((await ask("/api/runs", { origin: "https://evil.example" })).status).toBe(403);
  expect((await ask("/api/runs", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await ask("/api/runs", {}, "POST")).status).toBe(405);
  expect((await ask("/", { host: `localhost:${port}` })).status).toBe(200);
});

test("runs are listed with their logs; half a line at the end does not count", async () => {
  const { status, text, headers } = await ask("/api/runs");
  expect(status).toBe(200);
  expect(headers["access-control-allow-origin"]).toBeUndefined();
  const named = (JSON.parse(text) as { runs: { name: string }[] }).runs;
  expect(named.filter(({ name }) => name === "ppo-1")).toEqual([
    expect.objectContaining({
      name: "ppo-1",
      algorithm: "ppo",
      world: "CartPole-v1",
      steps: 200,
      done: 200,
      state: "finished",
      columns: { steps: [100, 200], return: [20, null] },
    }),
  ]);
});

test("seeds of one experiment are runs, too, in the order of their numbers; a failure says why", async () => {
  const { runs } = JSON.parse((await ask("/api/runs")).text) as {
    runs: { name: string; state: string; failure?: string }[];
  };
  expect(runs.map(({ name }) => name)).toEqual(["many/seed2", "many/seed10", "ppo-1"]);
  expect(runs[1]).toMatchObject({
    state: "failed",
    failure: "The training has diverged: loss is NaN.",
  });
  expect(runs[0].failure).toBeUndefined();
  expect((await ask("/api/policy/many%2Fseed2")).status).toBe(409); // a run, without a checkpoint
  expect((await ask("/api/policy/many%2F..%2Fppo-1")).status).toBe(404);
});

test("the policy of a run is sent as a file; a name that is no run, and a path, are not", async () => {
  expect(await ask("/api/policy/ppo-1")).toMatchObject({ status: 200, text: "\u0001\u0002\u0003" });
  for (const name of ["nothing", "..%2f..%2fsecret.txt", "%"])
    expect((await ask(`/api/policy/${name}`)).status).toBe(404);
});

test("a course lies over the site: its pages in place of ours, everything else as it is", async () => {
  const over = (path: string) => ask(path, {}, "GET", coursePort);
  expect(await over("/")).toMatchObject({ status: 200, text: "<h1>mine</h1>" });
  expect(await over("/own/coins/")).toMatchObject({ status: 200, text: "<h1>coins</h1>" });
  expect((await over("/own/coins")).headers["location"]).toBe("/own/coins/");
  expect((await over("/find.json")).headers["content-type"]).toMatch("application/json");
  expect(await over("/labs/")).toMatchObject({ status: 200, text: "<h1>labs</h1>" });
  expect((await over("/nowhere/")).status).toBe(404);
  expect((await over("/own/../../secret.txt")).status).toBe(404);
  expect((await ask("/", { host: "evil.example" }, "GET", coursePort)).status).toBe(403);
  expect(refreshed).toBeGreaterThan(0);
  expect((await over("/")).headers["cache-control"]).toBe("no-store");
});
