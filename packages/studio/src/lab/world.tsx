/** The world, painted from the list of shapes that the worker sends. */
import type { ReadonlySignal } from "@preact/signals";
import { canvasPainter, type Palette, type Role } from "gradus/env";
import { useEffect, useRef } from "preact/hooks";
import { theme } from "../shell/theme.ts";
import type { Frame } from "../workers/protocol.ts";

const variables: { readonly [R in Role]: string } = {
  paper: "--paper",
  rock: "--rock",
  rock2: "--rock-2",
  rule: "--rule",
  rule2: "--rule-2",
  edge: "--edge",
  ink: "--ink",
  ink2: "--ink-2",
  ink3: "--ink-3",
  accent: "--accent",
  wash: "--accent-wash",
  fail: "--fail",
  p1: "--p1",
  p2: "--p2",
  p3: "--p3",
  p4: "--p4",
  p5: "--p5",
};

/** The colours of the page as they are now. */
export function paletteOfPage(): Palette {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(variables).map(([role, name]) => [role, style.getPropertyValue(name).trim()]),
  ) as unknown as Palette;
}

export function WorldView({
  frame,
  alt,
}: {
  readonly frame: ReadonlySignal<Frame | undefined>;
  readonly alt: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const now = frame.value;
  const look = theme.value;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (canvas.current === null || context === null || context === undefined || now === undefined)
      return;
    const scale = Math.max(1, devicePixelRatio);
    const width = canvas.current.clientWidth;
    const zoom = (width / now.width) * scale;
    canvas.current.width = Math.round(width * scale);
    canvas.current.height = Math.round(now.height * zoom);
    context.setTransform(zoom, 0, 0, zoom, 0, 0);
    const painter = canvasPainter(context, paletteOfPage()) as unknown as Record<
      string,
      (...args: unknown[]) => void
    >;
    for (const [name, ...args] of now.calls) painter[name](...args);
  }, [now, look]);
  return (
    <figure class="world">
      <canvas
        ref={canvas}
        role="img"
        aria-label={alt}
        style={{ aspectRatio: now === undefined ? "3 / 2" : `${now.width} / ${now.height}` }}
      />
      <figcaption>{now?.caption ?? "The policy acts here while it learns."}</figcaption>
    </figure>
  );
}
