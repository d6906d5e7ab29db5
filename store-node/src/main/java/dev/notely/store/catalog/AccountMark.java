package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * A step of one account that the engine or an operator reports.
 *
 * @param epoch that the caller works at; RELEASED has none
 * @param step COPIED, SEALING, QUARANTINE or RELEASED
 */
public record AccountMark(
    long migration, ByteString account, long epoch, AccountEvent step, Cause cause) {
  public AccountMark {
    switch (step) {
      case COPIED, SEALING, QUARANTINE, RELEASED -> {}
      case ENROLLED, ALREADY_THERE, ABORTED, COMMITTED, GIVEN_UP, RETURN, SETTLED ->
          throw new IllegalArgumentException(step + " is not marked; it comes with a placement");
    }
  }
}
