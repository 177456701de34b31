/** The page of examples/deploy, as a plain file server gives it: the policy in its file must keep the pole up. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { root } from "../setup.mjs";

const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".safetensors": "application/octet-stream",
};

/** Files of the repository, nothing else. */
async function fileServer() {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const content = await readFile(join(root, path));
      response
        .writeHead(200, { "Content-Type": types[extname(path)] ?? "text/plain" })
        .end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: server.address().port, close: () => server.close() };
}

const enough = 120; // steps; a pole that is left alone lies after about ten, one that is pushed at random after about twenty

/** What is wrong with the page, in sentences. */
export async function deployed(browser) {
  const server = await fileServer();
  const complaints = [];
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(`examples/deploy: ${error.message}`));
    await page.goto(`http://127.0.0.1:${server.port}/examples/deploy/index.html`);
    const steps = () => Number(/step (\d+)/.exec(document.querySelector("output").value)?.[1] ?? 0);
    await page
      .waitForFunction(`(${steps})() >= ${enough}`, null, { timeout: 30_000 })
      .catch(async () => {
        complaints.push(
          `examples/deploy: the pole stood for ${await page.evaluate(steps)} steps only.`,
        );
      });
    const drawn = await page.evaluate(() => {
      const canvas = document.querySelector("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((v) => v !== 0);
    });
    if (!drawn) complaints.push("examples/deploy: nothing is drawn.");
    if (complaints.length === 0)
      console.log(`examples/deploy: the pole stands after ${enough} steps`);
    await page.close();
  } finally {
    server.close();
  }
  return complaints;
}
