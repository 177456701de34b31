interface Game {
  /** Whose turn it is: 1 or 2. */
  mover(position: number): number;
  moves(position: number): readonly number[];
  after(position: number, move: number): number;
  /** 1 or 2, or 0 for a draw; undefined while the game goes on. */
  winner(position: number): number | undefined;
}

/** The value for player 1 if both play their best: 1, 0 or −1. */
export function minimax(game: Game, position: number): number {
  throw new Error("Not written yet: minimax");
}

/** The moves of the mover that keep the value of the position. */
export function bestMoves(game: Game, position: number): number[] {
  throw new Error("Not written yet: bestMoves");
}
