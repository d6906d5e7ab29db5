package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * A step of one account that the engine or an operator reports.
 *
 * @param migration 0 for a move that belongs to none, of which only LEFT_BEHIND is told
 * @param epoch that the caller works at; RELEASED has none
 * @param step COPIED, SEALING, QUARANTINE, RELEASED, LEFT_BEHIND or REPAIRED
 */
public record AccountMark(
    long migration, ByteString account, long epoch, AccountEvent step, Cause cause) {
  public AccountMark {
    switch (step) {
      case COPIED, SEALING, QUARANTINE, RELEASED, LEFT_BEHIND, REPAIRED -> {}
      case ENROLLED,
          ALREADY_THERE,
          MISMATCH,
          ABORTED,
          COMMITTED,
          OPENED,
          DRAINED,
          GIVEN_UP,
          RETURN,
          SETTLED ->
          throw new IllegalArgumentException(
              step + " is not marked; it comes with a placement or a finding");
    }
  }
}
