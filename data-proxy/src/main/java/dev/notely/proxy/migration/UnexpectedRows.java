package dev.notely.proxy.migration;

import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.store.UnusableRecordException;

/**
 * What a worker asks about data that was not expected. Every method throws {@link
 * dev.notely.proxy.store.StoreUnavailableException} if the account's home did not answer.
 */
public interface UnexpectedRows {
  /** Of stores that adopted nothing. */
  UnexpectedRows NONE =
      new UnexpectedRows() {
        @Override
        public Found before(Placement moving) {
          return new Found.Nothing();
        }

        @Override
        public String evidence(Placement home, UnusableRecordException found) {
          return "";
        }
      };

  /** Rows of the account that are no records, before its move begins. */
  Found before(Placement moving);

  /** What is known of a record that stands in the way of a move; JSON or empty. */
  String evidence(Placement home, UnusableRecordException found);

  /** What there is, and what its migration wants done. */
  sealed interface Found {
    /** Every row is a record. */
    record Nothing() implements Found {}

    /** The account is to be set aside. */
    record SetAside(String reason, String evidence) implements Found {}

    /** The account moves without them. */
    record LeaveBehind(String reason, String evidence) implements Found {}
  }
}
