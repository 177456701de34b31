/** One plot of training curves: seeds thin, mean thick, band, reference dashed, names at the line's end, one cursor. */
import { type Signal, signal } from "@preact/signals";
import { pow } from "gradus/core";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { DataTable } from "./dataTable.tsx";
import { linear, logarithmic, path, type Scale, written } from "./scales.ts";
import {
  type Band,
  type BandMemo,
  bands,
  type Group,
  nearest,
  type Point,
  spread,
} from "./summary.ts";

export interface PlotProps {
  /** The quantity with its unit. */
  readonly title: string;
  readonly x: {
    readonly label: string;
    readonly range: readonly [number, number];
    /** x is the exponent of ten of what is written: a logarithmic axis. */
    readonly isPower?: boolean;
  };
  readonly y: {
    readonly range?: readonly [number, number] | undefined;
    readonly scale?: "linear" | "log" | undefined;
  };
  readonly groups: readonly Group[];
  readonly reference?: { readonly label: string; readonly y: number } | undefined;
  /** Where the learner guesses; undefined where no guess is asked for. */
  readonly guess?: { readonly value: number; readonly set: (x: number) => void } | undefined;
  /** Where something happened: a fork, a setting that was changed. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Shared by the plots of a lab. */
  readonly cursor?: Signal<number | undefined>;
  readonly height?: number;
}

/** About as wide as a letter of a label is, in pixels. */
const LETTER = 6.4;
const edge = { left: 44, right: 116, top: 28, bottom: 44 };

/** Width of an element, followed as it changes. */
function useWidth(start: number): [{ readonly current: HTMLDivElement | null }, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(start);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry.contentRect.width)));
    observer.observe(element);
    setWidth(Math.round(element.getBoundingClientRect().width));
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** The range of the data; it doubles rather than creeps when it must grow. */
export function useGrown(
  range: readonly [number, number] | undefined,
  values: readonly number[],
): readonly [number, number] {
  const kept = useRef<readonly [number, number] | undefined>(undefined);
  if (range !== undefined) return range;
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) {
    kept.current = undefined;
    return [0, 1];
  }
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  // zero belongs to a quantity that comes near it; one far below has a range of its own
  const isFar = high < 0 && high < low / 4;
  const pad = 0.1 * (high - low || Math.abs(high));
  let [a, b] =
    kept.current ??
    (isFar ? [low - pad, high + pad] : [Math.min(low, 0), high > 0 ? high * 1.1 : 0]);
  if (a === b) b = a + 1;
  while (low < a) a -= b - a;
  while (high > b) b += b - a;
  kept.current = [a, b];
  return [a, b + 0.04 * (b - a)]; // a line at the top is not cut
}

export function Plot(props: PlotProps) {
  const { title, x, y, groups, reference, guess, marks = [], height = 300 } = props;
  const own = useRef(signal<number | undefined>(undefined));
  const cursor = props.cursor ?? own.current;
  const [box, width] = useWidth(600);
  const [asTable, setAsTable] = useState(false);
  const right = width < 420 ? 84 : edge.right;
  const inner = {
    width: Math.max(80, width - edge.left - right),
    height: height - edge.top - edge.bottom,
  };
  const memos = useRef<BandMemo[]>([]);
  const summaries = groups.map(({ seeds }, i) => {
    memos.current[i] ??= new Map();
    return bands(seeds, x.range[0], x.range[1], 80, memos.current[i]);
  });
  const all = groups.flatMap(({ seeds }) => seeds.flatMap((s) => s.map(([, v]) => v)));
  const [low, high] = useGrown(y.range, reference === undefined ? all : [...all, reference.y]);
  const sx = linear(
    x.range[0],
    x.range[1],
    edge.left,
    edge.left + inner.width,
    width < 420 ? 4 : 6,
  );
  const sy =
    y.scale === "log"
      ? logarithmic(low > 0 ? low : high * 1e-6, high, edge.top + inner.height, edge.top)
      : linear(low, high, edge.top + inner.height, edge.top, height < 200 ? 4 : 6);
  // a name that has no room beside the line stands on it
  const isOnLine = reference !== undefined && reference.label.length * LETTER > right - 8;
  const labels = placed(
    [
      ...(reference === undefined || isOnLine
        ? []
        : [{ text: reference.label, colour: "var(--ref)", at: sy.at(reference.y), bold: false }]),
      ...groups.map((g, i) => ({
        text: g.name,
        colour: `var(--${g.colour})`,
        at: sy.at(summaries[i].at(-1)?.mean ?? Number.NaN),
        bold: true,
      })),
    ].filter(({ at, text }) => Number.isFinite(at) && text !== ""),
    edge.top,
    edge.top + inner.height,
  );
  const move = (clientX: number, target: Element): void => {
    const left = target.getBoundingClientRect().left;
    const value = sx.from(clientX - left);
    cursor.value = value < sx.low || value > sx.high ? undefined : value;
  };
  const isRight = (v: number): boolean => v > (sx.low + sx.high) / 2; // its label is left of it
  const stepX = sx.ticks.length > 1 ? sx.ticks[1] - sx.ticks[0] : 0;
  const stepY = sy.ticks.length > 1 && y.scale !== "log" ? sy.ticks[1] - sy.ticks[0] : 0;
  const thousands = sx.high >= 20_000;
  const nameX = (v: number): string =>
    x.isPower
      ? Number.isInteger(v)
        ? written(pow(10, v), 1)
        : ""
      : thousands
        ? written(v / 1000, stepX / 1000)
        : written(v, stepX);
  return (
    <div class="plot" ref={box}>
      <svg
        width={width}
        height={height}
        role="img"
        aria-label={described(props, summaries)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the cursor
        tabIndex={0}
        onPointerMove={(e) => move(e.clientX, e.currentTarget)}
        onPointerLeave={() => {
          cursor.value = undefined;
        }}
        onKeyDown={(e) => {
          if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
          const jump =
            ((sx.high - sx.low) / 80) * (e.shiftKey ? 10 : 1) * (e.key === "ArrowLeft" ? -1 : 1);
          cursor.value = Math.min(sx.high, Math.max(sx.low, (cursor.value ?? sx.low) + jump));
          e.preventDefault();
          e.stopPropagation();
        }}
      >
        <text class="title" x={0} y={14}>
          {title}
        </text>
        {sy.ticks.map((v) => (
          <g key={v}>
            <line
              class={v === 0 && sy.low < 0 ? "axis" : "hair"}
              x1={edge.left}
              x2={edge.left + inner.width}
              y1={sy.at(v)}
              y2={sy.at(v)}
            />
            <text class="tick" x={edge.left - 8} y={sy.at(v) + 4} text-anchor="end">
              {written(v, y.scale === "log" ? v : stepY)}
            </text>
          </g>
        ))}
        <line
          class="axis"
          x1={edge.left}
          x2={edge.left + inner.width}
          y1={edge.top + inner.height}
          y2={edge.top + inner.height}
        />
        {sx.ticks
          .filter((v) => nameX(v) !== "")
          .map((v) => (
            <g key={v}>
              <line
                class="axis"
                x1={sx.at(v)}
                x2={sx.at(v)}
                y1={edge.top + inner.height}
                y2={edge.top + inner.height + 4}
              />
              <text class="tick" x={sx.at(v)} y={edge.top + inner.height + 18} text-anchor="middle">
                {nameX(v)}
              </text>
            </g>
          ))}
        <text class="tick" x={edge.left + inner.width / 2} y={height - 6} text-anchor="middle">
          {x.label}
          {thousands ? ", thousands" : ""}
        </text>
        <Window x={edge.left} y={edge.top - 3} width={inner.width + 2} height={inner.height + 6}>
          {groups.map((g, i) => (
            <Curves key={g.name} group={g} bands={summaries[i]} sx={sx} sy={sy} />
          ))}
        </Window>
        {reference === undefined ? null : (
          <line
            class="reference"
            x1={edge.left}
            x2={edge.left + inner.width}
            y1={sy.at(reference.y)}
            y2={sy.at(reference.y)}
          />
        )}
        {reference === undefined || !isOnLine ? null : (
          <text
            class="tick on-line"
            x={edge.left + inner.width - 4}
            y={sy.at(reference.y) + (sy.at(reference.y) < edge.top + 18 ? 15 : -6)}
            text-anchor="end"
          >
            {reference.label}
          </text>
        )}
        {marks.map((mark, i) => (
          <g key={`${mark.x} ${mark.label}`}>
            <line
              class="cursor"
              x1={sx.at(mark.x)}
              x2={sx.at(mark.x)}
              y1={edge.top}
              y2={edge.top + inner.height}
            />
            <circle cx={sx.at(mark.x)} cy={edge.top} r={3.5} fill="var(--ink)" />
            <text
              class="name"
              x={sx.at(mark.x) + (isRight(mark.x) ? -8 : 8)}
              y={edge.top + 15 + 17 * (i % 4)}
              text-anchor={isRight(mark.x) ? "end" : "start"}
              style={{ fill: "var(--ink)" }}
            >
              {mark.label}
            </text>
          </g>
        ))}
        {labels.map((l) => (
          <text
            key={l.text}
            class={l.bold ? "name" : "tick"}
            x={edge.left + inner.width + 8}
            y={l.at + 4}
            style={{ fill: l.colour }}
          >
            {l.text}
          </text>
        ))}
        {guess === undefined ? null : <Guess guess={guess} sx={sx} y={edge.top + inner.height} />}
        <Cursor
          cursor={cursor}
          groups={groups}
          summaries={summaries}
          sx={sx}
          sy={sy}
          top={edge.top}
          bottom={edge.top + inner.height}
          unit={x.label}
          isPower={x.isPower === true}
        />
      </svg>
      <p class="plot-foot">
        <span>{caption(groups)}</span>
        <button type="button" class="link" onClick={() => setAsTable(!asTable)}>
          {asTable ? "Hide the table" : "Show as table"}
        </button>
      </p>
      {asTable ? <DataTable groups={groups} summaries={summaries} x={x.label} /> : null}
    </div>
  );
}

/** Shows only what lies inside; needs no id, which plots in different parts of a page might share. */
function Window({
  children,
  ...rect
}: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly children: ComponentChildren;
}) {
  const { x, y, width, height } = rect;
  return (
    <svg
      {...rect}
      aria-hidden="true"
      viewBox={`${x} ${y} ${width} ${height}`}
      style={{ overflow: "hidden" }}
    >
      {children}
    </svg>
  );
}

function caption(groups: readonly Group[]): string {
  const n = Math.max(0, ...groups.map(({ seeds }) => seeds.length));
  if (n === 0) return "";
  if (n === 1) return "One seed.";
  if (n < 3) return `Thin: ${n} seeds; too few for a band.`;
  return `Thin: ${n} seeds. Band: 95 % of the mean.`;
}

/** At most this many points of a seed are drawn; more are averaged. */
const fine = 240;

function thinned(points: readonly Point[], sx: Scale): readonly Point[] {
  const known = points.filter(([, y]) => Number.isFinite(y));
  if (known.length <= fine) return known;
  const result: Point[] = [];
  const every = (sx.high - sx.low) / fine;
  let [sum, sumX, count, bin] = [0, 0, 0, -1];
  for (const [x, y] of known) {
    const b = Math.floor((x - sx.low) / every);
    if (b !== bin && count > 0) {
      result.push([sumX / count, sum / count]);
      [sum, sumX, count] = [0, 0, 0];
    }
    bin = b;
    sum += y;
    sumX += x;
    count++;
  }
  if (count > 0) result.push([sumX / count, sum / count]);
  return result;
}

function Curves({
  group: { seeds, colour, faint = false },
  bands: band,
  sx,
  sy,
}: {
  readonly group: Group;
  readonly bands: readonly Band[];
  readonly sx: Scale;
  readonly sy: Scale;
}) {
  const area =
    seeds.length < 3 || band.length === 0
      ? ""
      : `${path(
          band.map((b) => [b.x, b.high]),
          sx,
          sy,
        )}${path(
          [...band].reverse().map((b) => [b.x, b.low]),
          sx,
          sy,
        ).replace("M", "L")}Z`;
  return (
    <g style={{ color: `var(--${colour})` }} data-series={colour} opacity={faint ? 0.45 : 1}>
      {area === "" ? null : <path d={area} fill="currentColor" opacity="var(--band)" />}
      {seeds.length === 1
        ? null
        : seeds.map((points, i) => (
            <path key={i} class="seed" d={path(thinned(points, sx), sx, sy)} />
          ))}
      <path
        class="mean"
        d={
          seeds.length === 1
            ? path(thinned(seeds[0], sx), sx, sy)
            : path(
                band.map((b) => [b.x, b.mean]),
                sx,
                sy,
              )
        }
      />
    </g>
  );
}

function Cursor({
  cursor,
  groups,
  summaries,
  sx,
  sy,
  top,
  bottom,
  unit,
  isPower,
}: {
  readonly cursor: Signal<number | undefined>;
  readonly groups: readonly Group[];
  readonly summaries: readonly (readonly Band[])[];
  readonly sx: Scale;
  readonly sy: Scale;
  readonly top: number;
  readonly bottom: number;
  readonly unit: string;
  readonly isPower: boolean;
}) {
  const at = cursor.value;
  if (at === undefined) return null;
  const found = summaries.map((band) => nearest(band, at));
  const first = found.find((b) => b !== undefined);
  if (first === undefined) return null;
  const x = sx.at(first.x);
  const leftward = x > (sx.at(sx.low) + sx.at(sx.high)) / 2;
  // away from the curve: at the bottom where the curve is high
  const high = sy.at(first.mean) < (top + bottom) / 2;
  const y0 = high ? bottom - 14 - 17 * groups.length : top + 16;
  return (
    <g class="cursor-group" pointer-events="none">
      <line class="cursor" x1={x} x2={x} y1={top} y2={bottom} />
      {found.map((b, i) =>
        b === undefined ? null : (
          <circle
            key={groups[i].name}
            cx={sx.at(b.x)}
            cy={sy.at(b.mean)}
            r={4.5}
            fill={`var(--${groups[i].colour})`}
            stroke="var(--paper)"
            stroke-width={1.5}
          />
        ),
      )}
      <text
        class="readout"
        x={leftward ? x - 8 : x + 8}
        y={y0}
        text-anchor={leftward ? "end" : "start"}
      >
        <tspan font-weight={600} fill="var(--ink)">
          {written(isPower ? pow(10, first.x) : first.x, 1)} {unit}
        </tspan>
        {found.map((b, i) =>
          b === undefined ? null : (
            <tspan
              key={groups[i].name}
              x={leftward ? x - 8 : x + 8}
              dy={17}
              fill={`var(--${groups[i].colour})`}
            >
              {spread(b)}
            </tspan>
          ),
        )}
      </text>
    </g>
  );
}

function Guess({
  guess,
  sx,
  y,
}: {
  readonly guess: NonNullable<PlotProps["guess"]>;
  readonly sx: Scale;
  readonly y: number;
}) {
  const x = sx.at(guess.value);
  const drag = (e: PointerEvent): void => {
    const svg = (e.currentTarget as Element).closest("svg");
    if (svg === null || e.buttons === 0) return;
    const value = sx.from(e.clientX - svg.getBoundingClientRect().left);
    guess.set(Math.min(sx.high, Math.max(sx.low, value)));
  };
  return (
    <g
      class="guess"
      role="slider"
      tabIndex={0}
      aria-label="Your guess"
      aria-valuemin={sx.low}
      aria-valuemax={sx.high}
      aria-valuenow={Math.round(guess.value)}
      onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)}
      onPointerMove={drag}
      onKeyDown={(e) => {
        if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
        const jump =
          ((sx.high - sx.low) / 100) * (e.shiftKey ? 10 : 1) * (e.key === "ArrowLeft" ? -1 : 1);
        guess.set(Math.min(sx.high, Math.max(sx.low, guess.value + jump)));
        e.preventDefault();
        e.stopPropagation();
      }}
    >
      <rect x={x - 22} y={y - 30} width={44} height={34} fill="transparent" />
      <path d={`M${x} ${y - 12}l7 11h-14Z`} fill="var(--ink)" />
      <text class="tick" x={x} y={y - 17} text-anchor="middle" fill="var(--ink)">
        your guess
      </text>
    </g>
  );
}

interface Label {
  readonly text: string;
  readonly colour: string;
  readonly at: number;
  readonly bold: boolean;
}

/** Moves labels apart that would cover each other. */
function placed(labels: readonly Label[], top: number, bottom: number): Label[] {
  const sorted = [...labels].sort((a, b) => a.at - b.at);
  const gap = 17;
  const result: Label[] = [];
  for (const l of sorted) {
    const least = result.length === 0 ? top - 8 : (result.at(-1) as Label).at + gap;
    result.push({ ...l, at: Math.max(l.at, least) });
  }
  for (let i = result.length - 1, most = bottom; i >= 0; i--, most = result[i + 1].at - gap)
    if (result[i].at > most) result[i] = { ...result[i], at: most };
  return result;
}

/** The plot in one sentence: trend, end, reference. */
function described(
  { title, groups, reference }: PlotProps,
  summaries: readonly (readonly Band[])[],
): string {
  const parts = groups.map((g, i) => {
    const band = summaries[i];
    const [first, last] = [band[0], band.at(-1)];
    if (first === undefined || last === undefined) return `${g.name}: nothing yet`;
    const trend = last.mean > first.mean ? "rises" : last.mean < first.mean ? "falls" : "stays";
    return `${g.name} ${trend} from ${written(first.mean)} to ${written(last.mean)}`;
  });
  const known =
    reference === undefined ? "" : ` Reference: ${reference.label}, ${written(reference.y)}.`;
  return `${title}. ${parts.join("; ")}.${known}`;
}
