package dev.notely.store.catalog;

/** Where a migration is (catalog.proto, MigrationState). */
public enum MigrationState {
  /** Checked and written down; nothing has moved. */
  PLANNED(1, "checked, nothing moved"),
  /** The present wave moves, or soaks before its gate. */
  RUNNING(2, "the present wave moves, or soaks before its gate"),
  /** Stands still by an operator's command; accounts under way are served where they are. */
  PAUSED(3, "stands still by an operator; accounts under way are served where they are"),
  /** Stands still by a gate or a finding, until an operator releases it, also after restarts. */
  HELD(4, "stands still by a gate or a finding, until an operator releases it with a reason"),
  /** Every account has moved; the former homes follow the new ones. */
  SOAKING(5, "all moved; reverse sync keeps the sources usable"),
  /** Accounts go back to where they came from. */
  ROLLING_BACK(6, "accounts go back to where they came from, by the same hand-off"),
  /** The former homes are being purged: there is no way back. */
  FINISHING(7, "sources are purged; there is no way back"),
  /** The end: every account is where it should be. */
  COMPLETED(8, "the end: moved"),
  /** The end: every account is back. */
  ROLLED_BACK(9, "the end: every account is back"),
  /** The end: given up before anything moved. */
  CANCELLED(10, "the end: given up before anything moved");

  private static final MigrationState[] BY_CODE = values();

  private final int code;
  private final String meaning;

  MigrationState(int code, String meaning) {
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

  /** True if no event leads on. */
  public boolean isFinal() {
    return this == COMPLETED || this == ROLLED_BACK || this == CANCELLED;
  }

  static MigrationState of(int code) {
    return BY_CODE[code - 1];
  }
}
