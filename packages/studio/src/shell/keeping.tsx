/** The progress as a file: it lives in this browser only, and a file takes it to another. */
import { useRef, useState } from "preact/hooks";
import { progress, restore } from "./progress.ts";

export function Keeping() {
  const input = useRef<HTMLInputElement>(null);
  const [said, say] = useState("");
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    try {
      restore(await file.text());
      say("Your progress is back.");
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  const save = async (): Promise<void> => {
    const { download } = await import("../lab/saving.ts");
    download("gradus-progress.json", JSON.stringify(progress.value), "application/json");
  };
  return (
    <>
      <button type="button" class="link" onClick={() => void save()}>
        Save progress
      </button>{" "}
      <button type="button" class="link" onClick={() => input.current?.click()}>
        Restore progress
      </button>
      <input
        ref={input}
        class="restore"
        type="file"
        accept="application/json"
        hidden
        aria-label="A file that “Save progress” has written"
        onChange={(e) => {
          void take(e.currentTarget.files?.[0]);
          e.currentTarget.value = "";
        }}
      />{" "}
      <span role="status">{said}</span>
    </>
  );
}
