/** A lesson: rail, text, margin; labs and exercises stand in the text at the places that the writer gave them. */

import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LabView } from "../lab/labView.tsx";
import type {
  ExerciseSummary,
  LabSummary,
  LessonLink,
  PageOf,
  StationSummary,
} from "../shell/pages.ts";
import { done, isDone, standAt } from "../shell/progress.ts";
import { href } from "../shell/router.ts";
import { fitFormulas } from "./formulas.ts";
import { Rail } from "./rail.tsx";

export function LessonPage(page: PageOf<"lesson">) {
  const { station, lesson, html, labs, exercises, about } = page;
  const text = useRef<HTMLElement>(null);
  useEffect(() => {
    standAt(lesson.id);
    const element = text.current;
    if (element === null) return;
    const undo = [mount(element, labs, exercises), listenToMarks(element), fitFormulas(element)];
    return () => {
      for (const f of undo) f();
    };
  }, [lesson.id]);
  const at = station.lessons.findIndex((l) => l.id === lesson.id);
  const next = station.lessons[at + 1];
  return (
    <div class="station wrap">
      <Rail station={station} current={lesson.id} />
      <article class="lesson" ref={text}>
        <h1 class="page">{lesson.title}</h1>
        {about === "" ? null : <p class="about">{about}</p>}
        <div class="text" dangerouslySetInnerHTML={{ __html: html }} />
        <Onward lesson={lesson} next={next} station={station} />
      </article>
    </div>
  );
}

function Onward({
  lesson,
  next,
  station,
}: {
  readonly lesson: LessonLink;
  readonly next: LessonLink | undefined;
  readonly station: StationSummary;
}) {
  const read = isDone("lessons", lesson.id);
  return (
    <nav class="onward" aria-label="Onward">
      <a
        class="button primary"
        href={href(next?.id ?? station.id)}
        onClick={() => done("lessons", lesson.id)}
      >
        {next === undefined ? `Back to ${station.title}` : `Next: ${next.number} ${next.title}`}
      </a>
      {read ? (
        <span class="quiet">You have read this one.</span>
      ) : (
        <button type="button" class="link" onClick={() => done("lessons", lesson.id)}>
          Mark as read
        </button>
      )}
    </nav>
  );
}

/** Puts labs and exercises into their places in compiled text. */
export function mount(
  element: HTMLElement,
  labs: readonly LabSummary[],
  exercises: readonly ExerciseSummary[],
): () => void {
  const places = [...element.querySelectorAll<HTMLElement>("[data-lab], [data-exercise]")];
  for (const place of places) {
    const lab = labs.find((l) => l.id === place.dataset["lab"]);
    const exercise = exercises.find((e) => e.id === place.dataset["exercise"]);
    if (lab !== undefined)
      render(<LabView lab={lab} asksGuess={place.dataset["guess"] !== undefined} />, place);
    if (exercise !== undefined) render(<ExerciseCard exercise={exercise} />, place);
  }
  return () => {
    for (const place of places) render(null, place);
  };
}

function ExerciseCard({ exercise: e }: { readonly exercise: ExerciseSummary }) {
  return (
    <p class="exercise-card">
      <a href={href(`exercise/${e.id}`)}>
        Exercise {e.number}: {e.title}
      </a>
      <span>{isDone("exercises", e.id) ? "passed" : `write ${e.functions.join(", ")}`}</span>
    </p>
  );
}

/** A symbol, its line of code and its knob answer hover and focus together. */
export function listenToMarks(element: HTMLElement): () => void {
  const light = (name: string | undefined, on: boolean): void => {
    if (name === undefined) return;
    for (const mark of element.querySelectorAll(`[data-mark="${CSS.escape(name)}"]`))
      mark.classList.toggle("lit", on);
  };
  const over = (e: Event): void => {
    const mark = (e.target as Element).closest<HTMLElement>("[data-mark]");
    if (mark !== null)
      light(mark.dataset["mark"], e.type === "pointerover" || e.type === "focusin");
  };
  const types = ["pointerover", "pointerout", "focusin", "focusout"] as const;
  for (const type of types) element.addEventListener(type, over);
  return () => {
    for (const type of types) element.removeEventListener(type, over);
  };
}
