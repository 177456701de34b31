/** The words of the command line, as DESIGN.md 6 fixes them, and which function each leads to. */
import { Command, InvalidArgumentError } from "commander";
import { unknownName } from "gradus/core";
import { bench } from "./commands/bench.ts";
import { checkCourse } from "./commands/check-course.ts";
import { checkEnv } from "./commands/check-env.ts";
import { diagnoseRun } from "./commands/diagnose.ts";
import { evaluate } from "./commands/eval.ts";
import { exercise } from "./commands/exercise.ts";
import { exportHelp, exportRun } from "./commands/export.ts";
import { first } from "./commands/first.ts";
import { fit, fitHelp } from "./commands/fit.ts";
import { lab, labHelp } from "./commands/lab.ts";
import { kinds, list } from "./commands/list.ts";
import { play } from "./commands/play.ts";
import { plot } from "./commands/plot.ts";
import { predict } from "./commands/predict.ts";
import { record } from "./commands/record.ts";
import { resume } from "./commands/resume.ts";
import { studio } from "./commands/studio.ts";
import { train, trainHelp } from "./commands/train.ts";
import type { Io } from "./io.ts";
import { UsageError } from "./usage.ts";
import { version } from "./version.ts";

/** Commands that DESIGN.md fixes and a later version brings. */
const planned = {
  sweep: "many runs over settings",
} as const satisfies Record<string, string>;

const port = 4733; // where the studio is looked for first

const threads = [
  "--threads <N>",
  "threads of large networks; the bits do not depend on it (default: one a processor, up to 4)",
  whole(1),
] as const;
const json = ["--json", "one JSON object a line on stdout, for machines"] as const;

/** A whole number of at least `least`, or the reason why not. */
function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

const mostSeeds = 1000;

/** Seeds "A-B": A, A + 1, … B. */
function seeds(text: string): number[] {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text.trim()) ?? [];
  const [from, to] = [Number(first), Number(last)];
  const n = to - from + 1;
  if (n >= 1 && n <= mostSeeds && Number.isSafeInteger(to))
    return Array.from({ length: n }, (_, i) => from + i);
  throw new InvalidArgumentError(
    `Write the first and the last, such as 1-5: whole numbers in rising order, at most ${mostSeeds} seeds.`,
  );
}

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Builds the command line; `done` receives the exit status of the command that ran. */
export function commandLine(io: Io, done: (status: number) => void): Command {
  const program = new Command("gradus")
    .description("A path into deep learning and reinforcement learning that you can run.")
    .usage("[command] [options]")
    .version(version(), "-V, --version", "the version")
    .helpOption("-h, --help", "what this command takes")
    .option(
      "--port <N>",
      "where the studio listens; the next free one if it is taken",
      whole(0),
      port,
    )
    .option("--runs <DIR>", "the folder of runs that it shows (default: runs)")
    .option("--course <DIR>", "a course of your own, shown beside the path or instead of it")
    .option("--no-open", "print the address instead of opening a browser")
    .option(...json)
    .argument("[command...]")
    .enablePositionalOptions()
    .passThroughOptions()
    .action(async ([command]: readonly (string | undefined)[], options) => {
      if (command !== undefined) throw unknownName("command", command, names(program));
      done(await studio(options, io));
    })
    .addHelpText("after", topHelp());
  program.configureHelp({ visibleArguments: () => [] });

  program
    .command("studio")
    .description("The path in the browser, at an address of this computer.")
    .option("--port <N>", "where it listens; the next free one if it is taken", whole(0), port)
    .option("--runs <DIR>", "the folder of runs that it shows (default: runs)")
    .option("--course <DIR>", "a course of your own, shown beside the path or instead of it")
    .option("--no-open", "print the address instead of opening a browser")
    .option(...json)
    .action(async (options) => done(await studio(options, io)));

  program
    .command("first")
    .description("The first network of the path, in the terminal: handwritten digits in seconds.")
    .option("--seed <S>", "the random numbers", whole(0), 1)
    .option("--out <DIR>", "where the run is saved (default: a new folder in runs/)")
    .option(...json)
    .action(async (options) => done(await first(options, io)));

  program
    .command("fit")
    .argument("<dataset>", "mnist, flower, text …: `gradus list datasets` names all")
    .argument("[file]", "for text: the file")
    .description("Train a network on pictures with labels, points of the plane, or a text.")
    .option("--data <DIR>", "where the files of the data set are")
    .option(
      "--net <SIZES>",
      "the sizes of its layers (default: 784-30-10 for MNIST; of a text the first is its context)",
    )
    .option("--model <NAME>", "a ready-made network instead of --net")
    .option(
      "--epochs <N>",
      "passes over the data (default: 30; 100 over points, 10 over a text)",
      whole(1),
    )
    .option(
      "--seed <S>",
      "the random numbers; the same seed gives the same run, bit for bit",
      whole(0),
      1,
    )
    .option("--set <knob=value>", "changes a knob (below); may be repeated", collect)
    .option("--out <DIR>", "where the run is saved (default: a new folder in runs/)")
    .option(...threads)
    .option(...json)
    .addHelpText("after", fitHelp)
    .action(async (dataset, file, options) => done(await fit(dataset, file, options, io)));

  program
    .command("train")
    .argument("<algorithm>", "for example q-learning; `gradus list algorithms` names all")
    .argument("[env]", "for example FrozenLake-v1; `gradus list envs` names all")
    .description("An algorithm learns in a world.")
    .option("--steps <N>", "steps in the world (default: 100000)", whole(1))
    .option(
      "--seed <S>",
      "the random numbers; the same seed gives the same run, bit for bit (default: 1)",
      whole(0),
    )
    .option("--seeds <A-B>", "a run for each of the seeds A to B, side by side", seeds)
    .option("--jobs <N>", "of several seeds, how many at a time (default: one a core)", whole(1))
    .option("--set <knob=value>", "changes a knob; may be repeated", collect)
    .option("--out <DIR>", "where the run is saved (default: a new folder in runs/)")
    .option(
      "--env-module <FILE>",
      "a world of your own, out of this module (or give the file as the world)",
    )
    .option(
      "--init-from <RUN>",
      "begin with the parameters of another run; optimiser, streams and counters are new",
    )
    .option(
      "--data <DIR>",
      "for bc: the episodes to learn from, a folder of `gradus record --transitions`; for what keeps a replay: what it begins with",
    )
    .option(
      "--no-replay",
      "leave the replay out of the checkpoints: smaller, but a resumed run goes on without what it experienced",
    )
    .option("--expert <RUN>", "for dagger: the run that is asked what to do")
    .option(
      "--eval-every <N>",
      "measure the policy without exploration every N steps, and keep the best",
      whole(1),
    )
    .option(...threads)
    .option(...json)
    .addHelpText("after", ({ command }) => trainHelp(command.args))
    .action(async (algorithm, env, options) => done(await train(algorithm, env, options, io)));

  program
    .command("eval")
    .argument("<run>", "the folder of a run of `gradus train`")
    .description("How good is what a run has learned? Episodes without learning or exploration.")
    .option("--episodes <N>", "how many", whole(1), 100)
    .option("--seed <S>", "episode i is drawn from seed S + i (default: 1000000)", whole(0))
    .option("--best", "the state that did best while it was trained with --eval-every")
    .option("--stochastic", "act as the policy does while it learns, with its exploration")
    .option(...json)
    .action(async (run, options) => done(await evaluate(run, options, io)));

  program
    .command("diagnose")
    .argument("<run>", "the folder of a run of `gradus train`")
    .description("What looks wrong in a run, in plain words, most suspicious first.")
    .option(...json)
    .action(async (run, options) => done(await diagnoseRun(run, options, io)));

  program
    .command("export")
    .argument("<run>", "the folder of a run of `gradus train`")
    .description("What a run has learned, as a file for other programs and for pages.")
    .option("--onnx <FILE>", "for onnxruntime and other runtimes")
    .option("--safetensors <FILE>", "the weights, with PyTorch's names")
    .option("--policy <FILE>", "the policy in one piece, for loadPolicy")
    .option("--best", "the state that did best while it was trained with --eval-every")
    .option(...json)
    .addHelpText("after", exportHelp)
    .action(async (run, options) => done(await exportRun(run, options, io)));

  program
    .command("record")
    .argument("<run>", "the folder of a run of `gradus train`")
    .description("An episode of the trained policy as a film, or episodes as a data set.")
    .option("--out <FILE.gif>", "the film: one episode, with its return")
    .option(
      "--transitions <DIR>",
      "a new folder of .npy files (observations, actions, rewards, terminated, truncated, episodeStarts, finalObservations, masks, finalMasks) and dataset.json",
    )
    .option("--episodes <N>", "how many --transitions holds (default: 10)", whole(1))
    .option(
      "--seed <S>",
      "of the first episode, as `gradus eval` counts (default: 1000000)",
      whole(0),
    )
    .option("--fps <N>", "frames a second (default: what suits the world)", whole(1))
    .option(
      "--frames <N>",
      "at most; of a longer episode every so many steps are shown",
      whole(2),
      250,
    )
    .option("--dark", "on dark ground")
    .option("--best", "the state that did best while it was trained with --eval-every")
    .option("--stochastic", "act as the policy does while it learns, with its exploration")
    .option(...json)
    .action(async (run, options) => done(await record(run, options, io)));

  program
    .command("plot")
    .argument("<run...>", "folders of runs, or folders with the runs of several seeds in them")
    .description(
      "Learning curves over seeds: interquartile mean and 95 % bootstrap band of runs that differ in their seed alone.",
    )
    .option("--out <FILE.svg>", "where the figure goes; readable on light and dark ground")
    .option(
      "--metric <NAME>",
      "a column of progress.csv or evaluations.csv, such as entropy or meanReturn (default: return)",
    )
    .option("--bins <N>", "stretches of steps within which a run is averaged", whole(2), 50)
    .option(...json)
    .action(async (runs, options) => done(await plot(runs, options, io)));

  program
    .command("play")
    .argument("[env]", "for example FrozenLake-v1; `gradus list envs` names all")
    .description("You play a world, at the keyboard.")
    .option("--seed <S>", "the random numbers of the world", whole(0), 1)
    .option("--set <knob=value>", "changes a knob of the world; may be repeated", collect)
    .option("--env-module <FILE>", "a world of your own, out of this module")
    .action(async (env, options) => done(await play(env, options, io)));

  program
    .command("check-env")
    .argument("<module>", "a file with `export const world = …`, or the id of a world")
    .description("Does my environment keep the contract?")
    .option(...json)
    .action(async (word, options) => done(await checkEnv(word, options, io)));

  program
    .command("check-course")
    .argument("<dir>", "the folder of a course of your own")
    .description("Is my course whole? Its exercises are run, too; every fault with file and line.")
    .option(...json)
    .action(async (dir, options) => done(await checkCourse(dir, options, io)));

  program
    .command("resume")
    .argument("<run>", "the folder of the run")
    .description(
      "Continue a run; the result equals, bit for bit, a run that was never interrupted.",
    )
    .option(
      "--epochs <N>",
      "of a run of `fit`: train to this epoch instead of the one it was started for",
      whole(1),
    )
    .option("--steps <N>", "of a run of `train`: train to this step instead", whole(1))
    .option(...threads)
    .option(...json)
    .action(async (run, options) => done(await resume(run, options, io)));

  program
    .command("predict")
    .argument("<run>", "the folder of a run of `gradus fit`")
    .argument(
      "<picture>",
      "a PNG of one digit (any size), or a JSON file with the pixels; of points x,y; of a text its beginning",
    )
    .description("What does the network see in a picture that you drew, in a point, in a text?")
    .option("--characters <N>", "of a text: how far it goes on", whole(1), 200)
    .option("--seed <S>", "of a text: the random numbers", whole(0), 1)
    .option(...json)
    .action(async (run, picture, options) => done(await predict(run, picture, options, io)));

  program
    .command("lab")
    .argument("[id]", "for example 01/two-layer-digits; `gradus list labs` names all")
    .description(
      "Re-run a known result and compare: its verdict stands beside the published number.",
    )
    .option("--all", "every lab, and a table at the end")
    .option(
      "--full",
      "the budget that reproduces the published number (default: a quick one, seconds)",
    )
    .option("--set <knob=value>", "changes a setting of the lab; may be repeated", collect)
    .option("--data <DIR>", "a folder with texts of your own, for labs that read: names.txt …")
    .option("--plot <FILE>", "draw the lab's figure as SVG")
    .option("--out <DIR>", "of a lab of hours: where its runs are kept (default: runs/labs/…)")
    .option("--estimate", "of a lab of hours: say what the full budget costs, and stop")
    .option(...threads)
    .option(...json)
    .addHelpText("after", ({ command }) => labHelp(command.args[0]))
    .action(async (id, options) => done(await lab(id, options, io)));

  program
    .command("exercise")
    .argument("[id]", "for example 04/td0; without it, all of them with what is done")
    .description("Write a piece yourself, in your own editor, and have it checked.")
    .option("--watch", "check at each save")
    .option(...json)
    .action(async (id, options) => done(await exercise(id, options, io)));

  program
    .command("list")
    .argument("<kind>", kinds.join(", "))
    .description("What there is.")
    .option(...json)
    .action(async (kind, options) => done(await list(kind, options, io)));

  program
    .command("bench")
    .argument("[suite]", "engine")
    .description("Speed, as ratios from one interleaved run.")
    .option("--peers", "beside other libraries, where they are installed")
    .option(...json)
    .action(async (suite, options) => done(await bench(suite, options, io)));

  for (const name of Object.keys(planned) as (keyof typeof planned)[]) later(program, name);
  for (const command of [program, ...program.commands]) tamed(command, io);
  return program;
}

/** A command that a later version brings: it says so, whatever stands behind it. */
function later(program: Command, name: keyof typeof planned): void {
  program
    .command(name, { hidden: true })
    .argument("[anything...]")
    .allowUnknownOption()
    .helpOption(false)
    .action(() => {
      throw new UsageError(
        `\`gradus ${name}\` (${planned[name]}) is planned, but not part of this version yet. \`gradus --help\` lists what is.`,
      );
    });
}

/** Help goes to our stdout and ends with an exception instead of the process; errors are reported in main.ts. */
function tamed(command: Command, io: Io): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(io.out.columns, 110),
    })
    .showSuggestionAfterError(true);
}

const names = (program: Command): string[] => program.commands.map((command) => command.name());

function topHelp(): string {
  const rows = Object.entries(planned).map(([name, what]) => `  ${name.padEnd(11)}${what}`);
  return [
    "",
    "Without a command: the studio, the path in the browser.",
    "",
    "Planned, not part of this version yet:",
    ...rows,
    "",
    "Exit status: 0 done, 1 failed, 2 wrong use, 130 stopped with Ctrl-C (a run is saved first).",
  ].join("\n");
}
