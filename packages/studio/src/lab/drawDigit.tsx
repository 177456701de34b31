/** Draw a digit, and the network that has just been trained reads it; or take one of the test digits, with the keyboard as well. */
import { asMnist, NIELSEN_SCALE } from "gradus/data";
import { useEffect, useRef, useState } from "preact/hooks";
import { theme } from "../shell/theme.ts";
import type { Answer } from "../workers/protocol.ts";
import { MapView } from "./maps.tsx";
import type { Session } from "./session.ts";

/** Pixels of the pad, and the width of the pen: 2.5 of the 20 pixels that a digit of MNIST is high. */
const side = 224;
const pen = 22;
/** Fainter ink than this is the rim of a stroke, not a stroke. */
const faint = 0.15;

type Stroke = readonly (readonly [x: number, y: number])[];

export function DrawDigit({ session: s }: { readonly session: Session }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [number, setNumber] = useState<number | undefined>(undefined);
  const look = theme.value;
  const answer = s.answer.value;
  const shown = number !== undefined && answer?.example !== undefined ? answer : undefined;

  useEffect(() => {
    const context = canvas.current?.getContext("2d", { willReadFrequently: true });
    if (context === null || context === undefined) return;
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    context.clearRect(0, 0, side, side);
    if (number !== undefined) {
      if (shown !== undefined) paintDigit(context, shown.picture, ink);
      return;
    }
    paintStrokes(context, strokes, ink);
    const picture = pictureOf(context);
    if (picture !== undefined) s.ask(picture);
  }, [strokes, number, shown?.picture, look]);

  const choose = (index: number): void => {
    const count = answer?.example?.count ?? 10_000;
    const chosen = ((index % count) + count) % count;
    setStrokes([]);
    setNumber(chosen);
    s.ask(chosen);
  };
  const at = (e: PointerEvent): readonly [number, number] => {
    const box = (e.currentTarget as Element).getBoundingClientRect();
    return [
      ((e.clientX - box.left) / box.width) * side,
      ((e.clientY - box.top) / box.height) * side,
    ];
  };
  const begin = (e: PointerEvent): void => {
    (e.currentTarget as Element).setPointerCapture(e.pointerId);
    setNumber(undefined);
    setStrokes(number === undefined ? [...strokes, [at(e)]] : [[at(e)]]);
    e.preventDefault();
  };
  const draw = (e: PointerEvent): void => {
    if (e.buttons === 0 || strokes.length === 0 || number !== undefined) return;
    const last = strokes[strokes.length - 1];
    setStrokes([...strokes.slice(0, -1), [...last, at(e)]]);
  };
  return (
    <div class="draw-digit">
      <div class="pad">
        <canvas
          ref={canvas}
          width={side}
          height={side}
          role="img"
          aria-label={
            number === undefined
              ? "Draw a digit here, with mouse or finger"
              : `Test digit number ${number}`
          }
          onPointerDown={begin}
          onPointerMove={draw}
        />
        {strokes.length === 0 && number === undefined ? (
          <span aria-hidden="true">Draw a digit here</span>
        ) : null}
      </div>
      <div class="pad-controls">
        <button
          type="button"
          class="button"
          disabled={strokes.length === 0 && number === undefined}
          onClick={() => {
            setStrokes([]);
            setNumber(undefined);
          }}
        >
          Clear
        </button>
        <button
          type="button"
          class="button"
          onClick={() => choose(number === undefined ? 0 : number + 1)}
        >
          {number === undefined ? "Take a test digit" : "Next test digit"}
        </button>
        <label>
          No.{" "}
          <input
            class="typed"
            inputMode="numeric"
            value={number ?? ""}
            onChange={(e) => {
              const typed = Number(e.currentTarget.value);
              if (Number.isInteger(typed)) choose(typed);
            }}
          />
        </label>
        <p class="quiet">
          A drawing is treated as the digits of MNIST were: scaled into 20 × 20 pixels, its centre
          of mass in the middle of 28 × 28.
        </p>
      </div>
      <Said session={s} isAsked={strokes.length > 0 || number !== undefined} />
    </div>
  );
}

/** The ten outputs, the hidden neurons, and the answer in words. */
function Said({ session: s, isAsked }: { readonly session: Session; readonly isAsked: boolean }) {
  const answer = isAsked ? s.answer.value : undefined;
  const best = answer === undefined ? -1 : largest(answer.outputs);
  return (
    <div class="said">
      <p class="said-words" aria-live="polite">
        {answer !== undefined
          ? inWords(answer, best)
          : s.maps.value.length > 0
            ? "The network of the first seed is waiting for a digit."
            : "Press run: a network that has learned nothing reads nothing."}
      </p>
      <div class="said-body">
        <div class="sees">
          <MapView
            map={{
              title: "what it sees",
              width: 28,
              height: 28,
              values: answer?.picture ?? new Float32Array(784),
            }}
          />
        </div>
        <ol class="outputs" start={0} aria-label="Outputs of the ten neurons">
          {Array.from({ length: 10 }, (_, d) => (
            <li key={d} data-best={d === best ? "" : undefined}>
              <b>{d}</b>
              <i>
                <span style={{ width: `${100 * (answer?.outputs[d] ?? 0)}%` }} />
              </i>
              <span>{answer === undefined ? "–" : answer.outputs[d].toFixed(2)}</span>
            </li>
          ))}
        </ol>
      </div>
      {answer !== undefined && answer.hidden.length > 0 ? (
        <div
          class="hidden-neurons"
          role="img"
          aria-label={`Activations of ${answer.hidden.length} hidden neurons`}
        >
          <span>{answer.hidden.length} hidden neurons, 0 to 1</span>
          <div>
            {answer.hidden.map((a, j) => (
              <i key={j} title={`neuron ${j + 1}: ${a.toFixed(2)}`}>
                <span style={{ opacity: a }} />
              </i>
            ))}
          </div>
        </div>
      ) : null}
    </div>
  );
}

const largest = (values: readonly number[]): number =>
  values.reduce((best, v, i) => (v > values[best] ? i : best), 0);

/** "Read as 4 (0.97)." With what it is, where that is known, and with the runner-up where it is near. */
function inWords({ outputs, example }: Answer, best: number): string {
  const second = largest(outputs.map((v, i) => (i === best ? -1 : v)));
  const says = `read as ${best} (${outputs[best].toFixed(2)})`;
  const near =
    outputs[second] > 0.3 * outputs[best] ? `, or ${second} (${outputs[second].toFixed(2)})` : "";
  const known =
    example === undefined
      ? ""
      : example.label === best
        ? `It is a ${example.label}: `
        : `It is a ${example.label}, and mis`;
  const sentence = `${known}${says}${near}.`;
  return sentence[0].toUpperCase() + sentence.slice(1);
}

function paintStrokes(
  context: CanvasRenderingContext2D,
  strokes: readonly Stroke[],
  ink: string,
): void {
  context.strokeStyle = ink;
  context.lineWidth = pen;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [first, ...rest] of strokes) {
    context.beginPath();
    context.moveTo(...first);
    for (const point of rest) context.lineTo(...point);
    if (rest.length === 0) context.lineTo(first[0] + 0.1, first[1]); // a dot
    context.stroke();
  }
}

function paintDigit(context: CanvasRenderingContext2D, picture: Float32Array, ink: string): void {
  const cell = side / 28;
  context.fillStyle = ink;
  picture.forEach((v, i) => {
    context.globalAlpha = v;
    context.fillRect((i % 28) * cell, Math.floor(i / 28) * cell, cell, cell);
  });
  context.globalAlpha = 1;
}

/** What is on the pad as MNIST would have it; undefined while there is nothing. */
function pictureOf(context: CanvasRenderingContext2D): Float32Array | undefined {
  const { data } = context.getImageData(0, 0, side, side);
  let inked = 0;
  const values = Float64Array.from({ length: side * side }, (_, i) => {
    const amount = data[4 * i + 3] / 255;
    if (amount < faint) return 0;
    inked++;
    return amount;
  });
  if (inked === 0) return undefined;
  const { pixels } = asMnist({ width: side, height: side, values });
  return Float32Array.from(pixels, (byte) => byte * NIELSEN_SCALE);
}
