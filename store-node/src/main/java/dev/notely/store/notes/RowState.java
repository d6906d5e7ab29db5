package dev.notely.store.notes;

/** State of an account in a store (store.proto, RowState). */
public enum RowState {
  /** Never heard of it. */
  NONE(0),
  /** A copy in the making: replicated records of exactly its epoch, shadow reads. */
  IMPORTING(1),
  /** A complete copy: left only by proof or by a higher epoch. */
  READY(2),
  /** The home: reads and writes. */
  SERVING(3),
  /** The home during cut-over: reads are provisional, writes wait elsewhere. */
  SEALED(4),
  /** Lives elsewhere. */
  CLOSED(5),
  /** The former home of a lazy move: what nobody has touched yet; it only loses records. */
  READ_ONLY(6),
  /** The home, over a former home that still has what nobody has touched yet. */
  OVERLAID(7);

  private static final RowState[] BY_CODE = values();

  private final int code;

  RowState(int code) {
    this.code = code;
  }

  /** As files and the wire number it. */
  public int code() {
    return code;
  }

  static RowState of(int code) {
    return BY_CODE[code];
  }

  /**
   * A proof of a higher epoch makes such a row serve: it holds everything that the account has. An
   * overlaid one does by then: the catalog ends an overlay when the former home has nothing left.
   */
  public boolean opensOnProof() {
    return isHome() || this == READY;
  }

  /** The account's home, as far as the row knows. */
  public boolean isHome() {
    return this == SERVING || this == SEALED || this == OVERLAID;
  }

  /** The row has all of the account's present records to export. */
  boolean exports() {
    return this == SERVING || this == SEALED;
  }
}
