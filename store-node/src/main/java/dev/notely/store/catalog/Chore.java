package dev.notely.store.catalog;

import com.google.protobuf.ByteString;

/**
 * What a settle leaves to do at a store, kept until it is done: a destructive step is a persisted,
 * idempotent plan.
 *
 * @param epoch of the settle: planned before the account came back, it cannot hit it
 * @param home at that epoch
 */
public record Chore(ByteString account, String store, long epoch, Kind kind, String home) {
  /** What to do. */
  public enum Kind {
    /** Drop tombstones at the home. */
    RELEASE(1),
    /** Remove what is left at the other store. */
    PURGE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** As the file and the wire number it. */
    public int code() {
      return code;
    }

    static Kind of(int code) {
      return switch (code) {
        case 1 -> RELEASE;
        case 2 -> PURGE;
        default -> throw new IllegalStateException("no kind of chore has the code " + code);
      };
    }
  }
}
