import { expect, test } from "vitest";
import {
  bar,
  count,
  drawn,
  duration,
  gallery,
  middle,
  sparkline,
  status,
  table,
  width,
} from "./terminal.ts";
import { captured } from "./testing.ts";

test("where nobody looks at a live terminal, only lines that stay are written", () => {
  const { sink, text } = captured();
  const line = status(sink);
  line.show(() => "half done");
  line.print("epoch 1");
  line.clear();
  expect(text()).toBe("epoch 1\n");
});

test("on a terminal the changing line is redrawn at most every 80 ms, cut to the width, and erased before what stays", () => {
  const { sink, text } = captured({ live: true, columns: 10 });
  let now = 0;
  const line = status(sink, () => now);
  line.show(() => "0123456789abc");
  now = 10;
  line.show(() => "too early");
  now = 90;
  line.show(() => "later");
  line.print("stays");
  expect(text()).toBe("\r\u001b[2K012345678\r\u001b[2Klater\r\u001b[2Kstays\n");
});

test("without colour, two pixels share a half-block character: light above, below, both, neither", () => {
  const { sink } = captured();
  const picture = { width: 4, height: 2, pixels: [255, 0, 255, 0, 0, 255, 255, 0] };
  expect(drawn(sink, picture)).toEqual(["▀▄█ "]);
  expect(drawn(sink, { width: 1, height: 3, pixels: [255, 255, 255] })).toEqual(["█", "▀"]); // odd height
});

test("with colour, a half block carries the greys of both pixels, 232 black to 255 white", () => {
  const { sink } = captured({ colour: true });
  expect(drawn(sink, { width: 1, height: 2, pixels: [255, 0] })).toEqual([
    "\u001b[38;5;255;48;5;232m▀\u001b[0m",
  ]);
});

test("a gallery puts as many pictures on a line as fit", () => {
  const { sink } = captured({ columns: 12 });
  const entry = { picture: { width: 5, height: 2, pixels: Array(10).fill(255) }, caption: "seven" };
  expect(gallery(sink, [entry, entry, entry])).toBe(
    "█████  █████\nseven  seven\n\n█████\nseven\n\n",
  );
});

test("small things: bar, sparkline, durations, counts, tables, the middle of a picture", () => {
  const { sink } = captured();
  expect(bar(sink, 0.5, 4)).toBe("━━──");
  expect(bar(sink, 7, 4)).toBe("━━━━");
  expect(sparkline([0, 0.5, 1])).toBe("▁▅█");
  expect(sparkline([1, 1])).toBe("▁▁");
  expect([3.21, 59, 250, 7500].map(duration)).toEqual(["3.2 s", "59 s", "4 min 10 s", "2 h 5 min"]);
  expect(count(1_234_567)).toBe("1\u00a0234\u00a0567");
  expect(
    table(
      sink,
      ["id", "title"],
      [
        ["a/b", "x"],
        ["c", "y"],
      ],
    ),
  ).toBe("id   title\na/b  x\nc    y\n");
  expect(width("\u001b[1mab\u001b[22m")).toBe(2);
  const picture = { width: 4, height: 4, pixels: [...Array(16).keys()] };
  expect(middle(picture, 2).pixels).toEqual([5, 6, 9, 10]);
});
