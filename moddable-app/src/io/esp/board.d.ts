import type { Board as BoardShape } from '../platform.js';

declare const Board: BoardShape;
export default Board;
