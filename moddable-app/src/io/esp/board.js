/** The chip itself; see board.c. The same shape on every platform: `platform/board` in platform.ts. */
const Board = {
  get resetReason() {
    return native('xs_board_reset_reason').call(this);
  },
  get freeHeap() {
    return native('xs_board_free_heap').call(this);
  },
  get mac() {
    return native('xs_board_mac').call(this);
  },
  get buttonPressed() {
    return native('xs_board_button').call(this);
  },
  recall(bytes) {
    native('xs_board_recall').call(this, bytes);
  },
  remember(bytes) {
    native('xs_board_remember').call(this, bytes);
  },
  light(on) {
    native('xs_board_light').call(this, on);
  },
  releaseUart() {
    native('xs_board_release_uart').call(this);
  },
  print(text) {
    native('xs_board_print').call(this, text);
  },
  restart() {
    native('xs_board_restart').call(this);
  },
};

export default Board;
