/** Under a lab: save its picture and numbers, copy a link to its state. */
import { useRef, useState } from "preact/hooks";
import type { LabSummary } from "../shell/pages.ts";
import { href } from "../shell/router.ts";
import { type LabState, written } from "./link.ts";
import type { SeedCurve } from "./session.ts";

export interface LabToolsProps {
  readonly lab: LabSummary;
  /** By name: "original", "edited". */
  readonly runs: () => Readonly<Record<string, readonly SeedCurve[]>>;
  readonly state: () => LabState;
  readonly fork?: (() => void) | undefined;
  /** Why there is nothing to fork. */
  readonly whole?: string | undefined;
}

export function LabTools({ lab, runs, state, fork, whole }: LabToolsProps) {
  const place = useRef<HTMLParagraphElement>(null);
  const [said, say] = useState("");
  const plot = (): SVGSVGElement | null =>
    place.current
      ?.closest(".lab, .race-view")
      ?.querySelector<SVGSVGElement>(".plot svg, .figure-svg svg") ?? null;
  const name = lab.id.replace("/", "-");
  const save = async (kind: "svg" | "png" | "csv"): Promise<void> => {
    const { csvText, download, pngBlob, svgText } = await import("./saving.ts");
    const svg = plot();
    if (kind === "csv") download(`${name}.csv`, csvText(runs()), "text/csv");
    else if (svg === null) say("There is no picture yet: press run.");
    else if (kind === "svg") download(`${name}.svg`, svgText(svg), "image/svg+xml");
    else download(`${name}.png`, await pngBlob(svg));
  };
  return (
    <p class="lab-tools" ref={place}>
      {whole === undefined ? null : <span class="quiet">No fork: {whole}.</span>}
      {fork === undefined ? null : (
        <button type="button" class="link" onClick={fork}>
          Fork here <kbd>F</kbd>
        </button>
      )}
      <button
        type="button"
        class="link copy-link"
        onClick={async () => {
          const url = await linkTo(lab, state());
          try {
            await navigator.clipboard.writeText(url);
            say("The link is in the clipboard.");
          } catch {
            history.replaceState(null, "", url);
            say("The link is in the address bar.");
          }
        }}
      >
        Copy link to this state <kbd>C</kbd>
      </button>
      <span>
        Save as{" "}
        {(["svg", "png", "csv"] as const).map((kind, i) => (
          <>
            {i > 0 ? ", " : ""}
            <button key={kind} type="button" class="link" onClick={() => void save(kind)}>
              {kind.toUpperCase()}
            </button>
          </>
        ))}
      </span>
      <span class="quiet" role="status">
        {said}
      </span>
    </p>
  );
}

/** The lab's own page with this state. */
async function linkTo(lab: LabSummary, state: LabState): Promise<string> {
  return new URL(`${href(`lab/${lab.id}`)}${await written(state)}`, document.baseURI).href;
}
