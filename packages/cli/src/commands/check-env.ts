/** `gradus check-env`: does a world keep the contract? */
import { resolve } from "node:path";
import { type AnyWorld, checkWorld, describe, type Finding } from "gradus/env";
import type { Io } from "../io.ts";
import { emitter } from "../json.ts";
import { styled } from "../terminal.ts";
import { isModule, openWorld, worldOf } from "../worlds.ts";

export async function checkEnv(
  word: string,
  options: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const emit = emitter(io.out, options.json === true);
  const world = isModule(io.cwd, word)
    ? await worldOf(resolve(io.cwd, word))
    : await openWorld({ env: word, envModule: null, world: {} });
  const findings = checkWorld(world);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  for (const finding of findings) {
    emit({ event: "finding", ...finding });
    io.err.write(findingLine(io, finding));
  }
  io.err.write(ending(io, world, findings.length, errors));
  emit({
    event: "done",
    env: world.id,
    errors,
    warnings: findings.length - errors,
    pass: errors === 0,
  });
  return errors === 0 ? 0 : 1;
}

function findingLine(io: Io, { rule, message, severity }: Finding): string {
  const colour = severity === "error" ? "red" : "yellow";
  return `${styled(io.err, colour, `${severity}:`)} ${styled(io.err, "bold", rule)}\n  ${message}\n`;
}

function ending(io: Io, world: AnyWorld, found: number, errors: number): string {
  const warnings = found - errors;
  const parts = [
    ...(errors > 0 ? [`${errors} ${errors === 1 ? "rule is" : "rules are"} broken`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
  ];
  if (errors > 0) return `\n${String(world.id)}: ${parts.join(", ")}.\n`;
  const spaces = `${describe(world.observationSpace)} → ${describe(world.actionSpace)}`;
  const limit = world.maxSteps === Infinity ? "no time limit" : `at most ${world.maxSteps} steps`;
  const kept = styled(io.err, "green", "keeps the contract");
  return `${world.id} (${spaces}, ${limit}) ${kept}${warnings > 0 ? `, with ${parts.join(", ")}` : ""}.\n`;
}
