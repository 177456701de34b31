/** Addresses: every page is a file of the site; links inside it exchange the page without loading the shell again. */
import { signal } from "@preact/signals";
import type { Page } from "./pages.ts";

export const page = signal<Page>({ kind: "missing", route: "", title: "", root: "" });

/** Address of a route, relative to the page that shows it. */
export const href = (route: string): string =>
  `${page.value.root}${route === "" ? "" : `${route}/`}` || "./";

const siteRoot = (): URL => new URL(page.value.root || "./", document.baseURI);

async function load(url: URL): Promise<Page> {
  const answer = await fetch(new URL("page.json", url));
  if (!answer.ok) throw new Error(`${url.pathname} is not there (${answer.status}).`);
  return (await answer.json()) as Page;
}

/** Brings a part of the page into view, once it has been drawn, and marks it. */
function reveal(id: string): void {
  const part = document.getElementById(decodeURIComponent(id));
  for (const before of document.querySelectorAll(".found")) before.classList.remove("found");
  part?.classList.add("found");
  part?.scrollIntoView({ block: "center" });
}

/** Shows another page of the site, `height` pixels down; leaves to the browser what it cannot do itself. */
export async function navigate(to: string, remember = true, height = 0): Promise<void> {
  const url = new URL(to, location.href);
  try {
    const next = await load(url);
    if (remember) history.pushState(null, "", url);
    else if (location.href !== url.href) return; // gone on meanwhile: another answer belongs here
    page.value = next;
    document.title = titled(next);
    if (height > 0) requestAnimationFrame(() => scrollTo(0, height));
    else if (url.hash === "") scrollTo(0, 0);
    else requestAnimationFrame(() => reveal(url.hash.slice(1)));
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  } catch {
    location.assign(url);
  }
}

export const titled = ({ title }: Page): string =>
  title === "" ? "Gradus: deep learning, one step at a time" : `${title} · Gradus`;

/** Takes clicks on links inside the site, and the browser's back and forward. */
export function listen(): void {
  document.addEventListener("click", (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey
    )
      return;
    const link = (event.target as Element).closest?.("a");
    if (link === null || link.target !== "" || link.hasAttribute("download")) return;
    if (link.matches(".skip")) {
      document.getElementById("main")?.focus(); // its address would lead elsewhere from the page of what is missing
      event.preventDefault();
      return;
    }
    const url = new URL(link.href, location.href);
    if (!url.href.startsWith(siteRoot().href) || /\.\w+$/.test(url.pathname)) return;
    if (url.pathname === location.pathname && url.hash !== "") return;
    event.preventDefault();
    void navigate(url.href);
  });
  // Back leads to the line where one was
  addEventListener("scrollend", () => {
    history.replaceState({ height: Math.round(scrollY) }, "");
  });
  addEventListener("popstate", ({ state }: PopStateEvent) => {
    const { height } = (state ?? {}) as { readonly height?: number };
    void navigate(location.href, false, height);
  });
}
