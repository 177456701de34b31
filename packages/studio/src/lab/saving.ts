/** What a lab shows, as files: the picture as SVG or PNG, the numbers as CSV. */
import type { SeedCurve } from "./session.ts";

const kept = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "stroke-linecap",
  "opacity",
  "font",
  "paint-order",
] as const;

/** A plot as a file of its own: what the page's styles say is written into each element. */
export function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [[...svg.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  originals.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of kept)
      (copies[i] as SVGElement).style.setProperty(name, style.getPropertyValue(name));
  });
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.removeAttribute("tabindex");
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

export async function pngBlob(svg: SVGSVGElement, scale = 2): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = svg.clientWidth * scale;
  canvas.height = svg.clientHeight * scale;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) =>
      blob === null ? reject(new Error("The picture could not be made.")) : resolve(blob),
    ),
  );
}

/** One row a report: run, seed, then every number under its own name. */
export function csvText(runs: Readonly<Record<string, readonly SeedCurve[]>>): string {
  const names = [
    ...new Set(
      Object.values(runs).flatMap((curves) => curves.flatMap((c) => c.points.flatMap(Object.keys))),
    ),
  ];
  const rows = Object.entries(runs).flatMap(([run, curves]) =>
    curves.flatMap(({ seed, points }) =>
      points.map((point) => [run, seed, ...names.map((name) => point[name] ?? "")].join(",")),
    ),
  );
  return `${["run", "seed", ...names].join(",")}\n${rows.join("\n")}\n`;
}

/** Hands a file to the browser's downloads. */
export function download(name: string, content: string | Blob, type = "text/plain"): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
