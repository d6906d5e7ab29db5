package dev.notely.proxy.routing;

import java.util.UUID;

/**
 * What came of the dual writes and shadow reads of one account at one store. Without how long reads
 * took: that is told of stores.
 */
public record AccountMirror(
    UUID account, String store, DualTally dualWrites, ShadowFigures shadowReads) {
  /** Figures of the same account and store. */
  public AccountMirror plus(AccountMirror other) {
    return new AccountMirror(
        account, store, dualWrites.plus(other.dualWrites), shadowReads.plus(other.shadowReads));
  }
}
