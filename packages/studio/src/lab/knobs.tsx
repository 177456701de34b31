/** A slider, switch or list for each knob, made from its row of the table. */
import { log10, pow } from "gradus/core";
import { useState } from "preact/hooks";
import { written } from "../plot/scales.ts";
import type { LabKnob } from "./about.ts";
import type { Session, Value } from "./session.ts";

/** Names in words: "rateSchedule" → "rate schedule". */
export const inWords = (name: string): string =>
  name.replace(/([A-Z])/g, (c) => ` ${c.toLowerCase()}`);

/** Which values a slider runs through: evenly, or by ratio where the range spans more than three powers of ten. */
export function rail(k: LabKnob): {
  readonly at: (v: number) => number;
  readonly from: (p: number) => number;
} {
  const value = Number(k.value) || Number(k.default) || 1;
  const [low, high] = k.range ?? [0, 2 * Math.abs(value)];
  const size = Math.abs(value) || 1;
  // an open range is shown around its value, in powers of ten
  const wide =
    !Number.isFinite(low) ||
    !Number.isFinite(high) ||
    high - low > 1000 * size ||
    high / Math.max(low, 1e-9) > 1000;
  const whole = (v: number): number => (k.integer === true ? Math.round(v) : v);
  if (!wide) {
    return {
      at: (v) => (v - low) / (high - low),
      from: (p) => whole(rounded(low + p * (high - low), (high - low) / 200)),
    };
  }
  const [a, b] = [
    log10(Math.max(size / 100, low > 0 ? low : size / 100)),
    log10(Math.min(size * 100, high)),
  ];
  return {
    at: (v) => (v <= 0 ? 0 : (log10(v) - a) / (b - a)),
    from: (p) =>
      Math.max(
        whole(significant(pow(10, a + p * (b - a)))),
        k.integer === true ? Math.max(1, low) : low,
      ),
  };
}

const rounded = (v: number, step: number): number => {
  const unit = pow(10, Math.floor(log10(step)));
  return Number((Math.round(v / unit) * unit).toPrecision(6));
};
const significant = (v: number): number => Number(v.toPrecision(2));

/** @param only those that can be set: after a fork the others keep the value that shaped the run */
export function Knobs({
  session,
  only,
}: {
  readonly session: Session;
  readonly only?: readonly string[] | undefined;
}) {
  const { lab, settings } = session;
  const [all, setAll] = useState(false);
  const values = settings.value;
  const shown = all ? lab.knobs : lab.knobs.slice(0, 6);
  return (
    <section class="knobs" aria-label={`Settings of lab ${lab.number}`}>
      {shown.map((k) => (
        <Knob
          key={k.name}
          knob={k}
          value={values[k.name]}
          set={(v) => session.set(k.name, v)}
          isFixed={only?.includes(k.name) === false}
        />
      ))}
      {lab.knobs.length > 6 ? (
        <button type="button" class="link more" onClick={() => setAll(!all)}>
          {all ? "Fewer settings" : `All ${lab.knobs.length} settings`}
        </button>
      ) : null}
    </section>
  );
}

function Knob({
  knob: k,
  value,
  set,
  isFixed,
}: {
  readonly knob: LabKnob;
  readonly value: Value;
  readonly set: (v: Value) => void;
  readonly isFixed: boolean;
}) {
  const title = `${k.doc}${k.range === undefined ? "" : ` From ${written(k.range[0])} to ${written(k.range[1])}${k.unit ? ` ${k.unit}` : ""}.`} Usual: ${String(k.value)}.${isFixed ? " It shapes a run from its start: a fork keeps it." : ""}`;
  const back = (): void => set(k.value);
  const head = (
    <>
      <span class="knob-name" title={title}>
        <span class={k.symbol === undefined ? "" : "mark"} data-mark={k.name}>
          {inWords(k.name)}
        </span>{" "}
        {k.symbol === undefined ? null : <i>{k.symbol}</i>}
      </span>
    </>
  );
  if (typeof k.default === "boolean") {
    return (
      <label class="knob" title={title}>
        {head}
        <input
          type="checkbox"
          disabled={isFixed}
          checked={value === true}
          onInput={(e) => set(e.currentTarget.checked)}
        />
      </label>
    );
  }
  if (typeof k.default === "string") {
    const name = inWords(k.name);
    return (
      <div class="knob" title={title}>
        {head}
        {k.choices === undefined ? (
          <input
            type="text"
            disabled={isFixed}
            aria-label={name}
            value={String(value)}
            onChange={(e) => set(e.currentTarget.value)}
          />
        ) : (
          <select
            disabled={isFixed}
            aria-label={name}
            value={String(value)}
            onInput={(e) => set(e.currentTarget.value)}
          >
            {k.choices.map((c) => (
              <option key={c}>{c}</option>
            ))}
          </select>
        )}
      </div>
    );
  }
  const { at, from } = rail(k);
  const place = Math.min(1, Math.max(0, at(Number(value))));
  return (
    <div class="knob" data-changed={Object.is(value, k.value) ? undefined : ""} title={title}>
      {head}
      <Typed value={Number(value)} name={inWords(k.name)} set={set} isFixed={isFixed} />
      <input
        type="range"
        disabled={isFixed}
        min="0"
        max="1"
        step="0.005"
        value={place}
        style={{ "--at": place, "--usual": Math.min(1, Math.max(0, at(Number(k.value)))) }}
        aria-label={inWords(k.name)}
        aria-valuetext={String(value)}
        onInput={(e) => set(from(Number(e.currentTarget.value)))}
        onDblClick={back}
        onKeyDown={(e) => {
          if (e.key === "Backspace") back();
          else if (e.shiftKey && (e.key === "ArrowLeft" || e.key === "ArrowRight")) {
            set(from(Math.min(1, Math.max(0, place + (e.key === "ArrowLeft" ? -0.05 : 0.05)))));
            e.preventDefault();
          }
        }}
      />
    </div>
  );
}

/** The value as text that can be typed over. */
function Typed({
  value,
  name,
  set,
  isFixed,
}: {
  readonly value: number;
  readonly name: string;
  readonly set: (v: number) => void;
  readonly isFixed: boolean;
}) {
  return (
    <input
      class="typed"
      disabled={isFixed}
      inputMode="decimal"
      aria-label={`${name}, typed`}
      value={brief(value)}
      onChange={(e) => {
        const v = Number(e.currentTarget.value.replace("−", "-").replace(/[\s\u2009\u202f]/g, ""));
        if (Number.isFinite(v) && e.currentTarget.value.trim() !== "") set(v);
        else e.currentTarget.value = brief(value);
      }}
    />
  );
}

function brief(v: number): string {
  const size = Math.abs(v);
  if (size !== 0 && (size < 1e-3 || size >= 1e6))
    return v.toExponential(1).replace("e+", "e").replace(".0e", "e");
  const text = String(Number(v.toPrecision(6)));
  return size >= 10_000 ? text.replace(/\B(?=(\d{3})+$)/g, "\u2009") : text;
}
