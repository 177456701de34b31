/**
 * An exercise: the statement on the left, an editor on the right, checks in a row under it. The learner's code runs in the
 * sandbox; one that never ends is ended.
 */

import type { CheckResult } from "@gradus/course";
import { useEffect, useRef, useState } from "preact/hooks";
import { Editor } from "../code/editor.tsx";
import { KnownStanding } from "../known/standing.tsx";
import { State } from "../shell/marks.tsx";
import type { PageOf } from "../shell/pages.ts";
import { done, isDone } from "../shell/progress.ts";
import { href } from "../shell/router.ts";
import { Comparison } from "./comparison.tsx";
import { keep, kept } from "./drafts.ts";

export function ExercisePage(page: PageOf<"exercise">) {
  const { exercise: e, station, html, hints, starter, reference } = page;
  const [code, setCode] = useState(starter);
  const [result, setResult] = useState<CheckResult | undefined>(undefined);
  const [passing, setPassing] = useState<readonly string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [awaited, setAwaited] = useState<string | undefined>(undefined);
  const [took, setTook] = useState(0);
  const [hintsShown, setHints] = useState(0);
  const [showsReference, setReference] = useState(false);
  const current = useRef(code);
  current.current = code;
  useEffect(() => setCode(kept(e.id) ?? starter), [e.id]);
  const run = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setPassing([]);
    setResult(undefined);
    const start = performance.now();
    const { checkInSandbox } = await import("./checking.ts");
    const verdict = await checkInSandbox(
      page.exercise,
      current.current,
      (name) => setPassing((names) => [...names, name]),
      setAwaited,
    );
    setAwaited(undefined);
    setTook(performance.now() - start);
    setResult(verdict);
    setBusy(false);
    if (verdict.pass) done("exercises", e.id);
  };
  const failure = result?.failure;
  const hint = (): void => setHints(Math.min(hints.length, hintsShown + 1));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole page; every action has a button too
    <div
      class="exercise-page"
      onKeyDown={(event) => {
        const target = event.target as HTMLElement;
        if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
          event.preventDefault();
          void run();
        } else if (event.key === "h" && target.closest(".cm-editor, input, textarea") === null)
          hint();
      }}
    >
      <section class="statement">
        <p class="quiet">
          Exercise {e.number} · <a href={href(station.id)}>{station.title}</a>
        </p>
        <div class="text" dangerouslySetInnerHTML={{ __html: html }} />
        <ol class="hints" aria-label="Hints">
          {hints.slice(0, hintsShown).map((text, i) => (
            <li key={text} style={{ "--n": i }}>
              <b>{i + 1}</b> <span dangerouslySetInnerHTML={{ __html: text }} />
            </li>
          ))}
          {hintsShown < hints.length ? (
            <li class="next" style={{ "--n": hintsShown }}>
              <button type="button" class="link" onClick={hint}>
                {hintsShown === 0 ? "Show the first hint" : "Show the next hint"}
              </button>{" "}
              <kbd>H</kbd>
            </li>
          ) : null}
          <li class="next" style={{ "--n": Math.min(hints.length, hintsShown + 1) }}>
            <button type="button" class="link" onClick={() => setReference(!showsReference)}>
              {showsReference ? "Hide the reference" : "Show the reference"}
            </button>
            {isDone("exercises", e.id) ? "" : ", and keep the exercise open"}
          </li>
        </ol>
        {showsReference ? (
          <div class="reference-code">
            <Editor value={reference} label="The reference" readOnly />
          </div>
        ) : null}
        {station.isOwn ? null : (
          <KnownStanding station={station.id} ladder={station.exercises} exercise={e.id} />
        )}
        {station.isOwn ? null : (
          <p class="quiet below">
            When every case passes, the last one runs a whole lab with your function in place of
            ours. In your own editor: <code>gradus exercise {e.id} --watch</code>
          </p>
        )}
      </section>
      <section class="work" aria-label="Your solution">
        <header class="tabs">
          <span class="tab" aria-current="true">
            {e.functions[0]}.ts
          </span>
          <span class="quiet">Saved on this computer</span>
        </header>
        <div class="pane">
          <Editor
            value={code}
            label={`Your solution of ${e.title}`}
            onChange={(text) => {
              setCode(text);
              keep(e.id, text);
            }}
            onRun={run}
            failing={failure?.line}
          />
        </div>
        <div class="checks" role="status">
          <button type="button" class="button primary" disabled={isBusy} onClick={run}>
            {awaited !== undefined ? `Loading ${awaited} …` : isBusy ? "Checking …" : "Check"}{" "}
            <kbd>Ctrl ↵</kbd>
          </button>
          <ul>
            {(result?.cases ?? casesOf(passing)).map((c) => (
              <li key={c.name}>
                <State
                  name={c.state === "passed" ? "done" : c.state === "failed" ? "stopped" : "open"}
                >
                  {c.name}
                </State>
              </li>
            ))}
          </ul>
          <span class="grow" />
          {result === undefined ? null : <span class="quiet">{Math.round(took)} ms</span>}
          {code === starter ? null : (
            <button type="button" class="link" onClick={() => setCode(starter)}>
              Start again
            </button>
          )}
        </div>
        {failure === undefined ? null : (
          <div class="failure" aria-live="polite">
            <h2>{failure.headline}</h2>
            <p class="lead">{failure.explanation}</p>
            <p class="quiet">{failure.given}</p>
            <Comparison rows={failure.rows} at={failure.at} />
          </div>
        )}
        {result?.pass ? (
          <div class="passed" aria-live="polite">
            <h2>Every case passes.</h2>
            <p class="lead">{result.message}</p>
            <p>
              <a class="button" href={href("exercises")}>
                All exercises
              </a>
            </p>
          </div>
        ) : null}
      </section>
    </div>
  );
}

const casesOf = (names: readonly string[]): CheckResult["cases"] =>
  names.map((name) => ({ name, state: "passed" }));
