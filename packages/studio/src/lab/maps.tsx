/** Tables of numbers as pictures: one hue by lightness, or two around zero through paper. */
import type { NumberMap } from "@gradus/course";
import { useEffect, useRef } from "preact/hooks";
import { theme } from "../shell/theme.ts";

type Rgb = readonly [number, number, number];

function rgb(name: string): Rgb {
  const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  return [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;
}

const mix = (a: Rgb, b: Rgb, share: number): Rgb =>
  a.map((v, i) => Math.round(v + (b[i] - v) * share)) as unknown as Rgb;

/** Maps by their groups, each group under its name. */
export function Maps({ maps }: { readonly maps: readonly NumberMap[] }) {
  const groups = new Map<string, NumberMap[]>();
  for (const map of maps) {
    const name = map.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), map]);
  }
  return (
    <>
      {[...groups.values()].map((group, g) => (
        <section key={g} class="map-group">
          {group[0].group === undefined ? null : <p>{group[0].group}</p>}
          <div
            class="maps"
            data-tiny={group[0].width < 12 && group.length > 4 ? "" : undefined}
            data-few={group.length <= 2 ? "" : undefined}
          >
            {group.map((map, i) => (
              <MapView key={i} map={map} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

export function MapView({ map }: { readonly map: NumberMap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const look = theme.value;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === null || context === undefined) return;
    const { width, height, values, signed } = map;
    const image = context.createImageData(width, height);
    const [paper, ink, p1, p2] = ["--paper", "--ink", "--p1", "--p2"].map(rgb);
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    for (let i = 0; i < values.length; i++) {
      const v = values[i];
      const colour = signed
        ? mix(paper, v < 0 ? p2 : p1, Math.abs(v) / most)
        : mix(paper, ink, high > low ? (v - low) / (high - low) : 0);
      image.data.set([...colour, 255], i * 4);
    }
    context.putImageData(image, 0, 0);
  }, [map, look]);
  return (
    <figure class="map">
      <canvas
        ref={canvas}
        width={map.width}
        height={map.height}
        role="img"
        aria-label={map.title}
      />
      <figcaption>{map.title}</figcaption>
    </figure>
  );
}
