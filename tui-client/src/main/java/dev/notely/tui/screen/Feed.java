package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Missing;
import dev.notely.tui.stream.Link;
import dev.notely.tui.stream.TelemetryView;
import java.util.Optional;

/**
 * What the stream has said, and how it stands.
 *
 * @param receivedMs when the last update came, by this machine's clock; 0: none has
 */
record Feed(TelemetryView view, Link link, long receivedMs, History history) {
  /** Updates come once a second. */
  private static final long STALE_MS = 3_000;

  Feed with(Link next) {
    return new Feed(view, next, receivedMs, history);
  }

  Feed with(TelemetryView next, long nowMs) {
    return new Feed(next, link, nowMs, history.with(view, next));
  }

  boolean isEmpty() {
    return receivedMs == 0;
  }

  long ageMs(long nowMs) {
    return isEmpty() ? 0 : Math.max(0, nowMs - receivedMs);
  }

  boolean isStale(long nowMs) {
    return isEmpty() || ageMs(nowMs) > STALE_MS || link.state() != Link.State.LIVE;
  }

  /** How old the rows of a store, a proxy or the catalog are; empty: as new as the rest. */
  Optional<Missing> missing(String who) {
    return view.missing().stream().filter(one -> one.getWho().equals(who)).findFirst();
  }

  /** By the clock of the proxy that says so, and what has gone by here since. */
  long ageMs(Missing missing, long nowMs) {
    return Math.max(0, view.timeMs() - missing.getSinceMs()) + ageMs(nowMs);
  }
}
