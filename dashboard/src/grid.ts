// How many columns let the tiles be largest.

const aspect = 1.15;
const tileWidthMin = 150;

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
