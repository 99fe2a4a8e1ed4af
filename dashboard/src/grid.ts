// How many columns let the tiles be largest.

const aspect = 1.15;
const tileWidthMin = 150;
/** With more beds than this the list of alarms gives some of its width to the tiles. */
export const manyBeds = 24;

/** Columns for `count` tiles in a place of the given size, so that a tile of the wanted aspect is as big as can be. */
export function columnsFor(count: number, width: number, height: number): number {
    let best = 1;
    let bestHeight = 0;
    for (let columns = 1; columns <= Math.max(1, count); columns++) {
        const tileWidth = width / columns;
        if (columns > 1 && tileWidth < tileWidthMin) break;
        const tileHeight = Math.min(height / Math.ceil(count / columns), tileWidth / aspect);
        if (tileHeight > bestHeight) [best, bestHeight] = [columns, tileHeight];
    }
    return best;
}

export interface Fit {
    columns: number;
    /** What every size in a tile is a multiple of: a hundredth of its width, or of a little more than its height. */
    unitPx: number;
    /** Which of "mid", "narrow", "low" and "flat" a tile is: what has no room in it is left out. */
    words: string;
}

/** All tiles are alike, so their sizes are found once: a style sheet that asks every tile would ask sixty times. */
export function fitTiles(count: number, width: number, height: number, gap: number, rowPx: number | null): Fit {
    const columns = rowPx === null ? columnsFor(count, width, height) : 1;
    const rows = Math.ceil(Math.max(1, count) / columns);
    const tileWidth = (width - gap * (columns - 1)) / columns;
    const tileHeight = rowPx ?? (height - gap * (rows - 1)) / rows;
    const words = [tileWidth <= 290 && 'mid', tileWidth <= 215 && 'narrow', tileHeight <= 190 && 'low', tileHeight <= 165 && 'flat'];
    return {
        columns,
        unitPx: Math.min(tileWidth, 1.05 * tileHeight) / 100,
        words: words.filter(Boolean).join(' '),
    };
}
