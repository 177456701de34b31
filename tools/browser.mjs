/**
 * The same bits everywhere: trains a small network in each Node, in a page and in a worker of Chromium, once behind a
 * plain file server and once cross-origin isolated, and compares the results of equal kernel builds. Where threads can share memory
 * they train, too: in Node, and in an isolated page and its worker. Where no Chromium is found it says in one line how to get one, and
 * passes. Then the page of examples/deploy is opened, from a plain file server.
 */
import { join } from "node:path";
import { createServer } from "vite";
import { deployed } from "./browser/deploy.mjs";
import { launched } from "./chromium.mjs";
import { bestNode, root, run, userNode, versionOf } from "./setup.mjs";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Results of one Node. */
function inNode(node) {
  const { status, stdout, stderr } = run(node, ["tools/browser/bits.mjs"], { output: true });
  if (status !== 0) throw new Error(`Node ${versionOf(node).join(".")}: ${stderr}`);
  return { where: `Node ${versionOf(node)[0]}`, subjects: JSON.parse(stdout) };
}

/** Results of a page and of its worker, served with these headers. */
async function inBrowser(browser, headers, title) {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "error",
    cacheDir: join(root, "node_modules/.cache/gradus/vite"),
    optimizeDeps: { noDiscovery: true },
    server: { host: "127.0.0.1", port: 0, headers, hmr: false, watch: null },
  });
  try {
    await server.listen();
    const page = await browser.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/tools/browser/page.html`);
    await page
      .waitForFunction(() => window.ready, null, { timeout: 30_000 })
      .catch(() => {
        throw new Error(`${title}: the page did not come up. ${complaints.join(" ")}`);
      });
    const isolated = await page.evaluate(() => window.crossOriginIsolated);
    if (isolated !== "Cross-Origin-Opener-Policy" in headers)
      throw new Error(`${title}: crossOriginIsolated is ${isolated}`);
    const found = await page.evaluate(async () => [await window.inPage, await window.inWorker]);
    await page.close();
    return [
      { where: `page, ${title}`, subjects: found[0] },
      { where: `worker, ${title}`, subjects: found[1] },
    ];
  } finally {
    await server.close();
  }
}

/** What differs between places. A subject that only one place has (its own kernel build) is nobody's to compare. */
function differences(results) {
  const found = [];
  const first = new Map();
  for (const { where, subjects } of results) {
    for (const [subject, value] of Object.entries(subjects)) {
      const known = first.get(subject);
      if (known === undefined) first.set(subject, { where, value });
      else if (known.value !== value) {
        found.push(`${subject}: ${known.value} in ${known.where}, ${value} in ${where}`);
      }
    }
  }
  return found;
}

const browser = await launched();
const nodes = [
  ...new Map([userNode(), bestNode()].map((node) => [versionOf(node)[0], node])).values(),
];
try {
  const results = [
    ...nodes.map(inNode),
    ...(await inBrowser(browser, {}, "plain")),
    ...(await inBrowser(browser, isolation, "isolated")),
  ];
  for (const { where, subjects } of results) {
    console.log(
      `${where}: ${Object.entries(subjects)
        .map((pair) => pair.join(" "))
        .join(", ")}`,
    );
  }
  const found = [...differences(results), ...(await deployed(browser))];
  for (const difference of found) console.error(difference);
  process.exitCode = found.length === 0 ? 0 : 1;
} finally {
  await browser.close();
}
