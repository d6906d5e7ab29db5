package dev.notely.store.catalog;

/** What came of a migration's verification (catalog.proto, Verification). */
public enum Verification {
  /** Never asked for. */
  NONE(0),
  /** Under way: sources are not given up meanwhile. */
  OPEN(1),
  /** Everything is equal. */
  PASSED(2),
  /** Something is corrupt: sources are not given up before it is repaired and verified again. */
  FAILED(3);

  private static final Verification[] BY_CODE = values();

  private final int code;

  Verification(int code) {
    this.code = code;
  }

  /** As the file and the wire number it. */
  public int code() {
    return code;
  }

  /** Nothing speaks against giving the sources up. */
  public boolean permitsFinish() {
    return this == NONE || this == PASSED;
  }

  /** The result of a number of the file. */
  static Verification of(int code) {
    return BY_CODE[code];
  }
}
