/** The capstone's page: what stands at the top of the stairs. It says that it is planned. */
import { State } from "../shell/marks.tsx";
import type { PageOf } from "../shell/pages.ts";
import { href } from "../shell/router.ts";
import { CodeFigure } from "./path.tsx";

export function CapstonePage({ title, about, html }: PageOf<"capstone">) {
  return (
    <div class="station wrap capstone-page">
      <aside class="figure">
        <CodeFigure />
      </aside>
      <article class="lesson">
        <h1 class="page">{title}</h1>
        <p class="about">{about}</p>
        <p class="onward">
          <State name="open">planned: its labs are not here yet</State>
          <a href={href("07-spinning-up")}>Take station 7 first</a>
        </p>
        <div class="text" dangerouslySetInnerHTML={{ __html: html }} />
      </article>
    </div>
  );
}
