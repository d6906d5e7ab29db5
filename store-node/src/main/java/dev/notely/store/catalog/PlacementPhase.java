package dev.notely.store.catalog;

/** Where an account is in its move (catalog.proto, Phase). */
public enum PlacementPhase {
  /** Created, not yet admitted at its home. */
  NEW(1),
  /** One store. */
  SETTLED(2),
  /** {@code second} is the target; the home serves. */
  MOVING(3),
  /** Committed; {@code second} is the former home. */
  MOVED(4),
  /** Committed by a migration; {@code second}, the former home, follows the home. */
  KEPT(5),
  /** As MOVING, back to the store that the migration took it from. */
  RETURNING(6),
  /** Strategy lazy: {@code second} is the target; the home serves, nothing is copied before. */
  SWITCHING(7),
  /** Strategy lazy, committed; {@code second}, the former home, has what nobody has touched. */
  OVERLAID(8);

  private static final PlacementPhase[] BY_CODE = values();

  private final int code;

  PlacementPhase(int code) {
    this.code = code;
  }

  /** As the file and the wire number it. */
  public int code() {
    return code;
  }

  static PlacementPhase of(int code) {
    return BY_CODE[code - 1];
  }

  boolean hasSecond() {
    return this != NEW && this != SETTLED;
  }

  /** Only a migration brings an account here. */
  boolean isOfMigration() {
    return this == KEPT || this == RETURNING;
  }
}
