/** `gradus fit` on points, on published pictures, on a text: what it reads, what it refuses, and that runs resume and predict. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { datasets } from "./fit-data.ts";
import { idx, lasting, temporaryFolder } from "./fixtures.ts";
import { main } from "./main.ts";
import { filesIn } from "./tar.ts";
import { testIo } from "./testing.ts";

async function gradus(folder: string, ...argv: readonly string[]) {
  const io = testIo(folder);
  const status = await main([...argv, "--json"], io);
  return { status, events: io.events(), stderr: io.stderr() };
}

/** The one message of a command that fails. */
async function refused(folder: string, ...argv: readonly string[]): Promise<string> {
  const { status, events } = await gradus(folder, ...argv);
  expect(status, argv.join(" ")).not.toBe(0);
  expect(events.length, argv.join(" ")).toBe(1);
  return String(events[0]["message"]);
}

test("`list datasets` says of each what it is, how large, whose, under which licence, and whether it is here", async () => {
  const { events } = await gradus(temporaryFolder(), "list", "datasets");
  const items = events.slice(0, -1);
  for (const item of items)
    for (const key of ["id", "title", "size", "source", "licence", "here"])
      expect(item, String(item["id"])).toHaveProperty(key);
  const known = items.map((item) => item["id"]);
  expect(known).toEqual(expect.arrayContaining([...Object.keys(datasets), "quadratic", "dates"]));
  expect(items.filter((item) => item["here"] === false).map((item) => item["needs"])).toEqual([
    ...["DIR", "DIR", "DIR"],
    "FILE",
  ]);
});

/** What a network of 16 hidden units reaches at least; a line reaches half on the first four. */
const learned = {
  circles: 0.9,
  moons: 0.97,
  xor: 0.93,
  flower: 0.8,
  football: 0.8,
  clouds: 0.97,
  modes: 0.99,
};

test("points are drawn, learned, asked about, and a run goes on as if it had never stopped", async () => {
  const folder = temporaryFolder();
  for (const [name, least] of Object.entries(learned)) {
    const { status, events } = await gradus(folder, "fit", name, "--out", name);
    expect(status).toBe(0);
    expect(events.at(-1)?.["testAccuracy"], name).toBeGreaterThan(least);
  }
  const corner = await gradus(folder, "predict", "xor", "0.8,-0.8");
  expect(corner.events).toEqual([
    { event: "done", run: "xor", label: 1, outputs: expect.any(Array) },
  ]);
  expect((await gradus(folder, "predict", "xor", "-0.8,-0.8")).events[0]).toMatchObject({
    label: 0,
  });
  expect(await refused(folder, "predict", "xor", "--epochs")).toMatch(/unknown option/);
  const set = ["--set", "points=90", "--set", "noise=0.3", "--set", "draw=7"];
  await gradus(folder, "fit", "moons", ...set, "--epochs", "6", "--out", "whole");
  await gradus(folder, "fit", "moons", ...set, "--epochs", "3", "--out", "parts");
  await gradus(folder, "resume", "parts", "--epochs", "6");
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
  expect(JSON.parse(readFileSync(join(folder, "whole/config.json"), "utf8"))).toMatchObject({
    kind: "points",
    drawn: { points: 90, noise: 0.3, draw: 7 },
  });
});

test("what points are not asked for is refused: files, other knobs, other networks, no point", async () => {
  const folder = temporaryFolder();
  await gradus(folder, "fit", "clouds", "--epochs", "1", "--out", "run");
  const cases: [string[], RegExp][] = [
    [["fit", "moons", "--data", "."], /"moons" are drawn, not read/],
    [["fit", "moons", "file.txt"], /"file.txt" is too much/],
    [["fit", "moons", "--set", "noise=-1"], /noise is -1.*\[0, 10\]/],
    [["fit", "moons", "--set", "points=3"], /points is 3/],
    [["fit", "football", "--set", "noise=0.7"], /at most 0.5/],
    [["fit", "moons", "--set", "context=3"], /context/],
    [["fit", "moons", "--net", "3-4-2"], /a point of moons has 2.*2-16-2/],
    [["fit", "moons", "--model", "conv"], /a point of moons has 2 numbers/],
    [["fit", "quadratic"], /functions to go down on.*03\/quadratic-race/],
    [["fit", "moon"], /moons/],
    [["predict", "run", "1,2,3"], /"1,2,3" is no point; give 2 numbers/],
    [["predict", "run", "1,x"], /is no point/],
  ];
  for (const [argv, message] of cases) expect(await refused(folder, ...argv)).toMatch(message);
});

// ── published pictures ──────────────────────────────────────────────────────────────────────────

/** Files of the form of Fashion-MNIST: pictures of nothing, labels in turn. */
function clothes({ side = 28, count = 60_000 } = {}): string {
  const folder = temporaryFolder();
  const sets = [
    ["train", count],
    ["t10k", 10_000],
  ] as const;
  for (const [name, n] of sets) {
    const images = new Uint8Array(n * side * side);
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), idx([n, side, side], images));
    relabel(folder, name, n, (i) => i % 10);
  }
  return folder;
}

function relabel(folder: string, name: string, n: number, label: (i: number) => number): void {
  const labels = Uint8Array.from({ length: n }, (_, i) => label(i));
  writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), idx([n], labels));
}

test("Fashion-MNIST: where the official files are, what is missing, a wrong sum, sizes, labels", async () => {
  const folder = temporaryFolder();
  const fit = (data?: string) =>
    refused(folder, "fit", "fashion-mnist", ...(data === undefined ? [] : ["--data", data]));
  expect(await fit()).toMatch(/needs --data DIR.*github.com\/zalandoresearch\/fashion-mnist/);
  expect(await fit("nowhere")).toMatch(/no such folder.*train-images-idx3-ubyte.gz.*github.com/);
  expect(await fit(".")).toMatch(/train-images-idx3-ubyte.gz is missing \(nor is there/);
  expect(await fit(clothes({ side: 4 }))).toMatch(/pictures of 4×4.*28×28.*fit idx/);
  expect(await fit(clothes({ count: 6_000 }))).toMatch(/holds 6000 and 10000 pictures/);
  const like = clothes();
  const { status, stderr } = await gradus(
    folder,
    ...["fit", "fashion-mnist", "--data", like, "--epochs", "1", "--set", "pictures=20"],
  );
  expect(status).toBe(0);
  expect(stderr).toMatch(/warning: The published sums are of the packed files/);
  relabel(like, "train", 60_000, (i) => i % 11);
  expect(await fit(like)).toMatch(/labels hold a 10; .* 0 to 9/);
  relabel(like, "train", 60_000, (i) => (i === 0 ? 1 : i % 10));
  expect(await fit(like)).toMatch(/hold class 0 5999 times; Fashion-MNIST has 6000/);
  const labels = join(like, "t10k-labels-idx1-ubyte");
  writeFileSync(`${labels}.gz`, gzipSync(readFileSync(labels)));
  rmSync(labels);
  expect(await fit(like)).toMatch(
    /md5 sum is .*, the published one bb300cfdad3c16e7a12a480ee83cd310/,
  );
}, 60_000);

/** An archive with these files. */
function tar(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([name, bytes]) => {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write(`${bytes.length.toString(8).padStart(11, "0")} `, 124);
    head.write("0", 156);
    return [head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

test("files are read out of a tar archive; one that is cut off is refused", () => {
  const files = {
    "a/one.bin": new Uint8Array([1, 2, 3]),
    "a/two.bin": new Uint8Array(700).fill(4),
  };
  const archive = tar(files);
  const read = filesIn(archive, "x.tar");
  expect([...read.keys()]).toEqual(["a/one.bin", "a/two.bin"]);
  expect([...(read.get("a/one.bin") ?? [])]).toEqual([1, 2, 3]);
  expect(read.get("a/two.bin")?.length).toBe(700);
  expect(() => filesIn(archive.subarray(0, 1600), "x.tar")).toThrow("x.tar is cut off");
});

test("CIFAR-10: where the official file is, a wrong sum, other lengths; the unpacked files learn and predict in colour", async () => {
  const folder = temporaryFolder();
  expect(await refused(folder, "fit", "cifar-10")).toMatch(/www.cs.toronto.edu/);
  expect(await refused(folder, "fit", "cifar-10", "--data", ".")).toMatch(
    /data_batch_1.bin is missing.*binary version is read/,
  );
  writeFileSync(join(folder, "cifar-10-binary.tar.gz"), gzipSync(tar({})));
  expect(await refused(folder, "fit", "cifar-10", "--data", ".")).toMatch(
    /published one c32a1d4ab5d03f1284b67883e8d87530/,
  );
  rmSync(join(folder, "cifar-10-binary.tar.gz"));
  mkdirSync(join(folder, "cifar-10-batches-bin"));
  const bytes = new Uint8Array(30_730_000);
  for (let i = 0; i < 10_000; i++)
    bytes.fill(25 * (i % 10), i * 3073, (i + 1) * 3073)[i * 3073] = i % 10;
  const names = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
  writeFileSync(join(folder, "bytes"), bytes);
  for (const name of [...names, "test_batch.bin"])
    symlinkSync(join(folder, "bytes"), join(folder, "cifar-10-batches-bin", name));
  const argv = ["fit", "cifar-10", "--data", ".", "--net", "3072-10", "--set", "pictures=2000"];
  const { status, stderr, events } = await gradus(folder, ...argv, "--epochs", "2", "--out", "run");
  expect([status, stderr]).toEqual([0, expect.stringContaining("sizes, labels and their shares")]);
  expect(events.at(-1)?.["testAccuracy"]).toBeGreaterThan(0.15);
  writeFileSync(join(folder, "grey.json"), JSON.stringify(Array(1024).fill(0)));
  expect(await refused(folder, "predict", "run", "grey.json")).toMatch(
    /should hold 3072 numbers \(3 colours/,
  );
  writeFileSync(join(folder, "colour.json"), JSON.stringify(Array(3072).fill(0)));
  expect((await gradus(folder, "predict", "run", "colour.json")).events[0]["outputs"]).toHaveLength(
    10,
  );
  rmSync(join(folder, "cifar-10-batches-bin/test_batch.bin"));
  writeFileSync(join(folder, "cifar-10-batches-bin/test_batch.bin"), bytes.subarray(1));
  expect(await refused(folder, ...argv)).toMatch(/test_batch.bin has 30729999 bytes/);
}, 60_000);

// ── texts ───────────────────────────────────────────────────────────────────────────────────────

test("a text that repeats itself is learned to its end: each next character follows from the twelve before", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "text.txt"), "To be, or not to be: ".repeat(60));
  const fit = ["fit", "text", "text.txt", "--set", "context=6"];
  const { status, events } = await gradus(folder, ...fit, "--epochs", "12", "--out", "run");
  expect(status).toBe(0);
  const last = events.at(-2);
  expect(last?.["testAccuracy"]).toBe(1);
  expect(last?.["testLoss"]).toBeLessThan(0.1);
  expect(readFileSync(join(folder, "run/progress.csv"), "utf8")).toMatch(
    /^epoch,steps,loss,testAccuracy,testLoss\n1,/,
  );
  const more = await gradus(folder, "predict", "run", "To be, ", "--characters", "14");
  expect(more.events[0]).toMatchObject({ text: "To be, or not to be: " });
  const [{ next }] = more.events as unknown as [{ next: { character: string }[] }];
  expect(next[0].character).toBe("o");
  await gradus(folder, ...fit, "--epochs", "2", "--out", "whole");
  await gradus(folder, ...fit, "--epochs", "1", "--out", "parts");
  await gradus(folder, "resume", "parts", "--epochs", "2");
  expect(lasting(join(folder, "parts"))).toEqual(lasting(join(folder, "whole")));
  writeFileSync(join(folder, "text.txt"), "To be, or not to be! ".repeat(60));
  expect(await refused(folder, "resume", "parts", "--epochs", "3")).toMatch(
    /The text is not the one/,
  );
  expect(await refused(folder, "predict", "run", "2 b?")).toMatch(
    /The text has "2" at place 0, which is not among/,
  );
});

test("a text that cannot be learned from is refused in one message, before a folder is made", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "short.txt"), "Too short.");
  writeFileSync(join(folder, "middle.txt"), "a few words of text ".repeat(20));
  writeFileSync(join(folder, "same.txt"), "a".repeat(500));
  writeFileSync(join(folder, "empty.txt"), "");
  writeFileSync(
    join(folder, "bytes.txt"),
    Uint8Array.from({ length: 600 }, () => 0xff),
  );
  const cases: [string[], RegExp][] = [
    [["text"], /needs --data FILE/],
    [["text", "none.txt"], /none.txt is no file/],
    [["text", "."], /is no file/],
    [["text", "short.txt"], /has 10 characters; with a context of 12 at least 200/],
    [
      ["text", "middle.txt", "--set", "context=50"],
      /has 400 characters; .* 510 .*a shorter context/,
    ],
    [["text", "same.txt"], /consists of one character/],
    [["text", "empty.txt"], /has 0 characters/],
    [["text", "bytes.txt"], /is not text in UTF-8/],
    [["text", "middle.txt", "--data", "short.txt"], /two texts/],
    [["text", "middle.txt", "--set", "cost=quadratic"], /softmax/],
    [["text", "middle.txt", "--net", "9-8-7"], /a stretch of text has 12/],
    [["text", "middle.txt", "--set", "context=0"], /context is 0/],
  ];
  for (const [argv, message] of cases)
    expect(await refused(folder, "fit", ...argv), argv.join(" ")).toMatch(message);
  expect(existsSync(join(folder, "runs"))).toBe(false);
});
