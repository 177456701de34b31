/** The script of every page: takes over what the build has drawn. */
import "./styles/tokens.css";
import "./styles/fonts.css";
import "katex/dist/katex.min.css";
import "./styles/base.css";
import "./styles/path.css";
import "./styles/station.css";
import "./styles/lab.css";
import "./styles/player.css";
import "./styles/exercise.css";
import "./styles/reference.css";
import "./styles/known.css";
import "./styles/runs.css";
import "./styles/forced.css";
import { hydrate } from "preact";
import { readDraws } from "./known/draws.ts";
import { App } from "./shell/app.tsx";
import { openFind } from "./shell/find.tsx";
import { readKeys } from "./shell/keys.tsx";
import type { Page } from "./shell/pages.ts";
import { readProgress } from "./shell/progress.ts";
import { listen, page } from "./shell/router.ts";
import { readTheme } from "./shell/theme.ts";

const data = document.getElementById("page")?.textContent;
const root = document.getElementById("app");
if (data !== undefined && data !== null && root !== null) {
  page.value = JSON.parse(data) as Page;
  hydrate(<App />, root);
  // after the page is what the build drew, what this learner has done
  readTheme();
  readProgress();
  readDraws();
  readKeys();
  listen();
  document.addEventListener("keydown", (e) => {
    const target = e.target as HTMLElement;
    if (
      e.key !== "/" ||
      target.closest("input, textarea, select, [contenteditable], .cm-editor") !== null
    )
      return;
    e.preventDefault();
    openFind();
  });
}
