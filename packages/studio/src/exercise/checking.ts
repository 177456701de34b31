/** Checking a learner's code in the sandbox, with an end to loops that have none. */
import type { CheckResult } from "@gradus/course";
import { filesFrom } from "../lab/files.ts";
import { compiled } from "../sandbox/compile.ts";
import { sandboxed } from "../sandbox/frame.ts";
import { linked } from "../sandbox/link.ts";
import { dataOfSite, modulesOfSite } from "../sandbox/site.ts";
import type { ExerciseSummary } from "../shell/pages.ts";

/** Seconds without a word from a case, after which it is ended; the last case may run a whole lab. */
const patience = 8;
const patienceOfRun = 30;
/** Until the library and the learner's file have been read: slow on a busy computer, and nobody's fault. */
const patienceOfStart = 60;

/** Never throws: what goes wrong is a verdict too. */
export async function checkInSandbox(
  exercise: ExerciseSummary,
  source: string,
  passed: (name: string) => void,
  /** What is waited for, in words; undefined: the check goes on. */
  waits: (what: string | undefined) => void = () => undefined,
): Promise<CheckResult> {
  const broken = (headline: string, explanation: string, line?: number): CheckResult => ({
    exercise: exercise.id,
    pass: false,
    cases: exercise.cases.map((name, i) => ({ name, state: i === 0 ? "failed" : "waiting" })),
    failure: {
      case: exercise.cases[0] ?? "",
      given: "",
      kind: "threw",
      headline,
      explanation,
      rows: [],
      ...(line === undefined ? {} : { line }),
    },
    message: explanation,
  });
  let entry: ReturnType<typeof linked>;
  try {
    const code = compiled(source);
    entry = linked(await modulesOfSite(), "exercise/open.js", {
      // where the learner's lines are told from ours in a stack
      "exercise/solution.js": `${code}\nexport const $url = import.meta.url;\n`,
      "exercise/open.js": exercise.isOwn
        ? 'import * as solution from "./solution.js";\nimport { host } from "../studio/workers/host.js";\nimport { own } from "../own/all.js";\nexport const open = (post) => host(post, solution, own);\n'
        : 'import * as solution from "./solution.js";\nimport { host } from "../studio/workers/host.js";\nexport const open = (post) => host(post, solution);\n',
    });
  } catch (error) {
    const { message, line } = error as Error & { readonly line?: number };
    return broken("The file cannot be read as a program", message, line);
  }
  return new Promise((resolve) => {
    let reached = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let close = (): void => undefined;
    const end = (result: CheckResult): void => {
      clearTimeout(timer);
      close();
      resolve(result);
    };
    let hasBegun = false;
    const wait = (): void => {
      clearTimeout(timer);
      const seconds = !hasBegun
        ? patienceOfStart
        : reached === exercise.cases.length - 1
          ? patienceOfRun
          : patience;
      timer = setTimeout(() => {
        const name = exercise.cases[reached] ?? "";
        const explanation = `Your code ran for ${seconds} s without an end; we stopped it. Look for a loop whose condition never changes.`;
        end({
          exercise: exercise.id,
          pass: false,
          cases: exercise.cases.map((one, i) => ({
            name: one,
            state: i < reached ? "passed" : i === reached ? "failed" : "waiting",
          })),
          failure: {
            case: name,
            given: "",
            kind: "out of time",
            headline: "It does not end",
            explanation,
            rows: [],
          },
          message: explanation,
        });
      }, seconds * 1000);
    };
    wait();
    const opening = sandboxed(entry)((message) => {
      if (message.type === "want") {
        clearTimeout(timer); // the learner's code is not at work
        waits(message.what);
        Promise.all([opening, filesFrom(dataOfSite(), message.files)])
          .then(([port, files]) => {
            waits(undefined);
            wait();
            port.postMessage({ type: "files", files });
          })
          .catch((error: Error) => end(broken("The data could not be loaded", error.message)));
      } else if (message.type === "engine") {
        hasBegun = true;
        wait();
      } else if (message.type === "case") {
        reached++;
        passed(message.name);
        wait();
      } else if (message.type === "checked") end(message.result);
      else if (message.type === "failed") {
        const line = /exercise\/solution\.js:(\d+)/.exec(message.stack ?? "")?.[1];
        end(
          broken(
            "The code stops with an error",
            message.message,
            line === undefined ? undefined : Number(line),
          ),
        );
      }
    });
    void Promise.resolve(opening).then((port) => {
      close = () => port.terminate();
      port.postMessage({ type: "check", exercise: exercise.id });
    });
  });
}
