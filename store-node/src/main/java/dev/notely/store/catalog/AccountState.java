package dev.notely.store.catalog;

/** Where an account is in its migration (catalog.proto, AccountState). */
public enum AccountState {
  /** Its move has not begun. */
  WAITING(1, "its move has not begun"),
  /** Its records are copied to the target; the source serves. */
  COPYING(2, "its records are copied to the target; the source serves"),
  /** The copy follows the source, which serves. */
  CATCHING_UP(3, "the copy follows the source, which serves"),
  /** The source is sealed, or about to be: writes wait. */
  CUTTING_OVER(4, "the source is sealed, or about to be; writes wait"),
  /** The target serves; the former home follows it. */
  REVERSE_SYNCED(5, "the target serves, and the former home follows it"),
  /** At its target, with one store. */
  MOVED(6, "at its target, with no copy elsewhere"),
  /** Goes back; the target serves until its cut-over. */
  RETURNING(7, "goes back; the target serves until its cut-over"),
  /** Where it was before, with one store. */
  RETURNED(8, "where it was before, or taken out of the migration"),
  /** Set aside with a reason, served where it is. */
  QUARANTINED(9, "set aside with a reason, served where it is"),
  /** The target serves, over the former home, which has what nobody has touched. */
  OVERLAID(
      10,
      "the target serves; what nobody has touched is drained from the former home, or stays there"
          + " with \"drain\": false");

  private static final AccountState[] BY_CODE = values();

  private final int code;
  private final String meaning;

  AccountState(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** As the file and the wire number it. */
  public int code() {
    return code;
  }

  /** One clause for people. */
  public String meaning() {
    return meaning;
  }

  /** Some store copies it, or drains it, as long as its migration drains. */
  public boolean isUnderWay() {
    return isOutward() || this == OVERLAID || this == RETURNING;
  }

  /** It is in two stores, one of which has a copy. */
  public boolean hasCopy() {
    return isUnderWay() || this == REVERSE_SYNCED;
  }

  /** Its move to the target has begun and is not committed. */
  public boolean isOutward() {
    return this == COPYING || this == CATCHING_UP || this == CUTTING_OVER;
  }

  /**
   * Its wave has not moved as long as it is here; who is set aside keeps nobody waiting, and who is
   * overlaid only where the migration drains.
   */
  public boolean isOpen() {
    return this == WAITING || isOutward() || this == OVERLAID;
  }

  static AccountState of(int code) {
    return BY_CODE[code - 1];
  }
}
