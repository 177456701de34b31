/** "I already know this": three exercises for each station; passing them marks it as known, and the path goes on above it. */
import { useEffect } from "preact/hooks";
import { State } from "../shell/marks.tsx";
import type { PageOf } from "../shell/pages.ts";
import { isDone, unmark } from "../shell/progress.ts";
import { href } from "../shell/router.ts";
import { drawAgain, settle, threeOf } from "./draws.ts";

type Entry = PageOf<"known">["legs"][number]["stations"][number];

export function KnownPage({ legs }: PageOf<"known">) {
  const all = legs.flatMap(({ stations }) => stations);
  const passed = all.map((s) => `${s.id}:${threeOf(s.id, ladderOf(s)).filter(isPassed).length}`);
  useEffect(() => {
    for (const s of all) settle(s.id, threeOf(s.id, ladderOf(s)));
  }, [passed.join()]);
  return (
    <div class="wrap catalogue known">
      <h1 class="sub">I already know this</h1>
      <p class="lead">
        Three exercises a station, from its first steps to whole methods. Pass them, and the station
        counts as known: you stand on the next step, and nothing of it is closed to you.
      </p>
      {legs.map((leg) => (
        <Leg key={leg.title} {...leg} />
      ))}
    </div>
  );
}

const ladderOf = (s: Entry): readonly string[] => s.exercises.map(({ id }) => id);
const isPassed = (id: string): boolean => isDone("exercises", id);

function Leg({ title, stations }: PageOf<"known">["legs"][number]) {
  const checked = stations.filter((s) => s.exercises.length > 0);
  const known = checked.filter((s) => isDone("known", s.id)).length;
  return (
    <section>
      <h2>{title}</h2>
      {checked.length > 1 ? (
        <p class="leg-standing">
          {known === checked.length ? (
            <State name="done">You know this leg.</State>
          ) : (
            `The leg is known when its ${checked.length} stations with exercises are: ${known} of ${checked.length}.`
          )}
        </p>
      ) : null}
      {stations.map((s) => (
        <Station key={s.id} {...s} />
      ))}
    </section>
  );
}

function Station(s: Entry) {
  const { id, order, title, exercises } = s;
  const three = threeOf(id, ladderOf(s));
  const passed = three.filter(isPassed).length;
  const isKnown = isDone("known", id);
  return (
    <article id={id}>
      <h3>
        <span class="n">{order}</span> <a href={href(id)}>{title}</a>
      </h3>
      {exercises.length === 0 ? (
        <p class="quiet">
          There is nothing to check here yet: its exercises are not written. No step asks whether
          you have done it.
        </p>
      ) : (
        <>
          <ol>
            {three.map((one) => {
              const e = exercises.find((x) => x.id === one);
              return e === undefined ? null : (
                <li key={one}>
                  <a href={href(`exercise/${one}`)}>{e.title}</a>
                  <span class="quiet">
                    write{" "}
                    {e.functions.map((f) => (
                      <span key={f}>
                        <code>{f}</code>{" "}
                      </span>
                    ))}
                  </span>
                  <State name={isPassed(one) ? "done" : "open"}>
                    {isPassed(one) ? "passed" : "open"}
                  </State>
                </li>
              );
            })}
          </ol>
          <p class="quiet">
            {isKnown ? (
              <>
                <State name="done">Known.</State>{" "}
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    unmark("known", id);
                    drawAgain(id, ladderOf(s)); // the same three would mark it again
                  }}
                >
                  Take the mark off
                </button>
              </>
            ) : (
              <>
                {passed} of {three.length} passed.{" "}
                {exercises.length > 3 ? (
                  <button type="button" class="link" onClick={() => drawAgain(id, ladderOf(s))}>
                    Draw three others
                  </button>
                ) : null}
              </>
            )}
          </p>
        </>
      )}
    </article>
  );
}
