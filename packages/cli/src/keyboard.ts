/** A terminal's keyboard, key by key. */
import { emitKeypressEvents } from "node:readline";

/** Keys as a person presses them, named as in KeyboardEvent.key: "ArrowLeft", "a", " "; "Control+c" with a modifier. */
export interface Keyboard {
  /** The next key, when it comes. */
  next(): Promise<string>;
  /** Gives the terminal back. */
  close(): void;
}

/** What Node says about a key. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

const named: Readonly<Record<string, string>> = {
  up: "ArrowUp",
  down: "ArrowDown",
  left: "ArrowLeft",
  right: "ArrowRight",
  return: "Enter",
  enter: "Enter",
  space: " ",
  escape: "Escape",
  tab: "Tab",
  backspace: "Backspace",
};

/** Node's key as KeyboardEvent.key names it. */
export function keyName({ name, sequence, ctrl = false }: Key): string {
  if (ctrl && name !== undefined) return `Control+${name}`;
  return named[name ?? ""] ?? sequence ?? "";
}

/** @returns undefined if the input is not a terminal */
export function keyboardOf(input: NodeJS.ReadStream): Keyboard | undefined {
  if (input.isTTY !== true) return undefined;
  const pressed: string[] = [];
  let waiting: ((key: string) => void) | undefined;
  const listen = (_text: string | undefined, key: Key): void => {
    const name = keyName(key);
    const take = waiting;
    waiting = undefined;
    if (take === undefined) pressed.push(name);
    else take(name);
  };
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.on("keypress", listen).resume();
  return {
    next: () =>
      new Promise((resolve) => {
        const key = pressed.shift();
        if (key === undefined) waiting = resolve;
        else resolve(key);
      }),
    close() {
      input.off("keypress", listen).pause();
      input.setRawMode(false);
    },
  };
}
