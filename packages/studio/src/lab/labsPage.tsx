import { useEffect, useState } from "preact/hooks";
import { LabTable } from "../lesson/stationPage.tsx";
import type { PageOf } from "../shell/pages.ts";
import { href } from "../shell/router.ts";
import { LabView } from "./labView.tsx";
import { type LabState, read } from "./link.ts";
import { Race } from "./race.tsx";

export function LabsPage({ stations }: PageOf<"labs">) {
  const n = stations.reduce((sum, s) => sum + s.labs.length, 0);
  return (
    <div class="wrap catalogue">
      <h1 class="sub">Labs</h1>
      <p class="lead">
        {n} small systems that the ten resources name. Each has a world, settings, and a verdict
        against a known number.
      </p>
      {stations.map((s) => (
        <section key={s.station}>
          <h2>
            <a href={href(s.station)}>{s.title}</a>
          </h2>
          <LabTable labs={s.labs} />
        </section>
      ))}
    </div>
  );
}

export function LabPage({ lab, station }: PageOf<"lab">) {
  // a worker and a canvas need a browser: the frame is drawn first, the lab comes with the script
  const [isReady, setReady] = useState(false);
  const [showsCode, setCode] = useState(false);
  const [first, setFirst] = useState<LabState | undefined>(undefined);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    const { hash } = location;
    setCode(hash === "#code");
    read(hash)
      .then((state) => {
        setFirst(state);
        if (state?.code === true) setCode(true);
      })
      .catch((error: Error) => setTrouble(error.message))
      .finally(() => setReady(true));
  }, []);
  const toggle = (on: boolean): void => {
    setCode(on);
    history.replaceState(null, "", on ? "#code" : location.pathname);
  };
  if (isReady && showsCode) return <Race lab={lab} first={first} close={() => toggle(false)} />;
  return (
    <div class="wrap lab-page">
      <p class="quiet">
        <a href={href("labs")}>Labs</a> ·{" "}
        <a href={href(station.id)}>{`${station.order} ${station.title}`}</a>
      </p>
      <h1 class="sub">{lab.title}</h1>
      <p class="lead">{lab.question}</p>
      {trouble === "" ? null : <p role="alert">{trouble}</p>}
      {isReady ? <LabView lab={lab} first={first} /> : <div class="lab-room" />}
      {lab.files.length > 0 ? (
        <p class="lab-more">
          <button type="button" class="button" onClick={() => toggle(true)}>
            Show and edit the code
          </button>
          <span class="quiet">Your version trains beside the original, on the same seeds.</span>
        </p>
      ) : null}
      <p class="quiet">
        {lab.source}. Row {lab.row}.
        {lab.isOwn ? null : (
          <>
            {" "}
            On the command line: <code>gradus lab {lab.id}</code>
          </>
        )}
      </p>
    </div>
  );
}
