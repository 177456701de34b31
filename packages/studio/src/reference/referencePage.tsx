/** A page of the reference: its text comes from the tables, drawn by the build; a world can be played in it. */
import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { PageOf } from "../shell/pages.ts";
import { href } from "../shell/router.ts";
import { Play } from "./play.tsx";

const sections = [
  ["reference/algorithms", "Algorithms"],
  ["reference/worlds", "Worlds"],
  ["reference/presets", "Presets"],
  ["reference/settings", "Settings"],
  ["reference/commands", "Commands"],
] as const;

export function ReferencePage({ route, title, html }: PageOf<"reference">) {
  const text = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = text.current?.querySelector<HTMLElement>("[data-play]");
    const world = place?.dataset["play"];
    if (place === null || place === undefined || world === undefined) return;
    render(<Play world={world} />, place);
    return () => render(null, place);
  }, [route]);
  return (
    <div class="reference wrap">
      <nav class="rail" aria-label="Reference">
        <a class="up" href={href("")}>
          Path
        </a>
        <h2>
          <a href={href("reference")}>Reference</a>
        </h2>
        <ol>
          {sections.map(([to, name]) => (
            <li key={to}>
              <a
                href={href(to)}
                aria-current={
                  route === to ? "page" : route.startsWith(`${to}/`) ? "true" : undefined
                }
              >
                {name}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      <article ref={text}>
        <h1 class="sub">{title}</h1>
        <div dangerouslySetInnerHTML={{ __html: html }} />
      </article>
    </div>
  );
}
