/** The place of the drawing pad: its script comes when the page is there, its room is kept from the start. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Session } from "./session.ts";

export function ReaderPlace({ session }: { readonly session: Session }) {
  const [Pad, setPad] = useState<ComponentType<{ session: Session }> | undefined>(undefined);
  useEffect(() => {
    import("./drawDigit.tsx").then(
      ({ DrawDigit }) => setPad(() => DrawDigit),
      () => {}, // without it the lab still trains
    );
  }, []);
  return <div class="pad-room">{Pad === undefined ? null : <Pad session={session} />}</div>;
}
