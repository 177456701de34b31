import { findLab, labs, runLab } from "@gradus/course";
import { labData } from "/work/main/packages/course/test/mnist.ts";

const [, , which, budget = "quick", seedBase = "100", ...sets] = process.argv;
labData.mnist();
const chosen =
  which === "all"
    ? labs
    : which!.split(",").map((x) => labs.find((l) => l.row === x) ?? findLab("01/" + x));
const settings = Object.fromEntries(
  sets.map((s) => {
    const [k, v] = s.split("=");
    return [k, v === "true" ? true : v === "false" ? false : Number(v)];
  }),
);
let total = 0;
for (const lab of chosen) {
  const t = performance.now();
  const c0 = process.cpuUsage();
  let reports = 0;
  try {
    const base = Number(seedBase);
    const seeds = lab[budget as "quick"].seeds.map((_: number, i: number) => base + i);
    const r = runLab(
      lab,
      budget as "quick",
      labData,
      () => {
        reports++;
      },
      { seeds, ...(sets.length ? { settings } : {}) },
    );
    const s = (performance.now() - t) / 1000;
    total += (process.cpuUsage(c0).user + process.cpuUsage(c0).system) / 1e6;
    console.log(
      `${r.pass ? "PASS" : "FAIL"} ${lab.row} ${lab.id} ${s.toFixed(1)}s cpu ${((process.cpuUsage(c0).user + process.cpuUsage(c0).system) / 1e6).toFixed(1)}s (${lab[budget as "quick"].seconds}) reports ${reports}\n   pub ${r.published}\n   got ${r.measured}\n   exa ${r.exact ?? "-"}\n   tol ${r.tolerance.slice(0, 330)}`,
    );
  } catch (e) {
    console.log("ERR ", lab.id, (e as Error).stack?.slice(0, 900));
  }
}
console.log("total", total.toFixed(1));
