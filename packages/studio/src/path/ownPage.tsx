/** The front page of a course of one's own. */
import type { PageOf } from "../shell/pages.ts";
import { OwnStations } from "./ownStations.tsx";

export function OwnPage({ own }: PageOf<"own">) {
  return (
    <div class="wrap catalogue">
      <h1 class="sub">{own.title}</h1>
      <div class="text own-text" dangerouslySetInnerHTML={{ __html: own.html }} />
      <section>
        <h2>Its stations</h2>
        <OwnStations stations={own.stations} />
      </section>
    </div>
  );
}
