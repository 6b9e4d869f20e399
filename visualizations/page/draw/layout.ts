/** Where each cell of the fleet stands: groups side by side, each a block of equal cells; as large as fits. */

/** All in device pixels. */
export interface Block {
  readonly name: string;
  readonly rows: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly width: number;
}

export interface Layout {
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Cells with a name in them. */
  readonly tiles: boolean;
  /** Of each block, above its cells. */
  readonly header: number;
  readonly height: number;
  readonly blocks: readonly Block[];
}

export interface Room {
  readonly width: number;
  /** What is seen without scrolling. */
  readonly height: number;
  /** Device pixels for one of CSS. */
  readonly ratio: number;
}

const HEADER = 22;
const GAP = 16;
/** A block is at least so wide, for its name. */
const NAME_ROOM = 160;
/** CSS pixels. */
const CELLS = [26, 22, 19, 17, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5] as const;
const TILE = { width: 168, height: 46 } as const;
/** Of so few each can bear its name. */
const MOST_TILES = 60;

type Groups = readonly (readonly [name: string, rows: readonly number[]])[];

export function layoutOf(groups: Groups, room: Room): Layout {
  const all = groups.reduce((sum, [, rows]) => sum + rows.length, 0);
  if (all <= MOST_TILES) {
    const across = Math.max(1, Math.floor(room.width / (TILE.width * room.ratio)));
    const tile = { width: Math.floor(room.width / across), height: Math.round(TILE.height * room.ratio) };
    const tiles = gridOf(groups, room, tile, 1, true);
    if (tiles.height <= room.height * 1.4) return tiles;
  }
  let found: Layout | null = null;
  for (const size of CELLS) {
    const side = Math.round(size * room.ratio);
    found = lowest(groups, room, side);
    if (found.height <= room.height) return found;
  }
  return found ?? gridOf([], room, { width: 1, height: 1 }, 1, false);
}

/** Of all numbers of blocks side by side, the one that needs the least height. */
function lowest(groups: Groups, room: Room, side: number): Layout {
  const most = groups.length < 2 ? 1 : Math.max(1, Math.floor(room.width / (NAME_ROOM * room.ratio)));
  let best: Layout | null = null;
  for (let across = 1; across <= Math.min(most, groups.length); across += 1) {
    const made = gridOf(groups, room, { width: side, height: side }, across, false);
    if (best === null || made.height <= best.height) best = made;
  }
  return best ?? gridOf(groups, room, { width: side, height: side }, 1, false);
}

function gridOf(
  groups: Groups,
  { width, ratio }: Room,
  cell: { readonly width: number; readonly height: number },
  across: number,
  tiles: boolean,
): Layout {
  const named = groups.length > 1;
  const header = named ? Math.round(HEADER * ratio) : 0;
  const gap = named ? Math.round(GAP * ratio) : 0;
  const wide = Math.floor((width - (across - 1) * gap) / across);
  const columns = Math.max(1, Math.floor(wide / cell.width));
  const blocks: Block[] = [];
  let y = 0;
  let tallest = 0;
  groups.forEach(([name, rows], i) => {
    if (i % across === 0) {
      y += tallest;
      tallest = 0;
    }
    blocks.push({ name, rows, x: (i % across) * (wide + gap), y, columns, width: wide });
    tallest = Math.max(tallest, header + Math.ceil(rows.length / columns) * cell.height + gap);
  });
  return { cellWidth: cell.width, cellHeight: cell.height, tiles, header, height: y + tallest, blocks };
}
