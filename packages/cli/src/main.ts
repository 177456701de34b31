/**
 * The command `gradus`: which commands there are, what each takes, and what happens when one fails.
 *
 * People read stderr, machines stdout (`--json`, one object a line). Exit status: 0 done, 1 failed, 2 wrong use,
 * 130 stopped with Ctrl-C after saving. What a command does is in commands/, one file each.
 */
import { type Command, CommanderError } from "commander";
import { commandLine } from "./command-line.ts";
import { type Io, processIo } from "./io.ts";
import { emitter } from "./json.ts";
import { styled } from "./terminal.ts";
import { exitStatus, messageOf } from "./usage.ts";

/** Runs one command line (without `node` and `gradus`) and returns its exit status. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let status = 0;
  const program = commandLine(io, (code) => {
    status = code;
  });
  try {
    await program.parseAsync(argv.map(bracketed), { from: "user" });
    return status;
  } catch (error) {
    return failed(error, argv.includes("--json"), io, program);
  }
}

/** A point such as -0.5,1 looks like an option. */
const bracketed = (word: string): string => (/^-[\d.][^,]*,/.test(word) ? `[${word}]` : word);

function failed(error: unknown, json: boolean, io: Io, program: Command): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // --help and --version
    report(io, json, error.message.replace(/^error: /, "").replace(/\n\(/, " ("));
    io.err.write(
      `\`${program.name()} --help\` lists the commands, \`${program.name()} <command> --help\` what one takes.\n`,
    );
    return 2;
  }
  report(io, json, messageOf(error));
  return exitStatus(error);
}

function report(io: Io, json: boolean, message: string): void {
  io.err.write(`${styled(io.err, "red", "error:")} ${message}\n`);
  emitter(io.out, json)({ event: "error", message });
}
