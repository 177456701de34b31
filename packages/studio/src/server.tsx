/** The HTML of a page, for the build. */
import { renderToString } from "preact-render-to-string";
import { App } from "./shell/app.tsx";
import type { Page } from "./shell/pages.ts";
import { page, titled } from "./shell/router.ts";

export function drawn(now: Page): { readonly html: string; readonly title: string } {
  page.value = now;
  return { html: renderToString(<App />), title: titled(now) };
}
