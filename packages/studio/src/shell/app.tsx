import { useEffect } from "preact/hooks";
import { ExercisePage } from "../exercise/exercisePage.tsx";
import { ExercisesPage } from "../exercise/exercisesPage.tsx";
import { KnownPage } from "../known/knownPage.tsx";
import { LabPage, LabsPage } from "../lab/labsPage.tsx";
import { LessonPage } from "../lesson/lesson.tsx";
import { StationPage } from "../lesson/stationPage.tsx";
import { CapstonePage } from "../path/capstone.tsx";
import { OwnPage } from "../path/ownPage.tsx";
import { PathPage } from "../path/path.tsx";
import { ReferencePage } from "../reference/referencePage.tsx";
import { RunsPage } from "../runs/runsPage.tsx";
import { Find, openFind } from "./find.tsx";
import { Header } from "./header.tsx";
import { Keeping } from "./keeping.tsx";
import { Keys, openKeys } from "./keys.tsx";
import type { Page } from "./pages.ts";
import { storageTrouble } from "./progress.ts";
import { keepReachable } from "./reachable.ts";
import { href, page } from "./router.ts";

export function App() {
  const now = page.value;
  useEffect(() => keepReachable(document.body), []);
  return (
    <>
      <Header />
      <Trouble />
      <main id="main" tabIndex={-1}>
        <Body key={now.route} page={now} />
      </main>
      <footer class="footer">
        <div class="wrap">
          Gradus {"·"} everything on this page runs on your computer; nothing leaves it.{" "}
          <button type="button" class="link" onClick={openKeys}>
            Keys
          </button>{" "}
          <Keeping />
        </div>
      </footer>
      <Find />
      <Keys />
    </>
  );
}

function Body({ page: now }: { readonly page: Page }) {
  switch (now.kind) {
    case "path":
      return <PathPage {...now} />;
    case "capstone":
      return <CapstonePage {...now} />;
    case "own":
      return <OwnPage {...now} />;
    case "lesson":
      return <LessonPage {...now} />;
    case "station":
      return <StationPage {...now} />;
    case "labs":
      return <LabsPage {...now} />;
    case "lab":
      return <LabPage {...now} />;
    case "exercises":
      return <ExercisesPage {...now} />;
    case "exercise":
      return <ExercisePage {...now} />;
    case "known":
      return <KnownPage {...now} />;
    case "runs":
      return <RunsPage />;
    case "reference":
      return <ReferencePage {...now} />;
    case "missing":
      return (
        <div class="wrap catalogue">
          <h1 class="sub">This page is not there</h1>
          <p class="lead">
            The address may have a slip, or the page has moved.{" "}
            <button type="button" class="link" onClick={openFind}>
              Find it by a word
            </button>
            , or go <a href={href("")}>back to the path</a>.
          </p>
        </div>
      );
  }
}

/** What went wrong with the browser's storage; nothing is lost. */
function Trouble() {
  const trouble = storageTrouble.value;
  if (trouble === undefined) return null;
  return (
    <section class="trouble" aria-label="Message">
      <div class="wrap">
        <p role="status">{trouble.message}</p>
        {trouble.kept === undefined ? null : (
          <a
            download="gradus-progress.json"
            href={`data:application/json,${encodeURIComponent(trouble.kept)}`}
          >
            Save it as a file
          </a>
        )}
        <button
          type="button"
          class="link"
          onClick={() => {
            storageTrouble.value = undefined;
          }}
        >
          Close
        </button>
      </div>
    </section>
  );
}
