package dev.notely.tui.stream;

/**
 * How the stream stands.
 *
 * @param proxy the address that is asked, or was
 * @param words one sentence for the operator; empty where there is nothing to say
 */
public record Link(State state, String proxy, String words) {
  /** How it stands, in one word. */
  public enum State {
    /** The proxy is asked and has not answered yet. */
    CONNECTING,
    /** Updates come. */
    LIVE,
    /** It broke; another proxy, or the same, is asked next. */
    LOST,
    /** It cannot be read by this program, and is not asked for again. */
    STOPPED
  }
}
