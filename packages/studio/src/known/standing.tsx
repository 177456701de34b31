/** Under an exercise that is one of the three: how far the station is from being known. */
import { useEffect } from "preact/hooks";
import { isDone } from "../shell/progress.ts";
import { href } from "../shell/router.ts";
import { settle, threeOf } from "./draws.ts";

export function KnownStanding({
  station,
  ladder,
  exercise,
}: {
  readonly station: string;
  readonly ladder: readonly string[];
  readonly exercise: string;
}) {
  const three = threeOf(station, ladder);
  const passed = three.filter((id) => isDone("exercises", id)).length;
  useEffect(() => {
    settle(station, three);
  }, [station, passed]);
  if (!three.includes(exercise)) return null;
  return (
    <p class="quiet">
      One of the three that show that you know this station:{" "}
      {passed === three.length
        ? "all are passed, it counts as known. "
        : `${passed} of ${three.length} passed. `}
      <a href={`${href("known")}#${station}`}>The other two</a>
    </p>
  );
}
