/** Cards, coins, cars and queues. Beside each the map of its states, on which values and policies can be shown. */
import { exp } from "../../core/math.ts";
import type { MdpState } from "../../env/mdpWorld.ts";
import type { Extras, Painter, Picture, Role } from "../../env/picture.ts";
import type { AccessControlState } from "../book/accessControl.ts";
import type { BanditState } from "../book/bandits.ts";
import type { CarRentalState } from "../book/carRental.ts";
import type { GamblerState } from "../book/gambler.ts";
import type { Easy21State } from "../easy21.ts";
import type { SceneryOf } from "../scenery.ts";
import type { BlackjackState, Hand } from "../toyText/blackjack.ts";
import { arrow, disc, framed, type Grid, hairlines, roleOf, shadeValues } from "./grid.ts";

// ── maps of states ──────────────────────────────────────────────────────────────────────────────

/** A map of states beside a picture: shaded by V, with dots where an action is taken, and a ring where one is. */
function map(
  p: Painter,
  grid: Grid,
  here: number | undefined,
  numberOf: (cell: number) => number,
  [actions, dotted]: readonly [number, number],
  extras: Extras,
): void {
  const { rows, columns, side, left, top } = grid;
  p.rect(left, top, columns * side, rows * side, { fill: "paper" });
  shadeValues(p, grid, numberOf, extras);
  hairlines(p, grid);
  const { policy } = extras;
  for (let cell = 0; policy !== undefined && cell < rows * columns; cell++) {
    const share = policy[numberOf(cell) * actions + dotted];
    if (!(share > 0.05)) continue;
    p.circle(...centre(grid, cell), side * 0.2 * Math.sqrt(share), { fill: roleOf(extras) });
  }
  if (here === undefined) return;
  const [x, y] = centre(grid, here);
  p.rect(x - side / 2, y - side / 2, side, side, { stroke: "ink", width: 2.5 }, 1);
}

const centre = ({ columns, side, left, top }: Grid, cell: number): [number, number] => [
  left + ((cell % columns) + 0.5) * side,
  top + (Math.floor(cell / columns) + 0.5) * side,
];

const place = (rows: number, columns: number, side: number, left: number, top: number): Grid => ({
  ...{ rows, columns, side, left, top },
  width: 360,
  height: rows * side + 2 * top,
});

// ── cards ───────────────────────────────────────────────────────────────────────────────────────

function cardShape(p: Painter, x: number, y: number, isOpen: boolean): void {
  p.rect(x, y, 52, 74, { fill: isOpen ? "paper" : "rule2", stroke: "ink2", width: 1.5 }, 5);
  if (isOpen) return;
  p.rect(x + 6, y + 6, 40, 62, { stroke: "paper", width: 1.5 }, 3);
}

function openCard(p: Painter, x: number, y: number, name: string, role: Role = "ink"): void {
  cardShape(p, x, y, true);
  p.text(x + 26, y + 37, name, { size: 34, role, isBold: true });
}

/** Clubs, diamonds, hearts, spades, in the lower right of a card. */
function suit(p: Painter, x: number, y: number, kind: number): void {
  const role: Role = kind === 1 || kind === 2 ? "fail" : "ink";
  const fill = { fill: role } as const;
  if (kind === 1) p.polygon([x, y - 6, x + 5, y, x, y + 6, x - 5, y], fill);
  if (kind === 0) {
    p.circle(x, y - 3.2, 2.8, fill);
    p.circle(x - 3.2, y + 1.2, 2.8, fill);
    p.circle(x + 3.2, y + 1.2, 2.8, fill);
  }
  if (kind === 2 || kind === 3) {
    const turn = kind === 2 ? 1 : -1;
    p.circle(x - 2.6, y - 1.8 * turn, 2.9, fill);
    p.circle(x + 2.6, y - 1.8 * turn, 2.9, fill);
    p.polygon([x - 5.2, y - 0.6 * turn, x + 5.2, y - 0.6 * turn, x, y + 6 * turn], fill);
  }
  if (kind === 0 || kind === 3) p.line([x, y + 1, x, y + 6], { stroke: role, width: 1.6 });
}

/** What one has: the sum, large, and what may be said of it. */
function own(p: Painter, sum: number, remark: string, isBust: boolean, y = 150): void {
  p.text(24, y, "you", { size: 16, role: "ink2", align: "left" });
  p.text(24, y + 37, String(sum), {
    size: 54,
    role: isBust ? "fail" : "ink",
    isBold: true,
    align: "left",
  });
  if (remark !== "") p.text(24, y + 74, remark, { size: 14, role: "ink3", align: "left" });
}

/** Hit or stick, in the colour of the run. */
function said(p: Painter, { action, ...extras }: Extras): void {
  if (action !== 0 && action !== 1) return;
  p.text(62, 138, action === 1 ? "hit" : "stick", {
    size: 18,
    role: roleOf(extras),
    isBold: true,
    align: "left",
  });
}

const cardName = (value: number): string => (value === 1 ? "A" : String(value));
const faces = ["J", "Q", "K"];

/** The book's map of decisions: the dealer's card by one's sum, 12 … 21, the largest on top. */
const decisions = place(10, 10, 19, 154, 22);
const decisionCell = (open: number, sum: number): number | undefined =>
  sum >= 12 && sum <= 21 && open >= 1 ? (21 - sum) * 10 + open - 1 : undefined;

function decisionMap(p: Painter, open: number, sum: number, isAce: boolean, extras: Extras): void {
  const numberOf = (cell: number) =>
    22 * (21 - Math.floor(cell / 10)) + 2 * (1 + (cell % 10)) + (isAce ? 1 : 0);
  map(p, decisions, decisionCell(open, sum), numberOf, [2, 1], extras);
  const { left, top, side } = decisions;
  for (const s of [12, 16, 21])
    p.text(left - 8, top + (21 - s + 0.5) * side, String(s), {
      size: 14,
      role: "ink3",
      align: "right",
    });
  for (const card of [1, 5, 10])
    p.text(left + (card - 0.5) * side, top + 10 * side + 13, cardName(card), {
      size: 14,
      role: "ink3",
    });
}

const usable = ({ sum, hasAce }: Hand): boolean => hasAce && sum + 10 <= 21;

export function blackjackPicture(): Picture<BlackjackState> {
  return framed(360, 240, (p, { player, open, suit: kind, face }, extras) => {
    const isAce = usable(player);
    const sum = player.sum + (isAce ? 10 : 0);
    p.text(24, 22, "dealer", { size: 16, role: "ink2", align: "left" });
    cardShape(p, 60, 38, false);
    openCard(
      p,
      24,
      38,
      open === 10 ? faces[face] : cardName(open),
      kind === 1 || kind === 2 ? "fail" : "ink",
    );
    suit(p, 36, 100, kind);
    own(p, sum, isAce ? "ace counts 11" : `${player.cards} cards`, sum > 21, 138);
    said(p, extras);
    decisionMap(p, open, sum, isAce, extras);
  });
}

export function bookBlackjackPicture(): Picture<MdpState> {
  return framed(360, 240, (p, { state }, extras) => {
    const [sum, open, isAce] = [
      Math.floor(state / 22),
      Math.floor(state / 2) % 11,
      state % 2 === 1,
    ];
    p.text(24, 22, "dealer", { size: 16, role: "ink2", align: "left" });
    cardShape(p, 60, 38, false);
    openCard(p, 24, 38, cardName(open));
    own(p, sum, isAce ? "ace counts 11" : "", sum > 21, 138);
    said(p, extras);
    decisionMap(p, open, sum, isAce, extras);
  });
}

export function easy21Picture(): Picture<Easy21State> {
  const grid = place(21, 10, 12, 206, 16);
  return framed(360, 296, (p, { dealer, sum }, extras) => {
    p.text(24, 30, "dealer", { size: 16, role: "ink2", align: "left" });
    openCard(p, 24, 46, String(dealer));
    own(p, sum, "red cards subtract", false, 166);
    if (extras.action === 0 || extras.action === 1)
      p.text(62, 166, extras.action === 1 ? "hit" : "stick", {
        size: 18,
        role: roleOf(extras),
        isBold: true,
        align: "left",
      });
    const numberOf = (cell: number) => 21 * (cell % 10) + 20 - Math.floor(cell / 10);
    map(p, grid, (21 - sum) * 10 + dealer - 1, numberOf, [2, 1], extras);
    for (const s of [1, 11, 21])
      p.text(grid.left - 8, grid.top + (21 - s + 0.5) * 12, String(s), {
        size: 14,
        role: "ink3",
        align: "right",
      });
    for (const card of [1, 5, 10])
      p.text(grid.left + (card - 0.5) * 12, grid.top + 21 * 12 + 13, String(card), {
        size: 14,
        role: "ink3",
      });
  });
}

// ── bandits ─────────────────────────────────────────────────────────────────────────────────────

const SHOWN = 20; // arms that find room

export function banditPicture({ pays }: SceneryOf<"bandit">): Picture<BanditState> {
  const [top, bottom] = [20, 184];
  return framed(360, 224, (p, { values }, extras) => {
    const arms = Math.min(values.length, SHOWN);
    const shown = Array.from(values.slice(0, arms));
    const gap = 316 / arms;
    const x = (a: number) => 22 + gap * (a + 0.5);
    let reach = 4;
    while (Math.max(...shown.map(Math.abs)) > reach - 1) reach *= 2; // the axis doubles, so that it rarely moves
    const y = (v: number) =>
      pays === "one"
        ? bottom - v * (bottom - top)
        : (top + bottom) / 2 - (v * (bottom - top)) / (2 * reach);
    const lines = pays === "one" ? [0, 0.5, 1] : [-reach / 2, 0, reach / 2];
    for (const v of lines)
      p.line([22, y(v), 338, y(v)], {
        stroke: v === 0 ? "rule2" : "rule",
        width: v === 0 ? 1.5 : 1,
      });
    shown.forEach((q, a) => {
      const isPulled = extras.action === a;
      if (pays === "one") {
        const w = Math.min(22, gap * 0.6);
        p.rect(x(a) - w / 2, y(q), w, bottom - y(q), {
          fill: isPulled ? roleOf(extras) : "ink2",
          opacity: isPulled ? 0.9 : 0.55,
        });
        p.line([x(a) - w / 2, y(q), x(a) + w / 2, y(q)], { stroke: "ink", width: 2.5 });
      } else violin(p, x(a), q, y, gap * 0.42, isPulled ? roleOf(extras) : "ink2");
      const estimate = extras.values?.[a];
      if (estimate !== undefined && Number.isFinite(estimate))
        p.circle(x(a), Math.max(top, Math.min(bottom, y(estimate))), 4, {
          fill: roleOf(extras),
          stroke: "rock",
          width: 1.5,
        });
      if (gap >= 14)
        p.text(x(a), bottom + 18, String(a), {
          size: 14,
          role: isPulled ? "ink" : "ink3",
          isBold: isPulled,
        });
    });
    if (typeof extras.action === "number" && extras.action < arms && gap < 14)
      arrow(p, [x(extras.action), bottom + 14], [0, -1], 7, roleOf(extras), { width: 2.5 });
  });
}

/** How an arm's rewards are spread: the normal density around its mean, cut off after 2.5 deviations, and a tick at the mean. */
function violin(
  p: Painter,
  x: number,
  mean: number,
  y: (v: number) => number,
  half: number,
  role: Role,
): void {
  const outline: number[] = [];
  for (const side of [1, -1])
    for (let i = -10; i <= 10; i++) {
      const z = (side * i) / 4;
      outline.push(x + side * half * exp((-z * z) / 2), y(mean + z));
    }
  p.polygon(outline, { fill: role, opacity: role === "ink2" ? 0.22 : 0.35 });
  p.line([x - half, y(mean), x + half, y(mean)], {
    stroke: role === "ink2" ? "ink" : role,
    width: 2.5,
  });
}

// ── coins ───────────────────────────────────────────────────────────────────────────────────────

export function gamblerPicture({ goal }: SceneryOf<"gambler">): Picture<GamblerState> {
  return framed(360, 216, (p, { capital }, extras) => {
    const stake =
      typeof extras.action === "number" ? Math.min(extras.action, capital, goal - capital) : 0;
    for (let i = 0; i < 100; i++) {
      const [x, y] = [29 + 17.5 * (i % 10), 187 - 17.5 * Math.floor(i / 10)];
      const isStaked = i >= capital - stake && i < capital;
      const isHoped = i >= capital && i < capital + stake;
      if (i < capital) p.circle(x, y, 6.2, { fill: isStaked ? roleOf(extras) : "ink" });
      else if (isHoped) p.circle(x, y, 5.4, { stroke: roleOf(extras), width: 1.8 });
      else p.circle(x, y, 5.6, { stroke: "rule2", width: 1.2 });
    }
    p.text(222, 42, String(capital), { size: 44, isBold: true, align: "left" });
    p.text(222, 76, `of ${goal}`, { size: 16, role: "ink2", align: "left" });
    if (stake > 0)
      p.text(222, 104, `stakes ${stake}`, {
        size: 16,
        role: roleOf(extras),
        align: "left",
        isBold: true,
      });
    const { values } = extras;
    const x = (s: number) => 222 + (118 * s) / goal;
    p.line([x(0), 190, x(goal), 190], { stroke: "rule2", width: 1.5 });
    if (values !== undefined) {
      const points: number[] = [];
      for (let s = 1; s < goal; s++) {
        const v = Math.max(0, Math.min(1, values[s]));
        if (Number.isFinite(v)) points.push(x(s), 190 - 62 * v);
      }
      if (points.length >= 4) p.line(points, { stroke: roleOf(extras), width: 2.5 });
    }
    disc(p, x(capital), 190, 5);
  });
}

// ── cars ────────────────────────────────────────────────────────────────────────────────────────

export function carRentalPicture({ most }: SceneryOf<"carRental">): Picture<CarRentalState> {
  const side = 8;
  const grid = place(most + 1, most + 1, side, 176, 24);
  function lot(p: Painter, top: number, cars: number): void {
    p.rect(20, top, 122, 72, { fill: "paper", stroke: "ink2", width: 1.5 }, 3);
    for (let i = 0; i < most; i++) {
      const [x, y] = [28 + 21.6 * (i % 5), top + 7 + 15.4 * Math.floor(i / 5)];
      if (i < cars) p.rect(x, y, 18, 11, { fill: "ink" }, 3.5);
      else p.rect(x, y, 18, 11, { stroke: "rule", width: 1 }, 3.5);
    }
  }
  return framed(360, 236, (p, { first, second }, extras) => {
    lot(p, 24, first);
    lot(p, 140, second);
    const { action } = extras;
    if (typeof action === "number" && action !== 0) {
      arrow(p, [70, 118], [0, action], 13, roleOf(extras), { width: 3, head: 0.6 });
      p.text(90, 118, String(Math.abs(action)), {
        size: 20,
        role: roleOf(extras),
        isBold: true,
        align: "left",
      });
    }
    const numberOf = (cell: number) =>
      (most - Math.floor(cell / (most + 1))) * (most + 1) + (cell % (most + 1));
    map(p, grid, undefined, numberOf, [0, 0], { ...extras, policy: undefined });
    p.rect(grid.left, grid.top, (most + 1) * side, (most + 1) * side, {
      stroke: "ink2",
      width: 1.5,
    });
    disc(p, ...centre(grid, (most - first) * (most + 1) + second), 5);
    p.text(grid.left + ((most + 1) * side) / 2, 210, "second place →", {
      size: 14,
      role: "ink3",
    });
    p.text(grid.left, 13, "↑ first", { size: 14, role: "ink3", align: "left" });
  });
}

// ── queues ──────────────────────────────────────────────────────────────────────────────────────

export function accessControlPicture({
  servers,
}: SceneryOf<"accessControl">): Picture<AccessControlState> {
  const columns = Math.min(10, servers);
  const rows = Math.ceil(Math.min(servers, 40) / columns);
  const across = servers + 1;
  const side = Math.min(22, 296 / across);
  const grid = place(4, across, side, 340 - side * across, 130 + 24 * (rows - 1));
  return framed(360, grid.top + 4 * side + 34, (p, { free, priority }, extras) => {
    for (let i = 0; i < Math.min(servers, 40); i++) {
      const [x, y] = [132 + 22 * (i % columns), 50 + 24 * Math.floor(i / columns)];
      const isBusy = i < servers - free;
      p.rect(
        x - 8,
        y - 10,
        16,
        20,
        isBusy ? { fill: "ink" } : { fill: "paper", stroke: "edge", width: 1.5 },
        3,
      );
    }
    const { action } = extras;
    const role: Role = action === undefined ? "ink" : roleOf(extras);
    p.circle(48, 50, 24, { fill: "paper", stroke: role, width: 3 });
    p.text(48, 50, String(1 << priority), { size: 26, role, isBold: true });
    if (action === 1) arrow(p, [96, 50], [1, 0], 13, role, { width: 3, head: 0.6 });
    if (action === 0) {
      p.line([86, 40, 106, 60], { stroke: role, width: 3 });
      p.line([106, 40, 86, 60], { stroke: role, width: 3 });
    }
    const numberOf = (cell: number) => (cell % across) * 4 + 3 - Math.floor(cell / across);
    map(p, grid, (3 - priority) * across + free, numberOf, [2, 1], extras);
    for (let k = 0; k < 4; k++)
      p.text(grid.left - 8, grid.top + (3 - k + 0.5) * side, String(1 << k), {
        size: 14,
        role: "ink3",
        align: "right",
      });
    p.text(grid.left + 0.5 * side, grid.top + 4 * side + 14, "0", { size: 14, role: "ink3" });
    p.text(grid.left + (across - 0.5) * side, grid.top + 4 * side + 14, `${servers} free`, {
      size: 14,
      role: "ink3",
      align: "right",
    });
  });
}
