/** The command that makes the run again with another setting: the page reads runs, a terminal makes them. */
import { useEffect, useState } from "preact/hooks";
import type { RunEntry } from "./data.ts";

export function Rerun({ run }: { readonly run: RunEntry }) {
  const names = Object.keys(run.knobs).filter((name) => name !== "totalSteps");
  const [name, setName] = useState("");
  const [typed, setTyped] = useState("");
  const [command, setCommand] = useState("");
  const [said, say] = useState("");
  const value = typed.trim();
  useEffect(() => {
    let gone = false;
    void import("./commands.ts").then(({ commandOf }) => {
      if (!gone) setCommand(commandOf(run, name === "" || value === "" ? {} : { [name]: value }));
    });
    return () => {
      gone = true;
    };
  }, [run.name, name, value]);
  return (
    <section class="rerun" aria-labelledby="rerun">
      <h3 id="rerun">Run it again</h3>
      <p class="metric">
        <label>
          with{" "}
          <select
            value={name}
            onInput={(e) => {
              setName(e.currentTarget.value);
              setTyped(String(run.knobs[e.currentTarget.value] ?? ""));
            }}
          >
            <option value="">the same settings</option>
            {names.map((knob) => (
              <option key={knob}>{knob}</option>
            ))}
          </select>
        </label>
        {name === "" ? null : (
          <input
            class="typed"
            aria-label={`${name} of the new run`}
            value={typed}
            onInput={(e) => setTyped(e.currentTarget.value)}
          />
        )}
      </p>
      <pre class="code">{command}</pre>
      <p>
        <button
          type="button"
          class="button"
          onClick={async () => {
            try {
              await navigator.clipboard.writeText(command);
              say("Copied.");
            } catch {
              say("Select the line and copy it: this browser does not let a page do so.");
            }
          }}
        >
          Copy the command
        </button>{" "}
        <span class="quiet" role="status">
          {said}
        </span>
      </p>
    </section>
  );
}
