import { useState } from "preact/hooks";
import { openFind } from "./find.tsx";
import { Steps } from "./marks.tsx";
import { tabOf } from "./pages.ts";
import { href, page } from "./router.ts";
import { nextTheme, theme } from "./theme.ts";

const tabs = [
  ["", "Path"],
  ["labs", "Labs"],
  ["exercises", "Exercises"],
  ["runs", "Runs"],
  ["reference", "Reference"],
] as const;

export function Header() {
  const [open, setOpen] = useState(false);
  const current = tabOf[page.value.kind];
  return (
    <header class="bar" data-open={open ? "" : undefined}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <div class="wrap">
        <a class="brand" href={href("")}>
          <Steps />
          Gradus
        </a>
        <nav aria-label="Site">
          {tabs.map(([route, name]) => (
            <a
              key={route}
              href={href(route)}
              aria-current={route === current ? "page" : undefined}
              onClick={() => setOpen(false)}
            >
              {name}
            </a>
          ))}
        </nav>
        <span class="grow" />
        <button type="button" class="tool find" onClick={openFind}>
          Find a lab, term or symbol <kbd>/</kbd>
        </button>
        <button type="button" class="tool theme" onClick={nextTheme}>
          Theme: {theme.value}
        </button>
        <button type="button" class="tool menu" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Close" : "Menu"}
        </button>
      </div>
    </header>
  );
}
