package dev.notely.proxy.store;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a store's reply says besides its answer. Worked out when it is asked for: most replies are
 * never asked.
 */
public interface Aside {
  /** Of a reply that says no more than its answer. */
  Aside NOTHING =
      new Aside() {
        @Override
        public Optional<CommittedRecord> committed() {
          return Optional.empty();
        }

        @Override
        public Optional<Sight> sight() {
          return Optional.empty();
        }

        @Override
        public long micros() {
          return 0;
        }
      };

  /** What a write has left, if it was wanted and the write changed something now. */
  Optional<CommittedRecord> committed();

  /** What a read saw. */
  Optional<Sight> sight();

  /** Of a fallback read of one note: the record that the former home has, if it has one. */
  default Optional<CommittedRecord> former() {
    return Optional.empty();
  }

  /** Of a list at one of the two stores of an overlaid account: what this one has. */
  default Optional<ListPart> part() {
    return Optional.empty();
  }

  /** How long the store took to reply, as the caller saw it. */
  long micros();

  /**
   * What a read saw, in terms that the same read at another store can be compared with.
   *
   * @param lastSeq of the account, in the snapshot that was read
   * @param watermark up to which seq a copy was complete then
   * @param page of ids; else one note
   * @param seq of the note; 0: a get found none, or it is a page
   * @param tombstone seq at which a note that was not found was deleted, where that is kept; else 0
   * @param content of the note, or the ids of the page: equal if nothing differs but the seq
   */
  record Sight(
      long lastSeq,
      OptionalLong watermark,
      boolean page,
      long seq,
      long tombstone,
      Object content) {
    /** Of a copy that has a record which it cannot read: nothing will come that explains it. */
    public static Sight unreadable(String reason) {
      return new Sight(
          Long.MAX_VALUE, OptionalLong.of(Long.MAX_VALUE), false, 0, 0, "unreadable: " + reason);
    }
  }
}
