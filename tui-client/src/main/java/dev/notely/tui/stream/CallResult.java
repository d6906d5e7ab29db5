package dev.notely.tui.stream;

import java.util.List;

/** What came of an {@link OperatorCall}; texts are sentences for the operator. */
public sealed interface CallResult {
  /** It is done, or begun where it takes its time. */
  record Done(String text) implements CallResult {}

  /** It is not done, and why. */
  record Refused(String text) implements CallResult {}

  /** So many of them were asked. */
  record Progress(int asked, int all) implements CallResult {}

  /**
   * What was to be read.
   *
   * @param subject the account's key, or the migration's id in decimal
   * @param status document of the migration; empty for an account
   * @param events oldest first
   * @param complete false: there are, or may be, earlier ones
   */
  record Journal(String subject, String status, List<JournalEvent> events, boolean complete)
      implements CallResult {
    public Journal {
      events = List.copyOf(events);
    }
  }
}
