package dev.notely.store.notes;

/**
 * What the caller knows of a note at the former home of an overlaid account (store.proto, OVERLAY).
 * It counts only where the home is overlaid and has neither the note nor its tombstone.
 */
public sealed interface Fallback {
  /** The former home was not asked. */
  Fallback UNASKED = new Unasked();

  /** It has none. */
  Fallback NONE = new None();

  /** The former home was not asked. */
  record Unasked() implements Fallback {}

  /** The former home was asked, and has no such note. */
  record None() implements Fallback {}

  /**
   * The former home has it.
   *
   * @param record live
   */
  record Found(StoredRecord record) implements Fallback {
    public Found {
      if (record.deleted()) {
        throw new IllegalArgumentException("a former home has no tombstones to answer with");
      }
    }
  }
}
