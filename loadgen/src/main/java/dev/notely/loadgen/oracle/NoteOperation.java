package dev.notely.loadgen.oracle;

/**
 * What a user did to one note and what came of it, as far as the note's value is concerned. Each
 * written content is unique, so a value names its write.
 */
public sealed interface NoteOperation {
  /** The value of a note that is not there. */
  String ABSENT = "";

  /** May it have happened at a moment at which the note had this value? */
  boolean possibleAt(String value);

  /** The value after it. */
  String after(String value);

  /** A get that found a content, or {@link #ABSENT}. */
  record Read(String value) implements NoteOperation {
    @Override
    public boolean possibleAt(String now) {
      return now.equals(value);
    }

    @Override
    public String after(String now) {
      return now;
    }
  }

  /** A list that had the note, or had it not. */
  record Listed(boolean present) implements NoteOperation {
    @Override
    public boolean possibleAt(String now) {
      return present != now.equals(ABSENT);
    }

    @Override
    public String after(String now) {
      return now;
    }
  }

  /** A create that was answered with success. */
  record Created(String value) implements NoteOperation {
    @Override
    public boolean possibleAt(String now) {
      return now.equals(ABSENT);
    }

    @Override
    public String after(String now) {
      return value;
    }
  }

  /** An update that was answered with success. */
  record Updated(String value) implements NoteOperation {
    @Override
    public boolean possibleAt(String now) {
      return !now.equals(ABSENT);
    }

    @Override
    public String after(String now) {
      return value;
    }
  }

  /** A delete that was answered with success; of a note that is gone, too. */
  record Deleted() implements NoteOperation {
    @Override
    public boolean possibleAt(String now) {
      return true;
    }

    @Override
    public String after(String now) {
      return ABSENT;
    }
  }

  /** A write without an answer: it may have happened, may yet happen, or never will. */
  record Unanswered(NoteOperation wish) implements NoteOperation {
    @Override
    public boolean possibleAt(String now) {
      return wish.possibleAt(now);
    }

    @Override
    public String after(String now) {
      return wish.after(now);
    }
  }
}
