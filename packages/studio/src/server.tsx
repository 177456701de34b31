/** What the build needs of the pages: their HTML, and how modules name each other. */
import { renderToString } from "preact-render-to-string";
import { App } from "./shell/app.tsx";
import type { Page } from "./shell/pages.ts";
import { page, titled } from "./shell/router.ts";

export { importsOf, resolved } from "./sandbox/imports.ts";

export function drawn(now: Page): { readonly html: string; readonly title: string } {
  page.value = now;
  return { html: renderToString(<App />), title: titled(now) };
}
